// Everything that can be configured, as plain values with their defaults. docs/configuration.md
// describes each; config/keys.cc connects them with the names in files and environments.
#pragma once

#include <chrono>
#include <cstddef>
#include <limits>
#include <string>
#include <vector>

#include "aws/role_rules.h"
#include "base/secret.h"
#include "bedrock/aliases.h"
#include "bedrock/guardrail.h"
#include "bedrock/model_rules.h"
#include "config/aws_settings.h"
#include "config/route.h"
#include "tenancy/entities.h"
#include "tenancy/prices.h"

namespace gw::config {

using std::chrono::milliseconds;

struct ServerSettings {
  std::string listen = "127.0.0.1:3000";  // HOST:PORT, as server::parse_address takes it
  std::size_t workers = 0;                // threads; 0: one for each core
  // Each 0: no such bound. docs/operations.md, "Limits", says where the defaults come from.
  std::size_t max_connections = 20'000;
  std::size_t max_requests = 10'000;                  // being answered
  std::size_t max_body_memory = 256UL * 1024 * 1024;  // of all requests and answers
  std::size_t max_body = 32 * 1024 * 1024;
  std::size_t max_head = 32 * 1024;
  milliseconds head_timeout{30'000};      // from the first byte of a head to its end
  milliseconds body_timeout{60'000};      // without any progress of a body
  milliseconds idle_timeout{75'000};      // of a kept-alive connection between requests
  milliseconds ping_interval{15'000};     // of silence towards the client of a stream; 0: never
  milliseconds drain_delay{5'000};        // readiness is gone, and connections are taken still
  milliseconds drain_timeout{600'000};    // for running requests, after that
  bool reuse_port = false;                // though another process listens on it
  std::vector<std::string> cors_origins;  // "*" or origins; empty: CORS is off
  std::vector<std::string> hosts;         // by which clients know it; as policy::is_host_pattern
  // PEM files. Certificate and key both, or neither: then without TLS.
  std::string tls_certificate;
  std::string tls_key;
  std::string tls_client_ca;  // of clients, who then need a certificate
};

struct AuthSettings {
  // Each a plain value, or "sha256:" and 64 lower-case hexadecimal digits. From keys and keys_file.
  std::vector<Secret> keys;
  std::string keys_file;
  bool allow_unauthenticated = false;  // serve ambient credentials on any address without a key
};

// The listener for operators: never on the data port.
struct AdminSettings {
  std::string listen = "127.0.0.1:3001";  // as ServerSettings::listen; "off": none
  Secret token;                           // as one of AuthSettings::keys; empty: none is needed
};

struct ChatSettings {
  bool clamp_max_tokens = true;      // above what the model can; else such requests are refused
  bool forward_extra_fields = true;  // members that are not OpenAI's go to the model
  bool forward_user = false;         // `user` goes into the request metadata
  std::size_t max_choices = 8;       // `n` of a request; each choice is a call
  bool dry_run = false;              // clients may ask what would be sent
};

struct UpstreamSettings {
  milliseconds connect_timeout{5'000};  // name, TCP and TLS together
  // To the first byte of an answer. A whole answer comes only when the model has finished, so this
  // is as long as OpenAI's SDKs wait.
  milliseconds first_byte_timeout{600'000};
  milliseconds first_content_timeout{600'000};  // of a stream: to its first text, call, reasoning
  milliseconds idle_timeout{300'000};           // between two bytes of an answer
  milliseconds total_timeout{0};                // of a request, all attempts; 0: none
  std::size_t max_requests = 8'000;             // at once to a model in a region; 0: no bound
  std::size_t idle_connections = 256;           // kept for each destination and worker
  milliseconds idle_connection_time{50'000};
  milliseconds connection_lifetime{600'000};
  Secret proxy;                       // URL, with a password perhaps; empty: none
  std::vector<std::string> no_proxy;  // hosts to go past it
  // PEM files, both or neither: shown to endpoints and proxies that ask.
  std::string client_certificate;
  std::string client_key;
};

// Of requests of which the client has got nothing.
struct RetrySettings {
  std::size_t attempts = 3;   // in all
  milliseconds time{30'000};  // no attempt begins later
  std::size_t budget = 10;    // percent of the requests to a model
};

struct MediaSettings {
  std::vector<std::string> fetch_hosts;  // as policy::is_host_pattern; empty: none
  bool fetch_http = false;
  std::vector<std::string> fetch_private_origins;  // as policy::is_origin
  std::size_t fetch_size = 20 * 1024 * 1024;       // of all the files of a request
  milliseconds fetch_timeout{10'000};              // for each of them
};

// Of names and lists of models.
struct ModelsSettings {
  bool own_names = true;                // as if they were aliases (bedrock/own_names.h)
  milliseconds refresh_after{600'000};  // what Bedrock has listed
};

struct TokenSettings {
  bool estimate = true;  // where Bedrock does not count
};

struct EmbeddingSettings {
  std::size_t parallel_calls = 8;         // of one request
  std::vector<std::string> query_models;  // names, '*' for any characters: their texts are queries
  std::string vocabulary;                 // a file in tiktoken's format; empty: none
};

struct ResponsesSettings {
  Secret seal_key;  // of what clients keep for the gateway; empty: it is not authenticated
};

// memory_*: of signed reasoning, for clients that do not send it back.
struct ReasoningSettings {
  bool think_tags = false;                     // reasoning is shown in the text
  std::size_t memory_size = 64 * 1024 * 1024;  // 0: none is kept
  milliseconds memory_time{3'600'000};
};

// What becomes of an answer that is not the JSON that was asked for.
enum class OnInvalid { error, pass };

struct StructuredSettings {
  OnInvalid on_invalid = OnInvalid::error;
};

enum class LogLevel { debug, info, warning, error };

enum class LogFormat { json, text };

struct LogSettings {
  LogLevel level = LogLevel::info;
  LogFormat format = LogFormat::json;
  bool access = true;   // one line for each request
  bool probes = false;  // those that ask for health among them
  bool colors = true;   // on a terminal; NO_COLOR and TERM say so
};

// By which conventions metrics of models are named: v0.1.0 of those for generative AI,
// OpenTelemetry up to 1.41, or both.
enum class GenAiNames { current, old, both };

struct MetricsSettings {
  GenAiNames genai = GenAiNames::current;
};

struct Settings {
  bool demo = false;        // answer from the built-in simulator
  std::string demo_script;  // a file: what it answers; empty: what it likes
  bool strict = false;      // refuse parameters without a counterpart instead of dropping them
  ServerSettings server;
  AuthSettings auth;
  AdminSettings admin;
  ChatSettings chat;
  UpstreamSettings upstream;
  RetrySettings retry;
  AwsSettings aws;
  MediaSettings media;
  ModelsSettings listing;
  ReasoningSettings reasoning;
  StructuredSettings structured;
  TokenSettings tokens;
  EmbeddingSettings embeddings;
  ResponsesSettings responses;
  LogSettings log;
  MetricsSettings metrics;
  std::vector<bedrock::ModelRules> models;  // the catalogue: built in, then changed
  std::vector<bedrock::Alias> aliases;
  std::vector<aws::RoleRule> roles;
  std::vector<bedrock::GuardrailRule> guardrails;  // bound to gateway keys
  std::vector<Route> routes;
  std::vector<tenancy::Team> teams;
  std::vector<tenancy::Key> keys;         // of [[key]] tables
  std::vector<tenancy::PriceRow> prices;  // of [[price]] tables, before those that are built in
};

// What a number that may be 0 for "no bound" stands for.
constexpr std::size_t bound(std::size_t setting) {
  return setting == 0 ? std::numeric_limits<std::size_t>::max() : setting;
}

}  // namespace gw::config
