#include "gateway/doctor.h"

#include <cstdio>
#include <ctime>
#include <exception>
#include <optional>
#include <utility>
#include <vector>

#include <boost/asio/co_spawn.hpp>

#include "aws/time.h"
#include "bedrock/aliases.h"
#include "bedrock/catalogue.h"
#include "bedrock/embedding.h"
#include "bedrock/inference_profile.h"
#include "bedrock/name_pattern.h"
#include "bedrock/request.h"
#include "bedrock/rerank.h"
#include "bedrock/service_error.h"
#include "credentials/ambient.h"
#include "gateway/ambient.h"
#include "gateway/bedrock/model_request.h"
#include "gateway/nearest.h"
#include "gateway/outbound.h"
#include "openai/chat_answers.h"
#include "translate/request.h"

namespace gw::gateway {

namespace {

using namespace std::chrono_literals;

// One token of a model's answer is enough to know.
std::string question(bool stream) {
  return std::string(R"({"model":"m","messages":[{"role":"user","content":"Hello"}],)") +
         R"("max_completion_tokens":1,"stream":)" + (stream ? "true}" : "false}");
}

// A model as requests name it, or a target of a route.
struct Asked {
  explicit Asked(std::string model) : name(std::move(model)) {}
  explicit Asked(const config::RouteTarget& target)
      : name(target.name), endpoint(target.endpoint), role(target.role) {}

  std::string name;
  std::optional<aws::Endpoint> endpoint{};  // of its own
  std::string role{};                       // its ARN; empty: asked as the gateway itself
};

class Examination {
 public:
  Examination(const config::Settings& settings, const Outbound& outbound)
      : settings_(settings),
        catalogue_(settings.models),
        options_(ambient_options(settings)),
        exchange_(worker_, &outbound.tls, connect_limits(settings, outbound.proxy)),
        fetcher_(
            worker_, &outbound.tls, outbound.proxy,
            [this](const aws::Service& service, std::string_view region) {
              return credentials::ambient_endpoint(options_, service, region);
            },
            std::string(get(options_.environment, "HOME")), options_.process_time) {}

  bool run(const BedrockOptions& bedrock, const std::vector<Asked>& models) {
    io::asio::co_spawn(worker_.executor(), all(bedrock, models),
                       [this](const std::exception_ptr&) { worker_.stop(0ms); });
    worker_.run();
    return well_;
  }

 private:
  static io::ConnectLimits connect_limits(const config::Settings& settings,
                                          const std::optional<io::Proxy>& proxy) {
    io::ConnectLimits limits;
    limits.connect_timeout = settings.upstream.connect_timeout;
    limits.proxy = proxy;
    return limits;
  }

  void tell(bool well, const char* step, const std::string& finding) {
    std::printf("%-6s%-13s%s\n", well ? "ok" : "FAIL", step, finding.c_str());
    std::fflush(stdout);
    well_ = well_ && well;
  }

  io::Task<void> all(const BedrockOptions& bedrock, const std::vector<Asked>& models) {
    const bool found = co_await find_credentials(bedrock);
    if (!found) co_return;
    const std::string& region = bedrock.ambient.region;
    co_await tell_identity(region);
    for (const aws::RoleRule& rule : settings_.roles) co_await assume(rule, region);
    if (models.empty()) {
      std::printf("%-6s%-13s%s\n", "--", "model", "none asked: name one with --model ID");
    }
    for (const Asked& model : models) co_await ask_model(bedrock, model);
  }

  io::Task<bool> find_credentials(const BedrockOptions& bedrock) {
    if (!bedrock.ambient.missing.empty()) {
      tell(false, "credentials", bedrock.ambient.missing + " is missing");
      co_return false;
    }
    aws::CredentialPlan plan{aws::NoSource{}, "the settings"};
    if (options_.own) {
      plan.source = aws::StaticSource{*options_.own};
    } else {
      auto planned = credentials::plan_ambient(options_);
      if (!planned) {
        tell(false, "credentials", planned.error().message);
        co_return false;
      }
      plan = *std::move(planned);
    }
    auto issued = co_await fetcher_.fetch(plan, scope_);
    if (!issued) {
      tell(false, "credentials", plan.origin + ": " + issued.error().message);
      co_return false;
    }
    issued_ = *std::move(issued);
    const std::string& id = issued_.credentials.access_key_id;
    std::string finding = "from " + plan.origin + " (" + (id.empty() ? "a Bedrock API key" : id);
    if (issued_.expires_at) finding += ", good until " + aws::format_iso8601(*issued_.expires_at);
    tell(true, "credentials", finding + ")");
    co_return true;
  }

