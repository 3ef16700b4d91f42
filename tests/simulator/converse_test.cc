// What Converse reads of a body, and what it answers.
#include "simulator/converse.h"

#include <gtest/gtest.h>

namespace gw::simulator {
namespace {

TEST(Converse, ReadsTheLastUserMessageAndTheLimits) {
  const auto body = parse_json(R"({"messages":[{"role":"user","content":[{"text":"one"}]},
      {"role":"assistant","content":[{"text":"two"}]},
      {"role":"user","content":[{"text":"three"},{"text":"four"}]}],
      "system":[{"text":"rules"}],"inferenceConfig":{"maxTokens":7,"stopSequences":["x","y"]}})");
  const Prompt prompt = read_converse(*body);
  EXPECT_EQ(prompt.last_user_text, "three\nfour");
  EXPECT_EQ(prompt.bytes, 5U + 3 + 3 + 10);
  EXPECT_EQ(prompt.max_tokens, 7);
  EXPECT_EQ(prompt.stop_sequences, (std::vector<std::string>{"x", "y"}));
}

TEST(Converse, TellsWhichMediaItSaw) {
  const auto body = parse_json(R"({"messages":[{"role":"user","content":[
      {"toolResult":{"toolUseId":"x","content":[{"text":"r"},
        {"image":{"format":"gif","source":{"bytes":"R0lGODlh"}}}]}},
      {"text":"See:"},{"document":{"name":"a b","format":"txt","source":{"bytes":"YQ=="}}},
      {"video":{"format":"mp4","source":{"s3Location":{"uri":"s3://b/k"}}}}]}]})");
  EXPECT_EQ(read_converse(*body).last_user_text,
            "[image gif 6 bytes]\nSee:\n[document txt a b 1 bytes]\n[video mp4 s3://b/k]");
}

TEST(Converse, AnswersWhole) {
  const Answer answer{.blocks = {{.deltas = {"Hi \"you\"", "\n😀"}}},
                      .stop_reason = "end_turn",
                      .input_tokens = 3,
                      .output_tokens = 4,
                      .cache_read = 5,
                      .latency_ms = 6};
  EXPECT_EQ(
      converse_response(answer),
      R"({"output":{"message":{"content":[{"text":"Hi \"you\"\n😀"}],"role":"assistant"}},)"
      R"("stopReason":"end_turn","usage":{"inputTokens":3,"outputTokens":4,"totalTokens":12,)"
      R"("cacheReadInputTokens":5,"cacheReadInputTokenCount":5,"serverToolUsage":{}},"metrics":{"latencyMs":6}})");
}

TEST(Converse, ReadsToolsTheirResultsAndTheChoice) {
  const auto body = parse_json(R"({"messages":[{"role":"user","content":[{"text":"go"}]},
      {"role":"assistant","content":[{"toolUse":{"toolUseId":"x","name":"f","input":{}}}]},
      {"role":"user","content":[{"toolResult":{"toolUseId":"x",
          "content":[{"text":"r"},{"json":{"a":1}}]}}]}],
      "toolConfig":{"tools":[{"toolSpec":{"name":"f","inputSchema":{"json":{"type":"object"}}}},
                             {"cachePoint":{"type":"default"}},
                             {"toolSpec":{"name":"g","inputSchema":{"json":{"type":"object"}}}}],
                    "toolChoice":{"tool":{"name":"g"}}}})");
  const Prompt prompt = read_converse(*body);
  EXPECT_EQ(prompt.turns, 3U);
  EXPECT_EQ(prompt.last_user_text, "");
  EXPECT_EQ(prompt.tool_results, "r\n{\"a\":1}");
  ASSERT_EQ(prompt.tools.size(), 1U);
  EXPECT_EQ(prompt.tools[0].name, "g");
  EXPECT_TRUE(prompt.must_call);
}

