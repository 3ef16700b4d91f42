// What Converse refuses of reasoning: how it is asked for, and what comes back.
#include <string>
#include <vector>

#include "simulator/reasoning.h"
#include "simulator/refusals.h"

namespace gw::simulator {
namespace {

// Of reasoning: members of the body behind the messages, and of the model's own fields.
struct ReasoningCase {
  std::string_view thinking;
  std::string_view more;
  std::string_view part;  // of the message; empty: none
  std::string_view model = "anthropic.claude-budget";
};

constexpr std::string_view kBudget = R"({"type":"enabled","budget_tokens":1024})";
constexpr std::string_view kAdaptive = R"({"type":"adaptive"})";

constexpr ReasoningCase kReasoning[] = {
    {kBudget, R"("inferenceConfig":{"maxTokens":2000})", ""},
    {kBudget, R"("inferenceConfig":{"maxTokens":2000,"temperature":1})", ""},
    {kAdaptive, R"("inferenceConfig":{"maxTokens":2000})", "", "anthropic.claude-adaptive"},
    {R"({"type":"enabled"})", R"("inferenceConfig":{"maxTokens":2000})", "Field required"},
    {R"({"type":"enabled","budget_tokens":1023})", R"("inferenceConfig":{"maxTokens":2000})",
     "1024"},
    {kBudget, R"("inferenceConfig":{"maxTokens":1024})", "must be greater than"},
    // A10
    {kAdaptive, R"("inferenceConfig":{"maxTokens":2000})", "adaptive thinking is not supported"},
    {kBudget, R"("inferenceConfig":{"maxTokens":2000})", "enabled", "anthropic.claude-adaptive"},
    {kBudget, R"("inferenceConfig":{"maxTokens":2000,"temperature":0})", "may only be set to 1"},
    {kBudget, R"("inferenceConfig":{"maxTokens":2000,"topP":0.5})", "`top_p` must be unset"},
    {kBudget,
     R"("inferenceConfig":{"maxTokens":2000},"toolConfig":{"tools":[{"toolSpec":{"name":"f",
        "inputSchema":{"json":{"type":"object"}}}}],"toolChoice":{"any":{}}})",
     "Thinking may not be enabled when tool_choice forces tool use"},
};

TEST(Converse, RefusesReasoningThatBedrockRefuses) {
  for (const auto& [thinking, more, part, model] : kReasoning) {
    std::string body = R"({"messages":[{"role":"user","content":[{"text":"a"}]}],)";
    body.append(more).append(R"(,"additionalModelRequestFields":{"thinking":)");
    body.append(thinking).append("}}");
    const std::string message = refusal_of(body, model);
    EXPECT_EQ(message.empty(), part.empty()) << body << "\n" << message;
    EXPECT_NE(message.find(part), std::string::npos) << body << "\n" << message;
  }
}

// A11: a turn of reasoning and calls begins with its reasoning, as it came.
TEST(Converse, RefusesReasoningThatComesBackChanged) {
  const auto refusal = [](std::string_view blocks, std::string_view after = "") {
    return refusal_of(
        R"({"messages":[{"role":"user","content":[{"text":"a"}]},{"role":"assistant","content":[)" +
            std::string(blocks) + R"({"toolUse":{"toolUseId":"t","name":"f","input":{}}})" +
            std::string(after) +
            R"(]},{"role":"user","content":[
            {"toolResult":{"toolUseId":"t","content":[{"text":"b"}]}}]}],
            "inferenceConfig":{"maxTokens":2000},"toolConfig":{"tools":[{"toolSpec":{"name":"f",
            "inputSchema":{"json":{"type":"object"}}}}]},"additionalModelRequestFields":{
            "thinking":{"type":"enabled","budget_tokens":1024}}})",
        "anthropic.claude-budget");
  };
  EXPECT_NE(refusal("").find("thinking"), std::string::npos);
  EXPECT_NE(refusal(R"({"text":"b"},)").find("thinking"), std::string::npos);
  EXPECT_NE(refusal(R"({"reasoningContent":{"reasoningText":{"text":"x"}}},)").find("signature"),
            std::string::npos);
  EXPECT_NE(refusal(R"({"reasoningContent":{"reasoningText":{"text":"x","signature":"y"}}},)")
                .find("Invalid `signature`"),
            std::string::npos);
  EXPECT_EQ(refusal(R"({"reasoningContent":{"redactedContent":"AA=="}},)"), "");
}

