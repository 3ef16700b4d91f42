// Which of Bedrock's messages refuse a member, and by which name it is known from then on.
#include "bedrock/refusal.h"

#include <gtest/gtest.h>

namespace gw::bedrock {
namespace {

constexpr bool kLasting = true;

struct RefusalCase {
  std::string_view message;
  std::string_view member;
  bool lasting = false;
  std::string_view field = "";
};

constexpr std::string_view kErrors = "The model returned the following errors: ";

constexpr RefusalCase kCases[] = {
    // C13: members of other servers, to Claude and to others.
    {"enable_thinking: Extra inputs are not permitted", "enable_thinking", kLasting},
    {"Malformed input request: #: extraneous key [enable_thinking] is not permitted, please "
     "reformat your input and try again.",
     "enable_thinking", kLasting},
    {"Unsupported parameter: 'logit_bias' is not supported with this model.", "logit_bias",
     kLasting},
    {"Unsupported value: 'temperature' does not support 0.2 with this model. Only the default (1) "
     "value is supported.",
     "temperature", kLasting},
    {"Unknown parameter: 'chat_template_kwargs'.", "chat_template_kwargs", kLasting},
    {"Unrecognized request argument supplied: thinking_budget", "thinking_budget", kLasting},
    {"Argument not supported on this model: presencePenalty", "presencePenalty", kLasting},
    {"The model grok-4 does not support parameter reasoning_effort.", "reasoning_effort", kLasting},
    {"This model does not support the effort parameter.", "output_config.effort", kLasting,
     "effort"},
    {"reasoning.effort: Extra inputs are not permitted", "reasoning.effort", kLasting},
    {"The additional field stop_sequences conflicts with an existing field.", "stop_sequences",
     kLasting},
    // Members of Claude's own API, by one name wherever they stand.
    {"context_management: Extra inputs are not permitted", "context_management", kLasting},
    {"output_config.effort: Extra inputs are not permitted", "output_config.effort", kLasting},
    {"output_config.format: Extra inputs are not permitted", "output_config.format", kLasting},
    {"tools.0.custom.defer_loading: Extra inputs are not permitted", "tools.defer_loading",
     kLasting},
    {"tools.12.custom.strict: Extra inputs are not permitted", "tools.strict", kLasting},
    {"tools.0.eager_input_streaming: Extra inputs are not permitted", "tools.eager_input_streaming",
     kLasting},
    {"messages.0.content.1.text.cache_control.ephemeral.ttl: Extra inputs are not permitted",
     "cache_control.ttl", kLasting},
    {"system.2.cache_control.ephemeral.scope: Extra inputs are not permitted",
     "cache_control.scope", kLasting},
    {"messages.3.output_config: Extra inputs are not permitted", "messages.output_config",
     kLasting},
    {"thinking.adaptive.display: Extra inputs are not permitted", "thinking.display", kLasting},
    {"safeguards: Extra inputs are not permitted", "safeguards", kLasting},
    {"invalid beta flag", "anthropic_beta", kLasting},
    {"\"thinking.type.enabled\" is not supported for this model.", "thinking.enabled", kLasting},
    {"\"thinking.type.disabled\" is not supported for this model.", "thinking.disabled", kLasting},
    {"adaptive thinking is not supported on this model", "thinking.adaptive", kLasting},
    {"messages.0: role 'system' is not supported on this model", "messages.system", kLasting},
    // U15
    {"`temperature` and `top_p` cannot both be specified for this model. Please use only one.",
     "temperature+top_p", kLasting},
    {"`temperature` is deprecated for this model.", "temperature", kLasting},
    {"This model doesn't support the temperature field. Remove temperature and try again.",
     "temperature", kLasting},
    {"This model doesn't support the topP field. Remove topP and try again.", "top_p", kLasting,
     "topP"},
    {"Malformed input request: #: extraneous key [p] is not permitted, please reformat your input "
     "and try again.",
     "top_p", kLasting, "p"},
    {"`top_k` is deprecated for this model.", "top_k", kLasting},
    {"Malformed input request: #/inferenceConfig: extraneous key [topK] is not permitted, please "
     "reformat your input and try again.",
     "top_k", kLasting, "topK"},
    {"This model doesn't support the stopSequences field. Remove stopSequences and try again.",
     "stop_sequences", kLasting, "stopSequences"},
    {"stop: Extra inputs are not permitted", "stop_sequences", kLasting, "stop"},
    // C14
    {"This model doesn't support the toolConfig.toolChoice.any field. Remove "
     "toolConfig.toolChoice.any and try again.",
     "tool_choice", kLasting},
    {"This model doesn't support the toolConfig.toolChoice.tool field. Remove "
     "toolConfig.toolChoice.tool and try again.",
     "tool_choice.tool", kLasting},
    {"Thinking may not be enabled when tool_choice forces tool use.", "tool_choice"},
    // C11, U3
    {"messages.1.content.0: Invalid `signature` in `thinking` block", "messages.thinking"},
    {"messages.1.content.0: `thinking` or `redacted_thinking` blocks in the latest assistant "
     "message cannot be modified. These blocks must remain as they were in the original response.",
     "messages.thinking"},
    {"This model doesn't support the reasoningContent.reasoningText.signature field. Remove "
     "reasoningContent.reasoningText.signature and try again.",
     "messages.thinking", kLasting},
    {"messages.1.content.0.type: Expected `thinking` or `redacted_thinking`, but found `tool_use`. "
     "When `thinking` is enabled, a final `assistant` message must start with a thinking block.",
     "thinking.history"},
    // Schemas
    {"Malformed input request: #: extraneous key [outputConfig] is not permitted, please reformat "
     "your input and try again.",
     "output_config.format", kLasting, "outputConfig"},
    {"This model doesn't support the outputConfig.textFormat field. Remove outputConfig.textFormat "
     "and try again.",
     "output_config.format", kLasting},
    {"output_config.format.schema: For 'array' type, property 'maxItems' is not supported",
     "output_config.format"},
    {"output_config.format.schema.x: Extra inputs are not permitted", "output_config.format"},
    {"tools.1.custom: For 'array' type, property 'maxItems' is not supported", "tools.strict"},
    {"tools.0.custom.input_schema: Recursive schemas are not supported", "tools.strict"},
    {"This model doesn't support the strict field. Remove strict and try again.", "tools.strict",
     kLasting, "strict"},
    {"Too many strict tools (21).", "tools.strict"},
    {"Schema is too complex for compilation. Try reducing the number of tools or simplifying tool "
     "schemas.",
     "schemas"},
    {"The compiled grammar is too large, which would cause performance issues. Simplify your tool "
     "schemas or reduce the number of strict tools.",
     "schemas"},
    // Other things that a model may turn out not to have.
    {"This model doesn't support system messages. Try again without a system message or use a "
     "model that supports system messages.",
     "system", kLasting},
    {"This model doesn't support tool use in streaming mode.", "stream.tools", kLasting},
    {"This model does not support assistant message prefill. The conversation must end with a user "
     "message.",
     "messages.prefill", kLasting},
    {"This model doesn't support the status field. Remove status and try again.",
     "toolResult.status", kLasting, "status"},
    {"This model doesn't support the cachePoint.ttl field. Remove cachePoint.ttl and try again.",
     "cache_control.ttl", kLasting},
    {"This model doesn't support the toolConfig.tools.cachePoint field. Remove "
     "toolConfig.tools.cachePoint and try again.",
     "tools.cache_control", kLasting},
    // About other things.
    {"top_k: Input should be a valid integer", ""},
    {"`top_k` must be unset when thinking is enabled.", ""},
    {"temperature: Input should be less than or equal to 1", ""},
    {"tools.0.custom.name: String should match pattern '^[a-zA-Z0-9_-]{1,64}$'", ""},
    {"This model doesn't support the video content block that you provided. Update the content "
     "block and try again.",
     ""},
    {"prompt is too long: 9 tokens > 8 maximum", ""},
    {"Input is too long for requested model.", ""},
    {"Access is restricted.", ""},
    {": Extra inputs are not permitted", ""},
    {"extraneous key [] is not permitted", ""},
    {"extraneous key [x", ""},
    {"", ""},
};

TEST(Refusal, NamesWhatWasRefused) {
  for (const auto& [message, member, lasting, field] : kCases) {
    for (const std::string_view prefix : {std::string_view(), kErrors}) {
      if (!prefix.empty() && message.starts_with(":")) continue;
      const auto refused = find_refused(400, std::string(prefix) + std::string(message));
      EXPECT_EQ(refused ? refused->member : "", member) << message;
      if (!refused) continue;
      EXPECT_EQ(refused->lasting, lasting) << message;
      EXPECT_EQ(refused->field, field) << message;
    }
  }
}

TEST(Refusal, IsAnErrorOfTheRequest) {
  for (const int status : {403, 404, 424, 429, 500, 503})
    EXPECT_FALSE(find_refused(status, "x: Extra inputs are not permitted")) << status;
}

TEST(Refusal, OfPromptCachingHasAStatusOfItsOwn) {
  constexpr std::string_view kWords =
      "You invoked an unsupported model or your request did not allow prompt caching. See the "
      "documentation for more information.";
  const auto refused = find_refused(403, kWords);
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->member, "cache_control");
}

TEST(Refusal, WithoutAnEndIsReadOnce) {
  const std::string long_path(1 << 20, 'a');
  const auto refused = find_refused(400, long_path + ": Extra inputs are not permitted");
  ASSERT_TRUE(refused);
  EXPECT_LE(refused->member.size(), 200U);
}

}  // namespace
}  // namespace gw::bedrock
