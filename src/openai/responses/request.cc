#include "openai/responses/request.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

#include "json/value.h"
#include "llm/parse.h"
#include "openai/responses/echo.h"
#include "openai/responses/items.h"
#include "openai/responses/reading.h"
#include "openai/responses/settings.h"
#include "openai/responses/tools.h"

namespace gw::openai {

namespace {

using json::Value;
using llm::assign;
using llm::Expected;
using llm::Path;

Expected<> read_model(Value value, const Path& path, ResponsesRequest& result) {
  const auto text = llm::read_text(value, path, result.common.repaired);
  if (!text) return std::unexpected(text.error());
  result.common.model = json::decode(*text).value_or("");  // read_text saw to its escapes
  return {};
}

// In front of all that the input says.
Expected<> read_instructions(Value value, const Path& path, ResponsesRequest& result) {
  const auto text = llm::read_text(value, path, result.common.repaired);
  if (!text) return std::unexpected(text.error());
  if (!text->empty())
    result.common.messages.emplace_back(llm::Role::system).blocks.push_back({llm::Text{*text}});
  return {};
}

// Some clients mean "no limit" by 0.
Expected<> read_max_output_tokens(Value value, const Path& path, ResponsesRequest& result) {
  if (value.number() == 0.0) return note_dropped(path.text(), "", result.common), Expected<>();
  return assign(result.common.max_tokens, llm::read_count(value, path));
}

Expected<> read_temperature(Value value, const Path& path, ResponsesRequest& result) {
  return assign(result.common.temperature, llm::read_decimal(2, value, path));
}

Expected<> read_top_p(Value value, const Path& path, ResponsesRequest& result) {
  return assign(result.common.top_p, llm::read_decimal(1, value, path));
}

Expected<> read_stream(Value value, const Path& path, ResponsesRequest& result) {
  return assign(result.common.stream, llm::read_boolean(value, path));
}

Expected<> read_parallel_tool_calls(Value value, const Path& path, ResponsesRequest& result) {
  return assign(result.common.parallel_tool_calls, llm::read_boolean(value, path));
}

Expected<> read_reasoning(Value value, const Path& path, ResponsesRequest& result) {
  return read_reasoning_config(value, path, result.common);
}

Expected<> read_text(Value value, const Path& path, ResponsesRequest& result) {
  return read_text_config(value, path, result.common);
}

Expected<> read_store(Value value, const Path& path, ResponsesRequest& result) {
  return assign(result.form.store, llm::read_boolean(value, path));
}

// A text that clients compare or look up, as UTF-8.
Expected<std::string> read_plain(Value value, const Path& path, ResponsesRequest& result) {
  const auto text = llm::read_text(value, path, result.common.repaired);
  if (!text) return std::unexpected(text.error());
  return json::decode(*text).value_or("");
}

Expected<> read_previous_response_id(Value value, const Path& path, ResponsesRequest& result) {
  return assign(result.form.previous_response_id, read_plain(value, path, result));
}

Expected<> read_prompt_cache_key(Value value, const Path& path, ResponsesRequest& result) {
  return assign(result.common.conversation, read_plain(value, path, result));
}

// Bedrock's words; others are left to it.
Expected<> read_service_tier(Value value, const Path& path, ResponsesRequest& result) {
  constexpr std::pair<std::string_view, std::string_view> kTiers[] = {
      {"auto", ""},         {"default", "default"},    {"flex", "flex"},
      {"fast", "priority"}, {"ultrafast", "priority"}, {"priority", "priority"}};
  if (!value.string()) return llm::wrong_type(path, "a string", value);
  for (const auto& [name, tier] : kTiers) {
    if (!llm::is_string(value, name)) continue;
    result.common.service_tier = tier;
    return {};
  }
  note_dropped(path.text(), "", result.common);
  return {};
}

Expected<> read_metadata(Value value, const Path& path, ResponsesRequest& result) {
  const std::optional<json::Object> pairs = value.object();
  if (!pairs) return llm::wrong_type(path, "an object", value);
  for (const auto [key, item] : *pairs) {
    if (item.is_null()) continue;
    const auto json = llm::read_json(item, path, result.common.repaired);
    if (!json) return std::unexpected(json.error());
    result.common.metadata.push_back({json::RawString{key}, *json});
  }
  return {};
}

// To ignore it would lose history, or the answer.
Expected<> refuse_state(Value, const Path& path, ResponsesRequest&) {
  return llm::refuse(path, "unsupported_parameter",
                     "Unsupported parameter: '" + path.text() +
                         "' needs a store of responses, and this gateway keeps none. Send the "
                         "whole conversation as 'input'.");
}

Expected<> read_background(Value value, const Path& path, ResponsesRequest& result) {
  const Expected<bool> background = llm::read_boolean(value, path);
  if (!background) return std::unexpected(background.error());
  return *background ? refuse_state(value, path, result) : Expected<>();
}

// Says how often clients want what is always sent.
Expected<> read_include(Value value, const Path& path, ResponsesRequest& result) {
  const std::optional<json::Array> list = value.array();
  if (!list) return llm::wrong_type(path, "an array of strings", value);
  for (const Value item : *list) {
    if (!llm::is_string(item, "reasoning.encrypted_content"))
      note_dropped(path.text(), "", result.common);
  }
  return {};
}

// Not worth a word: hints, and what must not travel on.
Expected<> ignore(Value, const Path&, ResponsesRequest&) { return {}; }

bool is_zero(Value value) { return value.number() == 0.0; }
bool is_disabled(Value value) { return llm::is_string(value, "disabled"); }
bool is_never(Value) { return false; }

template <bool (*neutral)(Value)>
Expected<> drop_unless(Value value, const Path& path, ResponsesRequest& result) {
  if (!neutral(value)) note_dropped(path.text(), "", result.common);
  return {};
}

struct Parameter {
  std::string_view name;
  Expected<> (*read)(Value value, const Path& path, ResponsesRequest& result);
};

// Every member with a meaning here but tools and input, and those of OpenAI's without one.
constexpr Parameter kParameters[] = {
    {"model", read_model},
    {"instructions", read_instructions},
    {"max_output_tokens", read_max_output_tokens},
    {"temperature", read_temperature},
    {"top_p", read_top_p},
    {"stream", read_stream},
    {"parallel_tool_calls", read_parallel_tool_calls},
    {"reasoning", read_reasoning},
    {"text", read_text},
    {"store", read_store},
    {"previous_response_id", read_previous_response_id},
    {"conversation", refuse_state},
    {"prompt", refuse_state},
    {"background", read_background},
    {"metadata", read_metadata},
    {"service_tier", read_service_tier},
    {"prompt_cache_key", read_prompt_cache_key},
    {"include", read_include},
    {"client_metadata", ignore},
    {"user", ignore},
    {"safety_identifier", ignore},
    {"prompt_cache_options", ignore},
    {"prompt_cache_retention", ignore},
    {"stream_options", drop_unless<is_never>},
    {"truncation", drop_unless<is_disabled>},
    {"top_logprobs", drop_unless<is_zero>},
};

// Once all others have been read.
constexpr std::array<std::string_view, 3> kLast{"tools", "input", "tool_choice"};

Expected<> read_parameter(std::string_view key, Value value, ResponsesRequest& result) {
  if (value.is_null() || std::ranges::find(kLast, key) != kLast.end()) return {};
  const auto* known = std::ranges::find(kParameters, key, &Parameter::name);
  if (known == std::end(kParameters)) return note_dropped("", key, result.common), Expected<>();
  return known->read(value, Path{} / known->name, result);
}

// Calls in the input are called by the names that the tools have got, and the choice is one of
// those.
Expected<> read_last(json::Object body, ResponsesRequest& result) {
  const Path root;
  ResponsesTools tools(result.common, result.form);
  const auto input = find_set(body, "input");
  Expected<> read;
  if (const auto list = find_set(body, "tools")) read = tools.add(*list, root / "tools");
  if (read && input) read = read_input(*input, root / "input", tools, result);
  if (const auto choice = find_set(body, "tool_choice"); read && choice)
    read = read_tool_choice(*choice, root / "tool_choice", tools, result.common);
  if (!read) return read;
  const bool stored = result.form.previous_response_id.has_value();
  if (result.common.messages.empty() && !stored) return llm::missing(root / "input");
  return {};
}

// What the request says of answers does not hold for a summary.
void ask_for_summary(llm::Request& request) {
  request.tool_choice = {.mode = llm::ToolChoice::Mode::none};
  request.response_format = {};
}

}  // namespace

Expected<ResponsesRequest> parse_responses_request(std::string_view body, std::string_view key) {
  json::Document document;
  const Expected<json::Object> object = llm::parse_body(body, document);
  if (!object) return std::unexpected(object.error());
  ResponsesRequest result;
  result.form.key = Secret(key);
  result.common.max_tokens_of_model = true;
  for (const auto [member, value] : *object) {
    Expected<> read = read_parameter(member, value, result);
    if (!read) return std::unexpected(std::move(read.error()));
  }
  if (result.common.model.empty()) return llm::missing(Path{} / "model");
  Expected<> read = read_last(*object, result);
  if (read) read = llm::assign(result.form.echo, echo_of(*object, result.common.repaired));
  if (!read) return std::unexpected(std::move(read.error()));
  if (result.form.compaction) ask_for_summary(result.common);
  return result;
}

}  // namespace gw::openai