  io::Task<void> tell_identity(const std::string& region) {
    if (!issued_.credentials.api_key.empty()) {
      co_return tell(true, "identity", "not asked: STS does not know API keys");
    }
    const auto endpoint = credentials::ambient_endpoint(options_, aws::kSts, region);
    if (!endpoint) co_return tell(false, "identity", endpoint.error().message);
    const std::string form = aws::caller_identity_form();
    upstream::Outgoing request;
    request.method = "POST";
    request.path = "/";
    request.content_type = aws::kFormType;
    request.body = form;
    const upstream::Target target{*endpoint, region, aws::kSts.signing_name, issued_.credentials};
    const auto answer = co_await ask(target, request);
    if (!answer) co_return tell(false, "identity", answer.error().message);
    tell_clock(*answer);
    const std::string arn = aws::parse_caller_arn(answer->body.reveal());
    if (answer->status == 200 && !arn.empty()) co_return tell(true, "identity", arn);
    const aws::StsError error = aws::parse_sts_error(answer->body.reveal());
    tell(false, "identity",
         "STS says " + std::to_string(answer->status) + " " + error.code + " " + error.message);
  }

  void tell_clock(const credentials::Answer& answer) {
    const std::string difference = std::to_string(answer.ahead) + " s";
    if (answer.ahead == 0) return tell(true, "clock", "right");
    tell(settings_.aws.correct_clock, "clock",
         "AWS's is " + difference + " ahead; set this machine's");
  }

  io::Task<void> assume(aws::RoleRule rule, const std::string& region) {
    rule.model = rule.key = "*";
    const auto role = aws::RoleRules({rule}, {}).choose({});
    if (!role || !*role) co_return;
    const auto issued = co_await fetcher_.assume(**role, region, issued_.credentials, scope_);
    tell(issued.has_value(), "role",
         rule.arn + (issued ? ": assumed" : ": " + issued.error().message + kRoleAdvice));
  }

  struct Way {
    Way(bool as_stream, const bedrock::GuardrailRule* with) : stream(as_stream), guardrail(with) {}
    bool stream;
    const bedrock::GuardrailRule* guardrail;  // of a gateway key; null: the model's own, if any
  };

  io::Task<void> ask_model(const BedrockOptions& bedrock, const Asked& asked) {
    const std::string& name = asked.name;
    auto id = bedrock::parse_model_id(bedrock.aliases.resolve(name));
    if (!id) co_return tell(false, "model", name + ": " + id.error().message);
    const std::string region = id->region.empty() ? bedrock.ambient.region : id->region;
    auto own = bedrock.own_names.resolve(id->value, region, bedrock.residency);
    if (own) id->value = *std::move(own);
    const auto endpoint = endpoint_of(asked.endpoint ? asked.endpoint : bedrock.endpoint,
                                      aws::kBedrockRuntime, region, bedrock.variant);
    if (!endpoint) co_return tell(false, "model", name + ": " + endpoint.error().message);
    aws::Credentials credentials = issued_.credentials;
    if (!asked.role.empty()) {
      const aws::Role role =
          aws::RoleRules(settings_.roles, {}).named(asked.role, {id->value, {}, {}});
      auto issued = co_await fetcher_.assume(role, region, issued_.credentials, scope_);
      if (!issued)
        co_return tell(false, "model",
                       name + " as " + asked.role + ": " + issued.error().message + kRoleAdvice);
      credentials = std::move(issued->credentials);
    }
    std::string model = id->value;
    if (bedrock.resolve_profiles && bedrock::is_application_profile(model)) {
      model = co_await resolve_profile(bedrock, model, region, credentials);
    }
    const upstream::Target target{*endpoint, region, aws::kBedrockRuntime.signing_name,
                                  credentials};
    const bedrock::ModelRules& rules = catalogue_.find(model);
    if (rules.embedding != bedrock::EmbeddingFormat::none)
      co_return co_await ask_vector(name, *id, rules, target);
    if (rules.card.kind == bedrock::ModelKind::rerank)
      co_return co_await ask_ranking(name, *id, rules, target);
    std::vector<Way> ways = {Way(false, nullptr), Way(true, nullptr)};
    for (const bedrock::GuardrailRule& rule : settings_.guardrails) {
      if (bedrock::matches_name(rule.model, id->value)) ways.emplace_back(false, &rule);
    }
    for (const Way& way : ways) co_await ask_once(name, *id, rules, way, target);
  }

