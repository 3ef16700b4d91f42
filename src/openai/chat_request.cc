#include "openai/chat_request.h"

#include <algorithm>

#include "llm/parse.h"
#include "openai/chat_cache.h"
#include "openai/chat_extensions.h"
#include "openai/chat_guardrail.h"
#include "openai/chat_messages.h"
#include "openai/chat_reasoning.h"
#include "openai/chat_tools.h"
#include "openai/response_format.h"

namespace gw::openai {

namespace {

using json::Value;
using llm::Expected;
using llm::is_string;
using llm::Path;

Expected<> read_model(Value value, const Path& path, llm::Request& request) {
  const Expected<json::RawString> text = read_text(value, path, request.repaired);
  if (!text) return std::unexpected(text.error());
  request.model = json::decode(*text).value_or("");  // read_text saw to its escapes
  return {};
}

bool is_zero(Value value) { return value.number() == 0.0; }
// Some clients mean "no limit" by either.
bool is_no_limit(Value value) { return is_zero(value) || value.number() == -1.0; }

Expected<> read_max_tokens(Value value, const Path& path, llm::Request& request) {
  if (is_no_limit(value)) return llm::note_name(path.text(), request.unsupported), Expected<>();
  const Expected<std::int64_t> count = read_count(value, path);
  if (!count) return std::unexpected(count.error());
  request.max_tokens = request.max_tokens.value_or(*count);
  return {};
}

Expected<> read_max_completion_tokens(Value value, const Path& path, llm::Request& request) {
  if (is_no_limit(value)) return llm::note_name(path.text(), request.unsupported), Expected<>();
  return assign(request.max_tokens, read_count(value, path));
}

Expected<> read_temperature(Value value, const Path& path, llm::Request& request) {
  return assign(request.temperature, read_decimal(2, value, path));
}

Expected<> read_top_p(Value value, const Path& path, llm::Request& request) {
  return assign(request.top_p, read_decimal(1, value, path));
}

Expected<> read_stop(Value value, const Path& path, llm::Request& request) {
  const std::optional<json::Array> list = value.array();
  request.stop.clear();
  if (!list) {
    if (!value.string()) return wrong_type(path, "a string or an array of strings", value);
    return assign(request.stop.emplace_back(), read_text(value, path, request.repaired));
  }
  std::size_t index = 0;
  for (const Value item : *list) {
    auto text = read_text(item, path / index++, request.repaired);
    if (!text) return std::unexpected(std::move(text.error()));
    request.stop.push_back(*text);
  }
  return {};
}

Expected<> read_stream(Value value, const Path& path, llm::Request& request) {
  return assign(request.stream, read_boolean(value, path));
}

Expected<> read_stream_options(Value value, const Path& path, ChatRequest& request) {
  const std::optional<json::Object> options = value.object();
  if (!options) return wrong_type(path, "an object", value);
  const std::optional<Value> usage = options->find("include_usage");
  if (!usage || usage->is_null()) return {};
  return assign(request.include_usage, read_boolean(*usage, path / "include_usage"));
}

// OpenAI's own limit; what a gateway allows may be less.
constexpr int kMostChoices = 128;

Expected<> read_n(Value value, const Path& path, ChatRequest& request) {
  const Expected<std::int64_t> n = read_count(value, path);
  if (!n) return std::unexpected(n.error());
  if (*n > kMostChoices) return out_of_range(path, "integer", false, kMostChoices, value);
  request.n = static_cast<std::size_t>(*n);
  return {};
}

Expected<> read_user(Value value, const Path& path, llm::Request& request) {
  if (!value.string()) return llm::note_name(path.text(), request.unsupported), Expected<>();
  const Expected<json::RawString> text = read_text(value, path, request.repaired);
  if (!text) return std::unexpected(text.error());
  if (!text->empty() && !request.user) request.user = *text;
  return {};
}

Expected<> read_safety_identifier(Value value, const Path& path, llm::Request& request) {
  request.user.reset();
  return read_user(value, path, request);
}

Expected<> read_parallel_tool_calls(Value value, const Path& path, llm::Request& request) {
  return assign(request.parallel_tool_calls, read_boolean(value, path));
}

// What makes a parameter neutral: its default.
bool is_one(Value value) { return value.number() == 1.0; }
bool is_false(Value value) { return value.boolean() == false; }
bool is_medium(Value value) { return is_string(value, "medium"); }
bool is_empty_object(Value value) {
  const std::optional<json::Object> object = value.object();
  return object && object->begin() == object->end();
}
bool is_text_only(Value value) {
  const std::optional<json::Array> list = value.array();
  if (!list) return false;
  for (const Value item : *list) {
    if (!is_string(item, "text")) return false;
  }
  return true;
}

bool is_never(Value) { return false; }

// With values in the range that OpenAI takes; the model's own may be narrower.
template <bool (*neutral)(Value)>
Expected<> model_parameter_unless(Value value, const Path& path, llm::Request& request) {
  return neutral(value) ? Expected<>() : keep_model_parameter(value, path, request);
}

Expected<> read_penalty(Value value, const Path& path, llm::Request& request) {
  const std::optional<double> number = value.number();
  if (!number) return wrong_type(path, "a decimal", value);
  if (*number < -2) return out_of_range(path, "decimal", true, -2, value);
  if (*number > 2) return out_of_range(path, "decimal", false, 2, value);
  return model_parameter_unless<is_zero>(value, path, request);
}

Expected<> read_integer_parameter(Value value, const Path& path, llm::Request& request) {
  if (!value.integer()) return wrong_type(path, "an integer", value);
  return keep_model_parameter(value, path, request);
}

// -1 is what other servers take for "all tokens".
Expected<> read_top_k(Value value, const Path& path, llm::Request& request) {
  if (value.integer() == -1) return {};
  return read_integer_parameter(value, path, request);
}

template <bool (*neutral)(Value)>
Expected<> unsupported_unless(Value value, const Path& path, llm::Request& request) {
  if (!neutral(value)) llm::note_name(path.text(), request.unsupported);
  return {};
}

struct Parameter {
  std::string_view name;
  Expected<> (*read)(Value value, const Path& path, llm::Request& request);
  Expected<> (*read_own)(Value value, const Path& path, ChatRequest& request) = nullptr;  // or this
};

// Every member with a meaning here, and those of OpenAI's without one.
constexpr Parameter kParameters[] = {
    {"model", read_model},
    {"messages", read_messages},
    {"max_tokens", read_max_tokens},
    {"max_completion_tokens", read_max_completion_tokens},
    {"temperature", read_temperature},
    {"top_p", read_top_p},
    {"stop", read_stop},
    {"stream", read_stream},
    {"stream_options", nullptr, read_stream_options},
    {"n", nullptr, read_n},
    {"tools", read_tools},
    {"functions", read_functions},
    {"tool_choice", read_tool_choice},
    {"function_call", read_tool_choice},
    {"parallel_tool_calls", read_parallel_tool_calls},
    {"response_format", read_response_format},
    {"cache_control", read_cache_control},
    {"prompt_cache_options", read_prompt_cache_options},
    {"prompt_cache_retention", read_prompt_cache_retention},
    {"prompt_cache_key", read_prompt_cache_key},
    {"guardrailConfig", read_guardrail},
    {"guardrail_config", read_guardrail},
    {"reasoning_effort", read_reasoning_effort},
    {"reasoning", read_reasoning},
    {"thinking", read_thinking},
    {"modalities", unsupported_unless<is_text_only>},
    {"logprobs", model_parameter_unless<is_false>},
    {"top_logprobs", model_parameter_unless<is_zero>},
    {"logit_bias", model_parameter_unless<is_empty_object>},
    {"presence_penalty", read_penalty},
    {"frequency_penalty", read_penalty},
    {"seed", read_integer_parameter},
    {"top_k", read_top_k},
    {"min_p", model_parameter_unless<is_zero>},
    {"repetition_penalty", model_parameter_unless<is_one>},
    {"metadata", read_metadata},
    {"requestMetadata", read_metadata},
    {"user", read_user},
    {"safety_identifier", read_safety_identifier},
    {"service_tier", read_service_tier},
    {"performanceConfig", read_performance_config},
    {"performance_config", read_performance_config},
    {"additionalModelRequestFields", read_additional_fields},
    {"additional_model_request_fields", read_additional_fields},
    {"additionalModelResponseFieldPaths", read_response_paths},
    {"additional_model_response_field_paths", read_response_paths},
    {"anthropic_beta", read_beta_flags},
    {"store", unsupported_unless<is_false>},
    {"verbosity", unsupported_unless<is_medium>},
    {"prediction", unsupported_unless<is_never>},
    {"audio", unsupported_unless<is_never>},
    {"moderation", unsupported_unless<is_never>},
    {"web_search_options", unsupported_unless<is_never>},
};

Expected<> read_parameter(std::string_view key, Value value, ChatRequest& request) {
  if (value.is_null()) return {};
  const auto* known = std::ranges::find(kParameters, key, &Parameter::name);
  if (known == std::end(kParameters)) return read_unknown(key, value, request.common);
  const Path root;
  const Path path = root / known->name;
  return known->read_own != nullptr ? known->read_own(value, path, request)
                                    : known->read(value, path, request.common);
}

}  // namespace

Expected<ChatRequest> parse_chat_request(std::string_view body) {
  json::Document document;
  const Expected<json::Object> object = llm::parse_body(body, document);
  if (!object) return std::unexpected(object.error());
  ChatRequest request;
  for (const auto [key, value] : *object) {
    Expected<> read = read_parameter(key, value, request);
    if (!read) return std::unexpected(std::move(read.error()));
  }
  if (request.common.model.empty()) return missing(Path{} / "model");
  if (request.common.messages.empty()) return missing(Path{} / "messages");
  if (Expected<> fits = check_tool_choice(request.common); !fits)
    return std::unexpected(fits.error());
  return request;
}

std::string_view spell_chat(llm::Parameter parameter) {
  using enum llm::Parameter;
  switch (parameter) {
    case model:
      return "model";
    case messages:
      return "messages";
    case max_tokens:
      return "max_tokens";
    case temperature:
      return "temperature";
    case top_p:
      return "top_p";
    case stop:
      return "stop";
    case tools:
      return "tools";
    case tool_choice:
      return "tool_choice";
    case functions:
      return "functions";
    case function_call:
      return "function_call";
    case parallel_tool_calls:
      return "parallel_tool_calls";
    case strict_tools:
      return "tools[].function.strict";
    case custom_format:
      return "tools[].custom.format";
    case history_reasoning:
      return "messages[].thinking_blocks";
    case tool_result_id:
      return "messages[].tool_call_id";
    case response_format:
      return "response_format";
    case beta_flags:
      return "anthropic_beta";
    case response_paths:
      return "additionalModelResponseFieldPaths";
    case guardrail:
      return "guardrailConfig";
    case metadata:
      return "metadata";
    case user:
      return "user";
    case cache_control:
      return "cache_control";
    case cache_lifetime:
      return "cache_control.ttl";
    case content_cache_control:
      return "messages[].content[].cache_control";
    case message_cache_control:
      return "messages[].cache_control";
    case tool_cache_control:
      return "tools[].cache_control";
    case tool_schema:
      return "tools[].function.parameters";
  }
  return "";
}

}  // namespace gw::openai
