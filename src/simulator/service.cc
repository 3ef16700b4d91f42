#include "simulator/service.h"

#include <algorithm>

#include "base/encoding.h"
#include "simulator/control_plane.h"
#include "simulator/converse.h"
#include "simulator/count_tokens.h"
#include "simulator/embeddings.h"
#include "simulator/guardrail.h"
#include "simulator/json_object.h"
#include "simulator/model.h"
#include "simulator/native.h"
#include "simulator/reasoning.h"
#include "simulator/rerank.h"
#include "simulator/text.h"

namespace gw::simulator {
namespace {

using OperationKind = Operation::Kind;

// `word` is the operation's name in paths and faults, `action` in policies.
struct Name {
  OperationKind kind;
  std::string_view word, action;
};
constexpr Name kNames[] = {
    {OperationKind::converse, "converse", "InvokeModel"},
    {OperationKind::converse_stream, "converse-stream", "InvokeModelWithResponseStream"},
    {OperationKind::invoke, "invoke", "InvokeModel"},
    {OperationKind::invoke_stream, "invoke-with-response-stream", "InvokeModelWithResponseStream"},
    {OperationKind::count_tokens, "count-tokens", "CountTokens"},
    {OperationKind::list_foundation_models, "foundation-models", "ListFoundationModels"},
    {OperationKind::get_foundation_model, "foundation-model", "GetFoundationModel"},
    {OperationKind::list_inference_profiles, "inference-profiles", "ListInferenceProfiles"},
    {OperationKind::get_inference_profile, "inference-profile", "GetInferenceProfile"},
    {OperationKind::sts, "sts", ""},
    {OperationKind::metadata, "metadata", ""},
    {OperationKind::container, "container", ""},
    {OperationKind::sso_portal, "sso-portal", ""},
    {OperationKind::sso_oidc, "sso-oidc", ""},
};

const Name& name_of(OperationKind kind) { return *std::ranges::find(kNames, kind, &Name::kind); }

// By how the path begins.
struct ServicePath {
  std::string_view method, path;
  OperationKind kind;
  bool whole;
};
constexpr ServicePath kServicePaths[] = {
    {"POST", "/", OperationKind::sts, true},
    {"PUT", "/latest/api/token", OperationKind::metadata, true},
    {"GET", "/latest/meta-data/", OperationKind::metadata, false},
    {"GET", "/v1/credentials", OperationKind::container, false},
    {"GET", "/v2/credentials", OperationKind::container, false},
    {"GET", "/federation/credentials", OperationKind::sso_portal, true},
    {"POST", "/token", OperationKind::sso_oidc, true},
};

struct List {
  std::string_view path;
  OperationKind all, one;
};
constexpr List kLists[] = {
    {"/foundation-models", OperationKind::list_foundation_models,
     OperationKind::get_foundation_model},
    {"/inference-profiles", OperationKind::list_inference_profiles,
     OperationKind::get_inference_profile},
};

// The whole path of a list, or that of one thing in it.
std::optional<Operation> find_list(std::string_view path) {
  for (const List& list : kLists) {
    if (path == list.path) return Operation{list.all, ""};
    if (!path.starts_with(list.path) || path[list.path.size()] != '/') continue;
    path.remove_prefix(list.path.size() + 1);
    auto id = path.contains('/') ? std::nullopt : percent_decode(path);
    if (!id || id->empty()) return std::nullopt;
    return Operation{list.one, std::move(*id)};
  }
  return std::nullopt;
}

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
    case OperationKind::converse:
    case OperationKind::converse_stream:
      return refuse_converse(body, model, call.operation.streams());
    default:
      if (auto refusal = refuse_media_types(call)) return refusal;
      return refuse_native(body, model, call.operation.streams());
  }
}