  static Result<aws::Endpoint> endpoint_of(const std::optional<aws::Endpoint>& instead,
                                           const aws::Service& service, const std::string& region,
                                           aws::EndpointVariant variant) {
    if (instead) return *instead;
    return aws::regional_endpoint(service.host, region, variant);
  }

  // The model behind an application inference profile; the profile itself when nobody says.
  io::Task<std::string> resolve_profile(const BedrockOptions& bedrock, std::string profile,
                                        const std::string& region,
                                        const aws::Credentials& credentials) {
    const auto endpoint =
        endpoint_of(bedrock.control_endpoint, aws::kBedrock, region, bedrock.variant);
    if (!endpoint) co_return profile;
    const std::string path = bedrock::profile_path(profile);
    upstream::Outgoing request;
    request.method = "GET";
    request.path = path;
    const upstream::Target target{*endpoint, region, aws::kBedrock.signing_name, credentials};
    const auto answer = co_await ask(target, request);
    const auto model = answer ? bedrock::read_profile_model(answer->body.reveal())
                              : Result<std::string>(std::unexpected(answer.error()));
    if (model) {
      tell(true, "profile", profile + " stands for " + *model);
      co_return *model;
    }
    const bool refused = answer && is_from_aws(*answer);
    tell(false, "profile", profile + ": " + explain(answer) + (refused ? kProfileAdvice : ""));
    co_return profile;
  }

  io::Task<void> ask_once(const std::string& name, const bedrock::ModelId& id,
                          const bedrock::ModelRules& rules, const Way& way,
                          const upstream::Target& target) {
    const std::string text = question(way.stream);
    const auto request = openai::parse_chat_request(text);
    translate::Options options;
    options.guardrail = way.guardrail;
    const openai::ChatAnswers answers(*request, {});
    const translate::Client client{request->common, openai::spell_chat, answers};
    const auto exchange = translate::translate(client, id, rules, options);
    if (!exchange) co_return tell(false, "model", name + ": " + exchange.error().message);
    std::string what = name + (way.stream ? ", streamed" : ", whole");
    if (way.guardrail != nullptr) what += " with guardrail " + way.guardrail->identifier;
    co_await send_question(exchange->upstream, target, std::move(what), advice(way));
  }

  // A model that makes vectors is asked for one.
  io::Task<void> ask_vector(const std::string& name, const bedrock::ModelId& id,
                            const bedrock::ModelRules& rules, const upstream::Target& target) {
    const std::vector<llm::EmbeddingInput> inputs{{json::RawString{"Hello"}, std::nullopt}};
    bedrock::Request request;
    request.path = bedrock::request_path(id, bedrock::Api::invoke, false);
    request.headers.push_back({"accept", "application/json"});
    bedrock::EmbeddingWishes wishes;
    wishes.purpose = bedrock::find_purpose(rules.embedding, "");
    bedrock::write_embedding_body(rules.embedding, inputs, wishes, request.body);
    co_await send_question(request, target, name + ", a vector", kAdvice);
  }

  io::Task<void> ask_ranking(const std::string& name, const bedrock::ModelId& id,
                             const bedrock::ModelRules& rules, const upstream::Target& target) {
    const std::vector<json::RawString> documents{json::RawString{"Hello"}};
    bedrock::Request request;
    request.path = bedrock::request_path(id, bedrock::Api::invoke, false);
    request.headers.push_back({"accept", "application/json"});
    bedrock::write_rerank_body(bedrock::rerank_format(rules.card.maker),
                               {json::RawString{"Hello"}, documents, 1, std::nullopt},
                               request.body);
    co_await send_question(request, target, name + ", a ranking", kAdvice);
  }

  io::Task<void> send_question(const bedrock::Request& request, const upstream::Target& target,
                               std::string what, const char* advice_if_refused) {
    const ModelRequest outgoing(request);
    const auto before = std::chrono::steady_clock::now();
    const auto answer = co_await ask(target, outgoing.outgoing());
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now() - before);
    const bool well = answer && answer->status == 200;
    std::string finding =
        std::move(what) + " from " + target.endpoint.authority + ": " + explain(answer);
    if (answer) finding += " in " + std::to_string(took.count()) + " ms";
    if (answer && !well && is_from_aws(*answer)) finding += advice_if_refused;
    tell(well, "model", finding);
  }

