#include "simulator/service.h"

#include <algorithm>

#include "base/encoding.h"
#include "simulator/converse.h"
#include "simulator/guardrail.h"
#include "simulator/json_object.h"
#include "simulator/model.h"
#include "simulator/native.h"
#include "simulator/reasoning.h"
#include "simulator/text.h"

namespace gw::simulator {
namespace {

using Kind = Operation::Kind;

constexpr std::pair<std::string_view, Kind> kModelOperations[] = {
    {"converse", Kind::converse},
    {"converse-stream", Kind::converse_stream},
    {"invoke", Kind::invoke},
    {"invoke-with-response-stream", Kind::invoke_stream},
};
constexpr std::pair<std::string_view, Kind> kServices[] = {
    {"sts", Kind::sts},
    {"metadata", Kind::metadata},
    {"container", Kind::container},
    {"sso-portal", Kind::sso_portal},
    {"sso-oidc", Kind::sso_oidc},
};

// By how the path begins.
struct ServicePath {
  std::string_view method, path;
  Kind kind;
  bool whole;
};
constexpr ServicePath kServicePaths[] = {
    {"POST", "/", Kind::sts, true},
    {"PUT", "/latest/api/token", Kind::metadata, true},
    {"GET", "/latest/meta-data/", Kind::metadata, false},
    {"GET", "/v1/credentials", Kind::container, false},
    {"GET", "/v2/credentials", Kind::container, false},
    {"GET", "/federation/credentials", Kind::sso_portal, true},
    {"POST", "/token", Kind::sso_oidc, true},
};

constexpr std::pair<std::string_view, Kind> kLists[] = {
    {"/foundation-models", Kind::list_foundation_models},
    {"/inference-profiles", Kind::list_inference_profiles},
};

std::optional<Refusal> refuse_media_types(const Call& call) {
  if (!call.content_type.starts_with("application/json")) {
    return validation("The provided Content-Type is invalid or not supported for this model.");
  }
  if (!call.accept.empty() && call.accept != "*/*" && call.accept != "application/json") {
    return validation("The provided Accept Type is invalid or not supported for this model.");
  }
  return std::nullopt;
}

std::optional<Refusal> refuse_body(const Call& call, const Value& body, const Model& model) {
  switch (call.operation.kind) {
    case Kind::converse:
    case Kind::converse_stream:
      return refuse_converse(body, model, call.operation.streams());
    default:
      if (auto refusal = refuse_media_types(call)) return refusal;
      return refuse_native(body, model, call.operation.streams());
  }
}

Refusal unreadable_body(Kind kind) {
  if (kind == Kind::converse || kind == Kind::converse_stream) {
    return {"SerializationException", "The request body is not valid JSON."};
  }
  return validation("Malformed input request, please reformat your input and try again.");
}

// Token counts of a whole InvokeModel answer: for many families the only ones.
void add_count_fields(const Answer& answer, Reply& reply) {
  const auto add = [&](std::string_view name, std::int64_t value) {
    reply.fields.emplace_back("X-Amzn-Bedrock-" + std::string(name), std::to_string(value));
  };
  add("Input-Token-Count", answer.input_tokens);
  add("Output-Token-Count", answer.output_tokens);
  add("Invocation-Latency", answer.latency_ms);
  if (answer.cache_read) add("Cache-Read-Input-Token-Count", *answer.cache_read);
  if (answer.cache_write) add("Cache-Write-Input-Token-Count", *answer.cache_write);
}

// What was read from the cache and written to it is not counted again as input.
void count_cached(const PromptCache::Use& use, const Wish& wish, Answer& answer) {
  if (use.read + use.written == 0) return;
  const auto tokens = [](std::size_t bytes) {
    return static_cast<std::int64_t>(count_tokens(bytes));
  };
  const std::int64_t read = tokens(use.read);
  const std::int64_t written = tokens(use.written);
  if (!wish.cache_read) answer.cache_read = read;
  if (!wish.cache_write) answer.cache_write = written;
  if (!wish.input_tokens)
    answer.input_tokens = std::max<std::int64_t>(1, answer.input_tokens - read - written);
}

Reply answer_call(const Call& call, const Value& body, const Model& model, const Wish& wish,
                  PromptCache* cache) {
  const Kind kind = call.operation.kind;
  const bool native = kind == Kind::invoke || kind == Kind::invoke_stream;
  Prompt prompt = native ? read_native(body, model) : read_converse(body);
  if (native) {
    prompt.guardrail = call.guardrail;
    prompt.service_tier = call.service_tier;
    prompt.guardrail_trace = !call.trace.empty() && call.trace != "DISABLED";
  } else {
    read_reasoning(body, *model.rules, prompt);
  }
  Answer answer = compose(model.id.value, prompt, wish);
  if (cache != nullptr) {
    const auto prefixes = native ? native_prefixes(body, model) : cached_prefixes(body);
    count_cached(cache->use(model.id.value, prefixes), wish, answer);
  }
  Reply reply;
  switch (kind) {
    case Kind::converse:
      reply.body = converse_response(answer);
      break;
    case Kind::converse_stream:
      reply.frames = converse_frames(answer);
      break;
    case Kind::invoke:
      reply.body = native_response(answer, model);
      add_guardrail_members(answer, reply.body);
      add_count_fields(answer, reply);
      break;
    default:
      reply.frames = native_frames(answer, model);
      reply.fields.emplace_back("X-Amzn-Bedrock-Content-Type", "application/json");
      break;
  }
  if (native && !answer.service_tier.empty())
    reply.fields.emplace_back("X-Amzn-Bedrock-Service-Tier", answer.service_tier);
  if (!reply.frames.empty()) {
    reply.stream = true;
    reply.content_type = "application/vnd.amazon.eventstream";
  }
  return reply;
}

}  // namespace

std::string_view name(Operation::Kind kind) {
  for (const auto& [word, each] : kModelOperations) {
    if (each == kind) return word;
  }
  if (kind == Kind::get_inference_profile) return "inference-profile";
  for (const auto& [word, each] : kServices) {
    if (each == kind) return word;
  }
  return kind == Kind::list_foundation_models ? "foundation-models" : "inference-profiles";
}

std::optional<Operation> find_operation(std::string_view method, std::string_view path) {
  for (const ServicePath& service : kServicePaths) {
    const bool there = service.whole ? path == service.path : path.starts_with(service.path);
    if (there && method == service.method) return Operation{service.kind, ""};
  }
  if (method == "GET") {
    for (const auto& [list, kind] : kLists) {
      if (path == list) return Operation{kind, ""};
    }
    static constexpr std::string_view kProfile = "/inference-profiles/";
    if (!path.starts_with(kProfile)) return std::nullopt;
    path.remove_prefix(kProfile.size());
    auto profile = path.contains('/') ? std::nullopt : percent_decode(path);
    if (!profile || profile->empty()) return std::nullopt;
    return Operation{Kind::get_inference_profile, std::move(*profile)};
  }
  static constexpr std::string_view kPrefix = "/model/";
  if (method != "POST" || !path.starts_with(kPrefix)) return std::nullopt;
  path.remove_prefix(kPrefix.size());
  const std::size_t slash = path.find('/');
  auto model = percent_decode(path.substr(0, slash));
  if (slash == std::string_view::npos || !model || model->empty()) return std::nullopt;
  for (const auto& [word, kind] : kModelOperations) {
    if (path.substr(slash + 1) == word) return Operation{kind, std::move(*model)};
  }
  return std::nullopt;
}

Reply respond(const Call& call, const bedrock::Catalogue& catalogue, const Wish& wish,
              PromptCache* cache) {
  const Kind kind = call.operation.kind;
  if (kind == Kind::list_foundation_models) return {.body = list_foundation_models(catalogue)};
  if (kind == Kind::list_inference_profiles) return {.body = list_inference_profiles()};

  if (kind == Kind::get_inference_profile) {
    auto profile = inference_profile(call.operation.model);
    if (profile) return {.body = std::move(*profile)};
    return refuse({"ResourceNotFoundException", "The inference profile could not be found."});
  }

  const auto model = find_model(catalogue, call.operation.model);
  if (!model) return refuse(validation("The provided model identifier is invalid."));
  const auto body = parse_json(call.body);
  if (!body) return refuse(unreadable_body(kind));
  if (auto refusal = refuse_body(call, *body, *model)) return refuse(*refusal);
  return answer_call(call, *body, *model, wish, cache);
}

Reply refuse(const Refusal& refusal) {
  Reply reply{.status = status_of(refusal.code)};
  reply.fields.emplace_back("x-amzn-errortype", refusal.code);
  reply.body = json_object([&](json::Writer& out) {
    out.member("message", refusal.message);
    if (refusal.original_status != 0) out.member("originalStatusCode", refusal.original_status);
  });
  return reply;
}

Reply unknown_operation() {
  return {.status = 404,
          .fields = {{"x-amzn-errortype", "UnknownOperationException"}},
          .body = R"({"Output":{"__type":"com.amazon.coral.service#UnknownOperationException"},)"
                  R"("Version":"1.0"})"};
}

}  // namespace gw::simulator