Refusal unreadable_body(OperationKind kind) {
  if (kind == OperationKind::converse || kind == OperationKind::converse_stream) {
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
  if (!wish.cache_write) {
    answer.cache_write = written;
    answer.cache_write_hour = std::min(written, tokens(use.written_for_an_hour));
  }
  if (!wish.input_tokens)
    answer.input_tokens = std::max<std::int64_t>(1, answer.input_tokens - read - written);
}

Reply answer_call(const Call& call, const Value& body, const Model& model, const Wish& wish,
                  PromptCache* cache) {
  const OperationKind kind = call.operation.kind;
  const bool native = kind == OperationKind::invoke || kind == OperationKind::invoke_stream;
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
    case OperationKind::converse:
      reply.body = converse_response(answer);
      break;
    case OperationKind::converse_stream:
      reply.frames = converse_frames(answer);
      break;
    case OperationKind::invoke:
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

Listing list(const Call& call, const bedrock::Catalogue& catalogue) {
  const std::string& id = call.operation.model;
  switch (call.operation.kind) {
    case OperationKind::list_foundation_models:
      return list_foundation_models(catalogue, call.query);
    case OperationKind::get_foundation_model:
      return get_foundation_model(catalogue, id);
    case OperationKind::list_inference_profiles:
      return list_inference_profiles(call.query);
    default:
      return get_inference_profile(id);
  }
}

Reply count(const Call& call, const Model& model, const Wish& wish) {
  const auto tokens = count_input_tokens(call.body, model);
  if (!tokens) return refuse(tokens.error());
  return {.body = json_object([&](json::Writer& out) {
            out.member("inputTokens", wish.input_tokens.value_or(*tokens));
          })};
}

// Models that do not converse, and have a body of their own.
bool is_task(const Model& model) {
  return model.rules->embedding != bedrock::EmbeddingFormat::none ||
         model.rules->card.kind == bedrock::ModelKind::rerank;
}

Reply run_task(const Call& call, const Value& body, const Model& model, const Wish& wish) {
  if (call.operation.kind != OperationKind::invoke)
    return refuse(
        validation("This action doesn't support the model that you provided. Try again "
                   "with a supported text or chat model."));
  if (auto refusal = refuse_media_types(call)) return refuse(*refusal);
  const bool ranks = model.rules->card.kind == bedrock::ModelKind::rerank;
  const auto answer = ranks ? rank(body, model) : embed(body, model);
  if (!answer) return refuse(answer.error());
  Reply reply{.body = wish.text.value_or(answer->body)};
  if (answer->counts_tokens) {
    const auto tokens = static_cast<std::int64_t>(count_tokens(answer->input_bytes));
    reply.fields.emplace_back("X-Amzn-Bedrock-Input-Token-Count",
                              std::to_string(wish.input_tokens.value_or(tokens)));
  }
  return reply;
}

}  // namespace

std::string_view name(Operation::Kind kind) { return name_of(kind).word; }

std::optional<Operation> find_operation(std::string_view method, std::string_view path) {
  for (const ServicePath& service : kServicePaths) {
    const bool there = service.whole ? path == service.path : path.starts_with(service.path);
    if (there && method == service.method) return Operation{service.kind, ""};
  }
  if (method == "GET") return find_list(path);
  static constexpr std::string_view kPrefix = "/model/";
  if (method != "POST" || !path.starts_with(kPrefix)) return std::nullopt;
  path.remove_prefix(kPrefix.size());
  const std::size_t slash = path.find('/');
  auto model = percent_decode(path.substr(0, slash));
  if (slash == std::string_view::npos || !model || model->empty()) return std::nullopt;
  const auto* found = std::ranges::find(kNames, path.substr(slash + 1), &Name::word);
  if (found == std::end(kNames) || found->kind > OperationKind::count_tokens) return std::nullopt;
  return Operation{found->kind, std::move(*model)};
}

Reply respond(const Call& call, const bedrock::Catalogue& catalogue, const Wish& wish,
              PromptCache* cache) {
  const OperationKind kind = call.operation.kind;
  if (kind > OperationKind::count_tokens) {
    const Listing listing = list(call, catalogue);
    return listing ? Reply{.body = *listing} : refuse(listing.error());
  }
  const auto model = find_model(catalogue, call.operation.model);
  if (!model) return refuse(validation("The provided model identifier is invalid."));
  if (kind == OperationKind::count_tokens) return count(call, *model, wish);
  const auto body = parse_json(call.body);
  if (!body) return refuse(unreadable_body(kind));
  if (is_task(*model)) return run_task(call, *body, *model, wish);
  if (auto refusal = refuse_body(call, *body, *model)) return refuse(*refusal);
  return answer_call(call, *body, *model, wish, cache);
}

Refusal denial(const Operation& operation) {
  const std::string action = "bedrock:" + std::string(name_of(operation.kind).action);
  std::string message =
      "User: arn:aws:iam::123456789012:user/example is not authorized to perform: " + action;
  if (!operation.model.empty()) message += " on resource: " + operation.model;
  message += " because no identity-based policy allows the " + action + " action";
  return {"AccessDeniedException", std::move(message)};
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
