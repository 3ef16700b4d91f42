// The rules of Claudes as data/models.toml has them, as far as the splice looks at them.
#pragma once

#include <string_view>

#include "anthropic/claude_rules.h"

namespace gw::anthropic::test {

inline bedrock::ModelRules model_rules(std::string_view model) {
  using bedrock::ReasoningOff;
  using bedrock::Sampling;
  bedrock::ModelRules rules;
  rules.family = "claude";
  rules.sampling = Sampling::none;
  rules.reasoning = bedrock::Reasoning::adaptive;
  rules.reasoning_off = ReasoningOff::disabled;
  rules.max_output = 128'000;
  rules.cache_points = 4;
  rules.schema_gaps = {schema::Gap::root_unions, schema::Gap::property_names};
  rules.efforts = {"low", "medium", "high", "xhigh", "max"};
  const int version = claude_version(model.substr(model.find("claude-"))).value_or(kNewest);
  if (version <= 46) {
    rules.sampling = Sampling::one_of;
    rules.reasoning_off = ReasoningOff::omit;
    rules.max_output = 64'000;
    rules.json_schema = true;
    rules.strict_tools = true;
    rules.efforts = {"low", "medium", "high", "max"};
  }
  if (version <= 45) rules.reasoning = bedrock::Reasoning::budget;
  if (model.contains("opus-5-5")) rules.reasoning_off = ReasoningOff::never;
  if (model.contains("sonnet-5-5")) rules.reasoning_off = ReasoningOff::between_tools;
  return rules;
}

inline ClaudeRules rules_for(std::string_view model) {
  return claude_rules(model, model_rules(model));
}

inline constexpr std::string_view k3 = "anthropic.claude-3-haiku-20240307-v1:0";
inline constexpr std::string_view kHaiku45 = "anthropic.claude-haiku-4-5-20251001-v1:0";
inline constexpr std::string_view kSonnet45 = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";
inline constexpr std::string_view kOpus45 = "anthropic.claude-opus-4-5-20251101-v1:0";
inline constexpr std::string_view kOpus46 = "anthropic.claude-opus-4-6-v1";
inline constexpr std::string_view kOpus47 = "global.anthropic.claude-opus-4-7";
inline constexpr std::string_view kOpus48 = "anthropic.claude-opus-4-8";
inline constexpr std::string_view kOpus55 = "anthropic.claude-opus-5-5";
inline constexpr std::string_view kSonnet55 = "anthropic.claude-sonnet-5-5";

}  // namespace gw::anthropic::test