// Claude's own choice, which can say more.
TEST(Converse, ReadsTheChoiceAmongTheAdditionalFields) {
  const std::tuple<std::string_view, std::size_t, bool> cases[] = {
      {R"({"type":"auto"})", 2, false},
      {R"({"type":"any","disable_parallel_tool_use":true})", 2, true},
      {R"({"type":"tool","name":"g"})", 1, true},
      {R"({"type":"none"})", 0, false},
  };
  for (const auto& [choice, tools, must_call] : cases) {
    const auto body = parse_json(
        R"({"messages":[{"role":"user","content":[{"text":"go"}]}],
            "toolConfig":{"tools":[{"toolSpec":{"name":"f","inputSchema":{"json":{"type":"object"}}}},
                                   {"toolSpec":{"name":"g","inputSchema":{"json":{"type":"object"}}}}]},
            "additionalModelRequestFields":{"tool_choice":)" +
        std::string(choice) + "}}");
    const Prompt prompt = read_converse(*body);
    EXPECT_EQ(prompt.tools.size(), tools) << choice;
    EXPECT_EQ(prompt.must_call, must_call) << choice;
  }
}

TEST(Converse, AnswersWithToolCalls) {
  const Answer answer{.blocks = {{.deltas = {"Well."}},
                                 {Block::Kind::tool_use, {"{\"a\"", ":1}"}, "x", "f"},
                                 {Block::Kind::tool_use, {}, "y", "g"},
                                 {Block::Kind::tool_use, {"{\"cut"}, "z", "h"}}};
  EXPECT_NE(converse_response(answer).find(
                R"([{"text":"Well."},{"toolUse":{"toolUseId":"x","name":"f","input":{"a":1}}},)"
                R"({"toolUse":{"toolUseId":"y","name":"g","input":{}}},)"
                R"({"toolUse":{"toolUseId":"z","name":"h","input":{}}}])"),
            std::string::npos);
}

// Each frame as its type and the index of its block.
std::vector<std::string> outline_of(const Answer& answer) {
  std::vector<std::string> outline;
  for (const Frame& frame : converse_frames(answer)) {
    const auto payload = parse_json(frame.payload);
    const Value* index = payload->find("contentBlockIndex");
    outline.push_back(frame.event_type + (index != nullptr ? " " + to_json(*index) : ""));
  }
  return outline;
}

TEST(Converse, StreamsToolCallsOneAfterTheOtherOrInterleaved) {
  Answer answer{.blocks = {{Block::Kind::tool_use, {"{", "}"}, "x", "f"},
                           {Block::Kind::tool_use, {"{}"}, "y", "g"}}};
  EXPECT_EQ(outline_of(answer),
            (std::vector<std::string>{"messageStart", "contentBlockStart 0", "contentBlockDelta 0",
                                      "contentBlockDelta 0", "contentBlockStop 0",
                                      "contentBlockStart 1", "contentBlockDelta 1",
                                      "contentBlockStop 1", "messageStop", "metadata"}));
  answer.interleaved = true;
  EXPECT_EQ(outline_of(answer),
            (std::vector<std::string>{"messageStart", "contentBlockStart 0", "contentBlockStart 1",
                                      "contentBlockDelta 0", "contentBlockDelta 1",
                                      "contentBlockDelta 0", "contentBlockStop 1",
                                      "contentBlockStop 0", "messageStop", "metadata"}));
}

TEST(Converse, StreamsInTheOrderOfTheProtocol) {
  const Answer answer{.blocks = {{.deltas = {"Hello", " there"}}},
                      .stop_reason = "max_tokens",
                      .input_tokens = 1,
                      .output_tokens = 2};
  std::vector<std::string> types;
  std::string text;
  for (const Frame& frame : converse_frames(answer)) {
    types.push_back(frame.event_type);
    const auto payload = parse_json(frame.payload);
    ASSERT_TRUE(payload) << frame.payload;
    EXPECT_FALSE((*payload)["p"].text.empty());
    text += (*payload)["delta"]["text"].text;
    if (frame.event_type == "messageStop") EXPECT_EQ((*payload)["stopReason"].text, "max_tokens");
    if (frame.event_type == "metadata") EXPECT_EQ((*payload)["usage"]["totalTokens"].number, 3);
  }
  EXPECT_EQ(types,
            (std::vector<std::string>{"messageStart", "contentBlockDelta", "contentBlockDelta",
                                      "contentBlockStop", "messageStop", "metadata"}));
  EXPECT_EQ(text, "Hello there");
}

}  // namespace
}  // namespace gw::simulator