  static const char* advice(const Way& way) {
    if (way.guardrail != nullptr) return kGuardrailAdvice;
    return way.stream ? kStreamAdvice : kAdvice;
  }

  static std::string explain(const Result<credentials::Answer>& answer) {
    if (!answer) return answer.error().message;
    std::string status = std::to_string(answer->status);
    if (answer->status == 200) return status;
    if (!is_from_aws(*answer))
      return status + " from something on the way, such as a proxy, and not from AWS";
    const bedrock::ServiceError error = error_of(*answer);
    return status + " " + error.code + " " + error.message;
  }

  static bedrock::ServiceError error_of(const credentials::Answer& answer) {
    return bedrock::read_service_error(answer.status, answer.error_type, answer.body.reveal());
  }
  static bool is_from_aws(const credentials::Answer& answer) { return error_of(answer).explained; }

  io::Task<Result<credentials::Answer>> ask(const upstream::Target& target,
                                            const upstream::Outgoing& request) {
    credentials::Question question{target.endpoint,     "AWS",         request,
                                   &target.credentials, target.region, target.service};
    question.time = 60s;
    co_return co_await exchange_.ask(question, scope_);
  }

  static constexpr const char* kAdvice =
      " (needs bedrock:InvokeModel, and access to the model in the Bedrock console)";
  static constexpr const char* kGuardrailAdvice = " (needs bedrock:ApplyGuardrail)";
  static constexpr const char* kProfileAdvice = " (needs bedrock:GetInferenceProfile)";
  static constexpr const char* kRoleAdvice =
      " (needs sts:AssumeRole, here and in the role's trust policy)";
  static constexpr const char* kStreamAdvice = " (needs bedrock:InvokeModelWithResponseStream)";

  const config::Settings& settings_;
  const bedrock::Catalogue catalogue_;
  const credentials::AmbientOptions options_;
  io::Worker worker_;
  credentials::Exchange exchange_;
  credentials::Fetcher fetcher_;
  io::CancelScope scope_;
  aws::Issued issued_;
  bool well_ = true;
};

bool refuse(const Error& error) {
  std::printf("%-6s%-13s%s\n", "FAIL", "settings", error.message.c_str());
  return false;
}

// How near Bedrock is, in the regions that may be used. False: one of them is out of reach.
bool tell_distances(const std::vector<Distance>& distances) {
  bool well = true;
  for (const Distance& distance : distances) {
    const bool reached = distance.time.has_value();
    std::printf("%-6s%-13s%s\n", reached ? "ok" : "FAIL", "latency", describe(distance).c_str());
    well = well && reached;
  }
  return well;
}

std::vector<Asked> to_ask(const config::Settings& settings,
                          const std::vector<std::string>& models) {
  std::vector<Asked> all(models.begin(), models.end());
  for (const bedrock::Alias& alias : settings.aliases) all.emplace_back(alias.model);
  for (const config::Route& route : settings.routes) {
    for (const config::RouteTarget& target : route.targets) all.emplace_back(target);
  }
  return all;
}

}  // namespace

bool examine(config::Settings settings, const std::vector<std::string>& models) {
  const auto outbound = Outbound::make(settings);
  if (!outbound) return refuse(outbound.error());
  std::vector<Distance> distances = measure(settings.aws.regions, settings, *outbound);
  const bool nearest = settings.aws.region == kNearestRegion;
  if (nearest) settings.aws.region = distances.front().region;
  Log log(settings.log);
  AmbientCredentials ambient(settings, outbound->tls, outbound->proxy, log);
  BedrockOptions bedrock;
  if (const auto configured = ambient.configure(settings, bedrock); !configured) {
    return refuse(configured.error());
  }
  bedrock.resolve_profiles = settings.aws.resolve_profiles;
  bedrock.aliases = bedrock::Aliases(settings.aliases);
  if (settings.listing.own_names) bedrock.own_names = bedrock::OwnNames(settings.models);
  const std::string& region = bedrock.ambient.region;
  std::printf("%-6s%-13s%s for requests that name none%s\n", "ok", "region", region.c_str(),
              nearest ? ", the nearest" : "");
  if (distances.empty()) distances = measure({region}, settings, *outbound);
  const bool reached = tell_distances(distances);
  return Examination(settings, *outbound).run(bedrock, to_ask(settings, models)) && reached;
}

}  // namespace gw::gateway
