#include "translate/fallback.h"

#include <algorithm>
#include <span>
#include <string_view>

#include "base/ascii.h"

namespace gw::translate {

namespace {

// Pieces of the known messages, in small letters:
//   The model returned the following errors: output_config.format: Extra inputs are not permitted
//   Malformed input request: #: extraneous key [outputConfig] is not permitted
//   This model doesn't support the outputConfig.textFormat field. Remove ... and try again.
//   output_config.format.schema: For 'array' type, property 'maxItems' is not supported
//   tools.0.custom.strict: Extra inputs are not permitted
//   tools.0.custom: For 'array' type, property 'maxItems' is not supported
//   tools.0.custom.input_schema: Recursive schemas are not supported
//   Too many strict tools ...; Schema is too complex for compilation. ...
//   The compiled grammar is too large, ... reduce the number of strict tools.
//   This model doesn't support the toolConfig.toolChoice.any field. Remove ... and try again.
//   Thinking may not be enabled when tool_choice forces tool use.
//   `temperature` and `top_p` cannot both be specified for this model. Please use only one.
//   `temperature` is deprecated for this model.
//   This model doesn't support the topP field. Remove topP and try again.
//   `top_k` is deprecated for this model.
//   Malformed input request: #: extraneous key [k] is not permitted
//   messages.1.content.0.type: Expected `thinking` or `redacted_thinking`, but found `tool_use`.
//   When `thinking` is enabled, a final `assistant` message must start with a thinking block (...).
//   ...
constexpr std::string_view kJsonSchemaWords[] = {"output_config", "outputconfig", "output_format",
                                                 "textformat", "structured output"};
constexpr std::string_view kStrictToolsWords[] = {
    ".strict", "[strict]", "strict tool", "the strict field", ".custom: ", ".custom.input_schema"};
constexpr std::string_view kGrammarWords[] = {"grammar", "schema is too complex",
                                              "for compilation"};
constexpr std::string_view kForcedToolWords[] = {"toolchoice", "tool_choice"};
constexpr std::string_view kSamplingWords[] = {"temperature", "top_p", "topp"};
constexpr std::string_view kTopKWords[] = {"top_k", "topk", "key [k]"};
constexpr std::string_view kThinkingWords[] = {"must start with a thinking block",
                                               "expected `thinking` or `redacted_thinking`"};
constexpr std::string_view kUnknownWords[] = {"extra inputs are not permitted", "extraneous key",
                                              "t support the", "deprecated for this model",
                                              "cannot both be specified"};

bool has_any(std::string_view text, std::span<const std::string_view> words) {
  return std::ranges::any_of(words, [&](std::string_view word) { return text.contains(word); });
}

// "output_config.format.schema: ..." is about what the schema says.
bool is_about_schema(std::string_view text) { return text.contains("format.schema"); }

}  // namespace

Features& Features::operator|=(const Features& other) {
  json_schema |= other.json_schema;
  strict_tools |= other.strict_tools;
  forced_tool |= other.forced_tool;
  sampling |= other.sampling;
  sampling_both |= other.sampling_both;
  top_k |= other.top_k;
  thinking |= other.thinking;
  for (const std::string& member : other.members) {
    if (std::ranges::find(members, member) == members.end()) members.push_back(member);
  }
  return *this;
}

namespace {

// One of the two may do where both were sent, unless temperature is refused by itself: such models
// take neither.
void leave_out_sampling(std::string_view text, const Features& used, Features& without) {
  const bool both = text.contains("cannot both") || !text.contains("temperature");
  without.sampling_both = used.sampling_both && both;
  without.sampling = used.sampling && !without.sampling_both;
}

}  // namespace

std::optional<Fallback> find_fallback(const bedrock::ServiceError& error, const Features& used) {
  if (error.status != 400 || !used.any()) return std::nullopt;
  const std::string text = ascii::to_lower(error.message);
  if (used.thinking && has_any(text, kThinkingWords))
    return Fallback{.without = {.thinking = true}};
  Fallback fallback;
  fallback.lasting = has_any(text, kUnknownWords) && !is_about_schema(text);
  Features& without = fallback.without;
  if (has_any(text, kGrammarWords)) {
    // One grammar is made of all schemas; which of them was too much is not said.
    without.json_schema = used.json_schema;
    without.strict_tools = used.strict_tools;
    fallback.lasting = false;
  } else {
    without.json_schema = used.json_schema && has_any(text, kJsonSchemaWords);
    without.strict_tools = used.strict_tools && has_any(text, kStrictToolsWords);
    without.forced_tool = used.forced_tool && has_any(text, kForcedToolWords);
    if (fallback.lasting && has_any(text, kSamplingWords)) leave_out_sampling(text, used, without);
    without.top_k = used.top_k && fallback.lasting && has_any(text, kTopKWords);
  }
  if (!without.any()) return std::nullopt;
  return fallback;
}

bedrock::ModelRules without(const Features& features, bedrock::ModelRules rules) {
  if (features.json_schema) rules.json_schema = false;
  if (features.strict_tools) rules.strict_tools = false;
  if (features.forced_tool) rules.forced_tool = bedrock::ForcedTool::none;
  if (features.sampling_both && rules.sampling == bedrock::Sampling::both)
    rules.sampling = bedrock::Sampling::one_of;
  if (features.sampling) rules.sampling = bedrock::Sampling::none;
  if (features.top_k) {
    std::erase_if(rules.parameters, [](const auto& each) { return each.name == "top_k"; });
  }
  return rules;
}

}  // namespace gw::translate
