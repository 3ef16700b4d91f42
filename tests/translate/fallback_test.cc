// Which refusals are about a feature, and which rules follow.
#include "translate/fallback.h"

#include <gtest/gtest.h>

namespace gw::translate {
namespace {

constexpr Features kNothing{};
constexpr Features kSchema{.json_schema = true};
constexpr Features kStrict{.strict_tools = true};
constexpr Features kForced{.forced_tool = true};
constexpr Features kSampling{.sampling = true};
constexpr Features kSamplingBoth{.sampling_both = true};
constexpr Features kTwoSampling{.sampling = true, .sampling_both = true};
constexpr Features kTopK{.top_k = true};
constexpr Features kAllSampling{.sampling = true, .sampling_both = true, .top_k = true};
constexpr Features kThinking{.thinking = true};
constexpr Features kForcedAndThinking{.forced_tool = true, .thinking = true};
constexpr Features kSchemaAndStrict{.json_schema = true, .strict_tools = true};

struct Case {
  std::string_view message;
  Features used;
  Features without;
  bool lasting = false;
};

constexpr Case kCases[] = {
    {"The model returned the following errors: output_config.format: Extra inputs are not "
     "permitted",
     kSchemaAndStrict, kSchema, true},
    {"Malformed input request: #: extraneous key [outputConfig] is not permitted, please reformat "
     "your input and try again.",
     kSchema, kSchema, true},
    {"This model doesn't support the outputConfig.textFormat field. Remove outputConfig.textFormat "
     "and try again.",
     kSchema, kSchema, true},
    {"The model returned the following errors: output_config.format.schema: For 'array' type, "
     "property 'maxItems' is not supported",
     kSchema, kSchema},
    {"The model returned the following errors: output_config.format.schema.x: Extra inputs are not "
     "permitted",
     kSchema, kSchema},
    {"The model returned the following errors: tools.0.custom.strict: Extra inputs are not "
     "permitted",
     kSchemaAndStrict, kStrict, true},
    {"The model returned the following errors: tools.1.custom: For 'array' type, property "
     "'maxItems' "
     "is not supported",
     kSchemaAndStrict, kStrict},
    {"The model returned the following errors: tools.0.custom.input_schema: Recursive schemas are "
     "not supported",
     kSchemaAndStrict, kStrict},
    {"The model returned the following errors: output_config.format.schema: Recursive schemas are "
     "not supported",
     kSchemaAndStrict, kSchema},
    {"The model returned the following errors: tools.0.custom.name: String should match pattern",
     kSchemaAndStrict, kNothing},
    {"This model doesn't support the strict field. Remove strict and try again.", kStrict, kStrict,
     true},
    {"The model returned the following errors: Too many strict tools (21).", kStrict, kStrict},
    {"The model returned the following errors: Schema is too complex for compilation. Try reducing "
     "the number of tools or simplifying tool schemas.",
     kSchemaAndStrict, kSchemaAndStrict},
    {"The model returned the following errors: The compiled grammar is too large, which would "
     "cause "
     "performance issues. Simplify your tool schemas or reduce the number of strict tools.",
     kStrict, kStrict},
    {"This model doesn't support the toolConfig.toolChoice.any field. Remove "
     "toolConfig.toolChoice.any and try again.",
     kForced, kForced, true},
    {"The model returned the following errors: Thinking may not be enabled when tool_choice forces "
     "tool use.",
     kForced, kForced},
    // U15
    {"The model returned the following errors: `temperature` and `top_p` cannot both be specified "
     "for this model. Please use only one.",
     kTwoSampling, kSamplingBoth, true},
    {"The model returned the following errors: `temperature` is deprecated for this model.",
     kTwoSampling, kSampling, true},
    {"This model doesn't support the temperature field. Remove temperature and try again.",
     kSampling, kSampling, true},
    {"This model doesn't support the topP field. Remove topP and try again.", kTwoSampling,
     kSamplingBoth, true},
    {"This model doesn't support the topP field. Remove topP and try again.", kSampling, kSampling,
     true},
    {"Malformed input request: #: extraneous key [top_p] is not permitted, please reformat your "
     "input and try again.",
     kSampling, kSampling, true},
    {"The model returned the following errors: `top_k` is deprecated for this model.", kAllSampling,
     kTopK, true},
    {"The model returned the following errors: `temperature` is deprecated for this model.",
     kAllSampling, kSampling, true},
    {"The model returned the following errors: top_k: Extra inputs are not permitted", kTopK, kTopK,
     true},
    {"Malformed input request: #/inferenceConfig: extraneous key [topK] is not permitted, please "
     "reformat your input and try again.",
     kTopK, kTopK, true},
    {"Malformed input request: #: extraneous key [k] is not permitted, please reformat your input "
     "and try again.",
     kTopK, kTopK, true},
    {"The model returned the following errors: top_k: Input should be a valid integer", kTopK,
     kNothing},
    {"The model returned the following errors: `top_k` must be unset when thinking is enabled.",
     kTopK, kNothing},
    {"The model returned the following errors: `top_k` is deprecated for this model.", kTwoSampling,
     kNothing},
    {"The model returned the following errors: temperature: Input should be less than or equal to "
     "1",
     kTwoSampling, kNothing},
    {"This model doesn't support the temperature field.", kSchema, kNothing},
    // U3: of this conversation
    {"The model returned the following errors: messages.1.content.0.type: Expected `thinking` or "
     "`redacted_thinking`, but found `tool_use`. When `thinking` is enabled, a final `assistant` "
     "message must start with a thinking block (preceeding the lastmost set of `tool_use` and "
     "`tool_result` blocks). We recommend you include thinking blocks from previous turns. To "
     "avoid "
     "this requirement, disable `thinking`. Please consult our documentation at "
     "https://docs.claude.com/en/docs/build-with-claude/extended-thinking",
     kForcedAndThinking, kThinking},
    {"messages.1.content.0.type: Expected `thinking` or `redacted_thinking`, but found `text`.",
     kThinking, kThinking},
    {"The model returned the following errors: Thinking may not be enabled when tool_choice forces "
     "tool use.",
     kForcedAndThinking, kForced},
    {"messages.1.content.0: Invalid `signature` in `thinking` block", kThinking, kNothing},
    // About other things, or about what the request did not have.
    {"messages.1.content.0.type: Expected `thinking` or `redacted_thinking`, but found `text`.",
     kSchema, kNothing},
    {"The model returned the following errors: output_config.format: Extra inputs are not "
     "permitted",
     kForced, kNothing},
    {"This model doesn't support the toolConfig.toolChoice.any field.", kSchema, kNothing},
    {"Input is too long for requested model.", kSchemaAndStrict, kNothing},
    {"Access is restricted.", kStrict, kNothing},
    {"", kSchemaAndStrict, kNothing},
};

TEST(Fallback, LeavesOutWhatWasRefused) {
  for (const auto& [message, used, without, lasting] : kCases) {
    bedrock::ServiceError error;
    error.status = 400;
    error.code = "ValidationException";
    error.message = message;
    const auto fallback = find_fallback(error, used);
    EXPECT_EQ(fallback.has_value(), without.any()) << message;
    if (!fallback) continue;
    EXPECT_TRUE(fallback->without == without) << message;
    EXPECT_EQ(fallback->lasting, lasting) << message;
  }
}

TEST(Fallback, IsForRefusalsOnly) {
  bedrock::ServiceError error;
  error.message = "output_config.format: Extra inputs are not permitted";
  for (const int status : {403, 424, 429, 500, 503}) {
    error.status = status;
    EXPECT_FALSE(find_fallback(error, kSchema)) << status;
  }
}

TEST(Fallback, ChangesTheRulesOfTheModel) {
  bedrock::ModelRules rules;
  rules.json_schema = rules.strict_tools = true;
  const auto without_schema = without(kSchema, rules);
  EXPECT_FALSE(without_schema.json_schema);
  EXPECT_TRUE(without_schema.strict_tools);
  EXPECT_EQ(without_schema.forced_tool, bedrock::ForcedTool::named);
  Features both = kStrict;
  both |= kForced;
  const auto without_both = without(both, rules);
  EXPECT_TRUE(without_both.json_schema);
  EXPECT_FALSE(without_both.strict_tools);
  EXPECT_EQ(without_both.forced_tool, bedrock::ForcedTool::none);
  EXPECT_EQ(without(kSamplingBoth, rules).sampling, bedrock::Sampling::one_of);
  EXPECT_EQ(without(kTwoSampling, rules).sampling, bedrock::Sampling::none);
  rules.parameters = {{.name = "seed", .field = "seed"}, {.name = "top_k", .field = "k"}};
  const auto without_top_k = without(kTopK, rules);
  ASSERT_EQ(without_top_k.parameters.size(), 1U);
  EXPECT_EQ(without_top_k.parameters.front().name, "seed");
}

}  // namespace
}  // namespace gw::translate