// A11: all answers between which there are only results are one, which begins with its reasoning.
TEST(Converse, WantsReasoningAtTheBeginningOfALoopOfTools) {
  const std::string thought = R"({"reasoningContent":{"redactedContent":"AA=="}},)";
  const std::string text = R"(,{"text":"c"})";
  const auto refusal = [](const std::string& first, const std::string& between,
                          const std::string& second) {
    return refusal_of(
        R"({"messages":[{"role":"user","content":[{"text":"a"}]},{"role":"assistant","content":[)" +
            first + R"({"toolUse":{"toolUseId":"t","name":"f","input":{}}}]},
            {"role":"user","content":[{"toolResult":{"toolUseId":"t","content":[{"text":"b"}]}})" +
            between + R"(]},{"role":"assistant","content":[)" + second +
            R"({"toolUse":{"toolUseId":"u","name":"f","input":{}}}]},
            {"role":"user","content":[{"toolResult":{"toolUseId":"u","content":[{"text":"b"}]}}]}],
            "inferenceConfig":{"maxTokens":2000},"toolConfig":{"tools":[{"toolSpec":{"name":"f",
            "inputSchema":{"json":{"type":"object"}}}}]},"additionalModelRequestFields":{
            "thinking":{"type":"enabled","budget_tokens":1024}}})",
        "anthropic.claude-budget");
  };
  EXPECT_EQ(refusal(thought, "", thought), "");
  EXPECT_EQ(refusal(thought, "", ""), "");
  EXPECT_TRUE(refusal("", "", thought)
                  .contains("messages.1.content.0.type: Expected `thinking` or "
                            "`redacted_thinking`, but found `tool_use`."));
  EXPECT_EQ(refusal("", text, thought), "");
  EXPECT_TRUE(refusal(thought, text, "").contains("messages.3.content.0.type: Expected"));
}

// A11: reasoning stands where it stood, between the same calls.
TEST(Converse, RefusesReasoningThatComesBackInAnotherPlace) {
  const auto thought = [](const Place& place, std::string_view text) {
    return R"({"reasoningContent":{"reasoningText":{"text":")" + std::string(text) +
           R"(","signature":")" + signature_of(place, text) + R"("}}})";
  };
  const auto call = [](std::string_view id) {
    return R"({"toolUse":{"toolUseId":")" + std::string(id) + R"(","name":"f","input":{}}})";
  };
  const auto refusal = [](const std::vector<std::string>& blocks) {
    std::string content;
    for (const std::string& block : blocks) content += (content.empty() ? "" : ",") + block;
    return refusal_of(
        R"({"messages":[{"role":"user","content":[{"text":"a"}]},{"role":"assistant","content":[)" +
            content + R"(]},{"role":"user","content":[
            {"toolResult":{"toolUseId":"t","content":[{"text":"b"}]}},
            {"toolResult":{"toolUseId":"u","content":[{"text":"b"}]}}]}],
            "toolConfig":{"tools":[{"toolSpec":{"name":"f",
            "inputSchema":{"json":{"type":"object"}}}}]}})",
        "anthropic.claude-budget");
  };
  const std::string first = thought({}, "x");
  const std::string second = thought({.thoughts = 1, .calls = 1}, "y");
  EXPECT_EQ(refusal({first, call("t"), second, call("u")}), "");
  EXPECT_TRUE(refusal({first, second, call("t"), call("u")})
                  .contains("messages.1.content.1: `thinking` or `redacted_thinking` blocks in the "
                            "latest assistant message cannot be modified."));
  EXPECT_TRUE(refusal({second, call("t"), first, call("u")}).contains("cannot be modified"));
}

// A11: reasoning leads to something, whatever is asked for.
TEST(Converse, RefusesReasoningBehindWhichNothingFollows) {
  const auto refusal = [](std::string_view blocks, std::string_view model) {
    return refusal_of(
        R"({"messages":[{"role":"user","content":[{"text":"a"}]},{"role":"assistant","content":[)" +
            std::string(blocks) + R"(]},{"role":"user","content":[{"text":"b"}]}]})",
        model);
  };
  const std::string thought = R"({"reasoningContent":{"redactedContent":"AA=="}})";
  const std::string text = R"({"text":"b"})";
  constexpr std::string_view kClaude = "anthropic.claude-budget";
  const std::string refused =
      "The model returned the following errors: messages.1: The final block in an assistant "
      "message cannot be `thinking`.";
  EXPECT_EQ(refusal(thought, kClaude), refused);
  EXPECT_EQ(refusal(thought + "," + text + "," + thought, kClaude), refused);
  EXPECT_EQ(refusal(thought + "," + text, kClaude), "");
}

}  // namespace
}  // namespace gw::simulator
