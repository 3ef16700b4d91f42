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
//   Too many strict tools ...; Schema is too complex for compilation. ...
//   The compiled grammar is too large, ... reduce the number of strict tools.
//   This model doesn't support the toolConfig.toolChoice.any field. Remove ... and try again.
//   Thinking may not be enabled when tool_choice forces tool use.
constexpr std::string_view kJsonSchemaWords[] = {"output_config", "outputconfig", "output_format",
                                                 "textformat", "structured output"};
constexpr std::string_view kStrictToolsWords[] = {".strict", "[strict]", "strict tool",
                                                  "the strict field"};
constexpr std::string_view kGrammarWords[] = {"grammar", "schema is too complex",
                                              "for compilation"};
constexpr std::string_view kForcedToolWords[] = {"toolchoice", "tool_choice"};
constexpr std::string_view kUnknownWords[] = {"extra inputs are not permitted", "extraneous key",
                                              "t support the"};

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
  return *this;
}

std::optional<Fallback> find_fallback(const bedrock::ServiceError& error, const Features& used) {
  if (error.status != 400 || !used.any()) return std::nullopt;
  const std::string text = ascii::to_lower(error.message);
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
  }
  if (!without.any()) return std::nullopt;
  return fallback;
}

bedrock::ModelRules without(const Features& features, bedrock::ModelRules rules) {
  if (features.json_schema) rules.json_schema = false;
  if (features.strict_tools) rules.strict_tools = false;
  if (features.forced_tool) rules.forced_tool = bedrock::ForcedTool::none;
  return rules;
}

}  // namespace gw::translate
