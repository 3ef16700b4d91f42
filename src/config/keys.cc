#include "config/keys.h"

#include <algorithm>
#include <array>
#include <type_traits>
#include <utility>

#include "base/ascii.h"
#include "config/types.h"

namespace gw::config {
namespace {

using Values = std::vector<std::string>;

template <class T>
std::string wrong(const Type<T>& type, const std::string& value) {
  const std::string expected(type.expected);
  if (type.secret) return "it must be " + expected;
  return "'" + value + "' is not " + expected;
}

template <const auto& type, auto... path>
std::optional<std::string> assign_one(Settings& settings, const Values& values) {
  if (values.size() != 1) return "it takes one value, not a list";
  auto value = type.read(values.front());
  if (!value) return wrong(type, values.front());
  (settings.*....*path) = *std::move(value);
  return std::nullopt;
}

template <const auto& type, auto... path>
std::optional<std::string> assign_list(Settings& settings, const Values& values) {
  auto& list = (settings.*....*path);
  list.clear();
  for (const auto& text : values) {
    auto value = type.read(text);
    if (!value) return wrong(type, text);
    list.push_back(*std::move(value));
  }
  return std::nullopt;
}

template <const auto& type, auto... path>
std::string show_one(const Settings& settings) {
  return type.show((settings.*....*path));
}

std::string show_nothing(const Settings& /*settings*/) { return ""; }

template <auto... path>
bool same(const Settings& a, const Settings& b) {
  return (a.*....*path) == (b.*....*path);
}

template <auto... path>
void copy(const Settings& from, Settings& to) {
  (to.*....*path) = (from.*....*path);
}

using Variables = std::vector<std::string_view>;

template <const auto& type, auto... path>
Key one(std::string_view name, std::string_view description, Variables standard = {}) {
  return {
      name,          type.name,     false,       assign_one<type, path...>, show_one<type, path...>,
      same<path...>, copy<path...>, description, std::move(standard)};
}

template <const auto& type, auto... path>
Key list(std::string_view name, std::string_view description, Variables standard = {}) {
  return {name,          type.name,     true,        assign_list<type, path...>, show_nothing,
          same<path...>, copy<path...>, description, std::move(standard)};
}

constexpr auto kServer = &Settings::server;
constexpr auto kAuth = &Settings::auth;
constexpr auto kAdmin = &Settings::admin;
constexpr auto kChat = &Settings::chat;
constexpr auto kUpstream = &Settings::upstream;
constexpr auto kRetry = &Settings::retry;
constexpr auto kAws = &Settings::aws;
constexpr auto kMediaSettings = &Settings::media;
constexpr auto kListing = &Settings::listing;
constexpr auto kTokens = &Settings::tokens;
constexpr auto kEmbeddings = &Settings::embeddings;
constexpr auto kResponses = &Settings::responses;
constexpr auto kReasoning = &Settings::reasoning;
constexpr auto kStructured = &Settings::structured;
constexpr auto kMetrics = &Settings::metrics;
constexpr auto kLog = &Settings::log;

using Server = ServerSettings;
using Auth = AuthSettings;
using Admin = AdminSettings;
using Chat = ChatSettings;
using Upstream = UpstreamSettings;
using Retry = RetrySettings;
using Aws = AwsSettings;
using Media = MediaSettings;
using Log = LogSettings;

const std::vector<Key>& table() {
  static const std::vector<Key> kTable{
      one<kFlag, &Settings::demo>(
          "demo",
          "Answer from the built-in simulator instead of AWS; any credentials are accepted."),
      one<kText, &Settings::demo_script>(
          "demo_script",
          "A file with what the simulator answers, request by request (docs/simulator.md)."),
      one<kFlag, &Settings::strict>(
          "strict",
          "Refuse a request with a parameter that has no counterpart, instead of dropping it and "
          "naming it in `x-gateway-dropped-params`."),

      one<kText, kServer, &Server::listen>(
          "server.listen",
          "Address and port: `127.0.0.1:3000`, `[::1]:3000`, `:3000` for all addresses, of IPv4 "
          "and IPv6; port 0 for a free one. `PORT` in the environment changes the port alone."),
      one<kThreads, kServer, &Server::workers>(
          "server.workers", "Threads, each with its own event loop; 0: one for each core."),
      one<kCount, kServer, &Server::max_connections>(
          "server.max_connections",
          "Connections of clients at once; above it: 503, and the connection ends. 0: no bound."),
      one<kCount, kServer, &Server::max_requests>(
          "server.max_requests", "Requests answered at once; above it: 503. 0: no bound."),
      one<kSize, kServer, &Server::max_body_memory>("server.max_body_memory",
                                                    "What is held of the bodies of all requests, "
                                                    "until they are answered, of files fetched for "
                                                    "them, and of answers that cannot be passed on "
                                                    "as they come; above it: 503. 0: no bound."),
      one<kRoom, kServer, &Server::max_body>("server.max_body",
                                             "Largest body of a request; above it: 413."),
      one<kRoom, kServer, &Server::max_head>("server.max_head",
                                             "Largest head of a request; above it: 431."),
      one<kWait, kServer, &Server::head_timeout>(
          "server.head_timeout", "From the first byte of a request's head to its end."),
      one<kWait, kServer, &Server::body_timeout>("server.body_timeout",
                                                 "Without any progress of a request's body, or "
                                                 "for longer at less than 1 KB a second."),
      one<kWait, kServer, &Server::idle_timeout>("server.idle_timeout",
                                                 "Of a client's connection between two requests."),
      one<kDuration, kServer, &Server::ping_interval>(
          "server.ping_interval",
          "A comment (`: ping`) goes to the client of a stream after this much silence, also "
          "before "
          "the first token; 0: never."),
      one<kDuration, kServer, &Server::drain_delay>(
          "server.drain_delay",
          "After SIGTERM: how long new connections are taken still, while `/readyz` says 503 and "
          "balancers notice."),
      one<kDuration, kServer, &Server::drain_timeout>(
          "server.drain_timeout",
          "What running requests are given to end after that. Then they end with an error."),
      one<kFlag, kServer, &Server::reuse_port>(
          "server.reuse_port",
          "Listen though another gateway of the same user does, to take over from it without a "
          "gap."),
      list<kText, kServer, &Server::cors_origins>(
          "server.cors_origins",
          "Origins whose pages may call the gateway from a browser, or `*`. Unset: none."),
      list<kHostPattern, kServer, &Server::hosts>(
          "server.hosts",
          "Names by which clients call the gateway: `gateway.example.com`, `*.example.com`, or `*` "
          "for all. Without a gateway key, requests by other names than these, an address, "
          "`localhost` or a name without a dot do not get the gateway's own credentials."),
      one<kText, kServer, &Server::tls_certificate>(
          "server.tls_certificate",
          "File with the certificate that clients are shown, and its chain (PEM): the gateway then "
          "serves https, and nothing else. Renewed when the file changes."),
      one<kText, kServer, &Server::tls_key>("server.tls_key",
                                            "File with its key (PEM, without a password)."),
      one<kText, kServer, &Server::tls_client_ca>(
          "server.tls_client_ca",
          "File with authorities (PEM): only clients that show a certificate of one of them are "
          "served."),

      list<kGatewayKey, kAuth, &Auth::keys>(
          "auth.keys",
          "Gateway keys, of which a client has to send one: plain, or `sha256:` and the digest in "
          "hexadecimal."),
      one<kText, kAuth, &Auth::keys_file>(
          "auth.keys_file", "A file with more of them, one a line; a line with `#` is a comment."),
      one<kFlag, kAuth, &Auth::allow_unauthenticated>(
          "auth.allow_unauthenticated",
          "Serve the environment's AWS credentials to the network without any gateway key."),

      one<kText, kAdmin, &Admin::listen>(
          "admin.listen",
          "Address and port of the admin listener (docs/operations.md), as `server.listen`; `off`: "
          "none. On another address than loopback it needs `admin.token`. Read at the start only."),
      one<kGatewayKey, kAdmin, &Admin::token>(
          "admin.token",
          "The token that the admin listener asks for, plain or `sha256:` and the digest in "
          "hexadecimal. Unset: on loopback everybody may use it."),

      one<kFlag, kChat, &Chat::clamp_max_tokens>(
          "chat.clamp_max_tokens",
          "Lower a `max_tokens` above what the model can to that; else refuse it."),
      one<kFlag, kChat, &Chat::forward_extra_fields>(
          "chat.forward_extra_fields",
          "Hand members that are not OpenAI's (`extra_body`) to the model; else drop them."),
      one<kFlag, kChat, &Chat::forward_user>("chat.forward_user",
                                             "Put `safety_identifier` or `user` into Bedrock's "
                                             "request metadata, for invocation logs."),
      one<kChoices, kChat, &Chat::max_choices>(
          "chat.max_choices",
          "Most choices (`n`) a request may ask for; each is a call of its own, all at once."),
      one<kFlag, kChat, &Chat::dry_run>(
          "chat.dry_run",
          "Let clients ask with `?dry_run=true` for the request that would be sent to Bedrock."),

      one<kWait, kUpstream, &Upstream::connect_timeout>(
          "upstream.connect_timeout", "To resolve, connect and finish the TLS handshake."),
      one<kWait, kUpstream, &Upstream::first_byte_timeout>(
          "upstream.first_byte_timeout",
          "From the request's first byte to that of its answer. A whole answer starts only when "
          "the "
          "model has finished."),
      one<kWait, kUpstream, &Upstream::first_content_timeout>(
          "upstream.first_content_timeout",
          "Of a stream: from the request to the first text, reasoning or tool call."),
      one<kWait, kUpstream, &Upstream::idle_timeout>("upstream.idle_timeout",
                                                     "Between two bytes of an answer."),
      one<kDuration, kUpstream, &Upstream::total_timeout>(
          "upstream.total_timeout",
          "From the first attempt of a request to the end of its answer; 0: no such limit, since "
          "long answers are good ones."),
      one<kCount, kUpstream, &Upstream::max_requests>(
          "upstream.max_requests",
          "Requests to one model in one region at once; above it: 429. Fewer than "
          "`server.max_requests`, so that a model that hangs leaves room for the others. 0: no "
          "bound."),
      one<kCount, kUpstream, &Upstream::idle_connections>(
          "upstream.idle_connections", "Idle connections kept for each destination and worker."),
      one<kDuration, kUpstream, &Upstream::idle_connection_time>("upstream.idle_connection_time",
                                                                 "How long they are kept."),
      one<kDuration, kUpstream, &Upstream::connection_lifetime>(
          "upstream.connection_lifetime",
          "A connection older than this serves no further request, so that busy ones follow DNS, "
          "too."),

      one<kProxy, kUpstream, &Upstream::proxy>(
          "upstream.proxy",
          "HTTP proxy for connections with TLS: `http://user:password@host:port`, or `https://…` "
          "to "
          "speak TLS with the proxy as well.",
          {"HTTPS_PROXY", "https_proxy"}),
      list<kText, kUpstream, &Upstream::no_proxy>(
          "upstream.no_proxy", "Hosts to go past it, with all that stands below them; `*`: all.",
          {"NO_PROXY", "no_proxy"}),
      one<kText, kUpstream, &Upstream::client_certificate>(
          "upstream.client_certificate",
          "File with a certificate, and its chain (PEM), for VPC endpoints and proxies that ask "
          "for "
          "one."),
      one<kText, kUpstream, &Upstream::client_key>("upstream.client_key",
                                                   "File with its key (PEM, without a password)."),
      one<kAttempts, kRetry, &Retry::attempts>(
          "retry.attempts",
          "How often a request is sent at most, as long as the client has got nothing of an "
          "answer; 1: no retries.",
          {"AWS_MAX_ATTEMPTS"}),
      one<kDuration, kRetry, &Retry::time>(
          "retry.time", "No attempt begins later than this after the first one."),
      one<kPercent, kRetry, &Retry::budget>(
          "retry.budget",
          "Retries are at most this percentage of the requests to a model (besides a reserve of "
          "10), so that an outage is not amplified; 0: no retries."),

      one<kRegion, kAws, &Aws::region>("aws.region",
                                       "Region of requests that name none; `auto`: the nearest of "
                                       "`aws.regions`. Unset: `us-east-1`.",
                                       {"AWS_REGION", "AWS_DEFAULT_REGION"}),
      list<kRegion, kAws, &Aws::regions>(
          "aws.regions",
          "Regions of which `auto` may choose the nearest; `bedrock-gateway doctor` tells how near "
          "each is."),
      one<kUrl, kAws, &Aws::endpoint>("aws.endpoint", "URL to call instead of AWS's own hosts.",
                                      {"AWS_ENDPOINT_URL_BEDROCK_RUNTIME", "AWS_ENDPOINT_URL"}),
      one<kUrl, kAws, &Aws::control_endpoint>("aws.control_endpoint",
                                              "The same for Bedrock's control plane.",
                                              {"AWS_ENDPOINT_URL_BEDROCK", "AWS_ENDPOINT_URL"}),
      one<kFlag, kAws, &Aws::resolve_profiles>(
          "aws.resolve_profiles",
          "Ask Bedrock (GetInferenceProfile) which model an application inference profile stands "
          "for, unless a `[[model]]` says so."),
      list<kGeography, kAws, &Aws::profile_geographies>(
          "aws.profile_geographies",
          "Where a model is not there on demand, call it through its inference profile of the "
          "first "
          "of these geographies that its region belongs to: `us`, `eu`, `apac`, ..., or `global`. "
          "Unset: never."),
      list<kPlace, kAws, &Aws::residency>(
          "aws.residency",
          "Where data may be processed, whatever a request asks for: geographies (`us`, `eu`, "
          "`apac`, `jp`, `au`, `in`, `ca`, `us-gov`), regions, or beginnings of regions and `*`. "
          "Unset: anywhere."),
      one<kText, kAws, &Aws::ca_bundle>(
          "aws.ca_bundle", "File with the certificates to trust instead of the system's.",
          {"AWS_CA_BUNDLE"}),
      one<kText, kAws, &Aws::profile>(
          "aws.profile", "Profile of the files that AWS's tools share, for their credentials.",
          {"AWS_PROFILE", "AWS_DEFAULT_PROFILE"}),
      one<kWait, kAws, &Aws::process_timeout>(
          "aws.process_timeout",
          "What a `credential_process` is given, a minute at most; then it is killed."),
      one<kFlag, kAws, &Aws::correct_clock>(
          "aws.correct_clock",
          "Sign with the time at AWS where this machine's is wrong. "
          "`AWS_DISABLE_CLOCK_SKEW_CORRECTION` in the environment switches it "
          "off, too."),
      one<kFlag, kAws, &Aws::attribution>(
          "aws.attribution",
          "Put the ids of the gateway key and its team into Bedrock's request metadata, as "
          "`gateway_key` and `gateway_team`, for invocation logs."),
      one<kKeyId, kAws, &Aws::access_key_id>(
          "aws.access_key_id", "Credentials for requests that bring none of their own.",
          {"AWS_ACCESS_KEY_ID"}),
      one<kToken, kAws, &Aws::secret_access_key>("aws.secret_access_key", "The secret of the pair.",
                                                 {"AWS_SECRET_ACCESS_KEY"}),
      one<kToken, kAws, &Aws::session_token>(
          "aws.session_token", "Present with temporary credentials.", {"AWS_SESSION_TOKEN"}),
      one<kToken, kAws, &Aws::api_key>("aws.api_key",
                                       "A Bedrock API key, instead of the three and before them.",
                                       {"AWS_BEARER_TOKEN_BEDROCK"}),
      list<kText, kAws, &Aws::allowed_roles>("aws.allowed_roles",
                                             "Roles that a client may ask for in `x-aws-role-arn`: "
                                             "ARNs, or beginnings of one and `*`."),

      list<kHostPattern, kMediaSettings, &Media::fetch_hosts>(
          "media.fetch_hosts",
          "Hosts from which files that a request names by URL are fetched: `images.example.com`, "
          "`*.example.com`, or `*` for all. Unset: none."),
      one<kFlag, kMediaSettings, &Media::fetch_http>("media.fetch_http",
                                                     "Over http, port 80, as well."),
      list<kOrigin, kMediaSettings, &Media::fetch_private_origins>(
          "media.fetch_private_origins",
          "Origins of your own, such as `http://minio.internal:9000`, which may have any port and "
          "any address. Everybody with a gateway key can then read what they serve."),
      one<kRoom, kMediaSettings, &Media::fetch_size>(
          "media.fetch_size", "Largest size of the files that one request has fetched, together."),
      one<kWait, kMediaSettings, &Media::fetch_timeout>("media.fetch_timeout",
                                                        "For each of these files."),

      one<kFlag, kListing, &ModelsSettings::own_names>(
          "models.own_names",
          "Understand the names that makers give their models outside of Bedrock, such as "
          "`claude-opus-5-5`, where no alias and no route has that name, and list them."),
      one<kDuration, kListing, &ModelsSettings::refresh_after>(
          "models.refresh_after",
          "How old what Bedrock has listed may be before it is asked again, in the background, "
          "when "
          "somebody wants the list."),

      one<kFlag, kTokens, &TokenSettings::estimate>(
          "tokens.estimate",
          "Answer count_tokens with an estimate that errs high, and says so, where Bedrock does "
          "not "
          "count for a model; else 501."),
      one<kChoices, kEmbeddings, &EmbeddingSettings::parallel_calls>(
          "embeddings.parallel_calls",
          "Most calls that one request for embeddings makes at once, of a model that takes one "
          "input a call, or 96."),
      list<kText, kEmbeddings, &EmbeddingSettings::query_models>(
          "embeddings.query_models",
          "Names of models, as clients call them, `*` for any characters: their texts are search "
          "queries unless the request says otherwise (`input_type`). Of other models they are "
          "documents."),
      one<kText, kEmbeddings, &EmbeddingSettings::vocabulary>(
          "embeddings.vocabulary",
          "File with a vocabulary in tiktoken's format, such as cl100k_base.tiktoken, to decode "
          "inputs that are numbers of tokens. Unset: they are refused."),
      one<kToken, kResponses, &ResponsesSettings::seal_key>(
          "responses.seal_key",
          "Authenticate what clients of /v1/responses keep for the gateway (`encrypted_content`) "
          "with this key, the same in every copy; without it nothing is authenticated."),
      one<kFlag, kReasoning, &ReasoningSettings::think_tags>(
          "reasoning.think_tags",
          "Show reasoning in the text, between `<think>` and `</think>`, for clients that know no "
          "`reasoning_content`."),
      one<kSize, kReasoning, &ReasoningSettings::memory_size>(
          "reasoning.memory_size",
          "What the gateway keeps, at most, of the signed reasoning in front of tool calls, for "
          "clients that do not send it back; 0: nothing. Read at the start only."),
      one<kDuration, kReasoning, &ReasoningSettings::memory_time>(
          "reasoning.memory_time", "How long it is kept. Read at the start only."),

      one<kOnInvalid, kStructured, &StructuredSettings::on_invalid>(
          "structured.on_invalid",
          "What becomes of an answer that is not the JSON that `response_format` asks for: an "
          "`error` (502 `answer_not_json`), or it is to `pass` as the model wrote it."),

      one<kLevel, kLog, &Log::level>("log.level", "`debug`, `info`, `warning` or `error`."),
      one<kLogFormat, kLog, &Log::format>(
          "log.format",
          "`json`, or `text` for people at a terminal: aligned, and coloured there unless "
          "`NO_COLOR` is set."),
      one<kFlag, kLog, &Log::access>("log.access", "One line for each request."),
      one<kFlag, kLog, &Log::probes>(
          "log.probes", "Lines also for requests for health that went well (`/healthz`)."),

      one<kGenAiNames, kMetrics, &MetricsSettings::genai>(
          "metrics.genai",
          "By which of OpenTelemetry's conventions the metrics of models are named: `0.1` of those "
          "for generative AI, `1.41` for the names before them, or `both`."),
  };
  return kTable;
}

}  // namespace

std::span<const Key> keys() { return table(); }

const Key* find_key(std::string_view name) {
  const auto found = std::ranges::find(table(), name, &Key::name);
  return found == table().end() ? nullptr : &*found;
}

std::string environment_variable(std::string_view name) {
  std::string variable = "BEDROCK_GATEWAY_";
  for (const char c : name)
    variable += ascii::is_alpha(c) ? static_cast<char>(c & ~0x20) : '_';  // '.' and '_'
  return variable;
}

}  // namespace gw::config
