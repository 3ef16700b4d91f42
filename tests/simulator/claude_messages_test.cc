// Claude's Messages through InvokeModel: tools, reasoning and cache marks, refused in Anthropic's
// words and answered in its blocks.
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "base/encoding.h"
#include "simulator/models.h"
#include "simulator/native.h"
#include "simulator/reasoning.h"
#include "simulator/service.h"

namespace gw::simulator {
namespace {

constexpr std::string_view kTools =
    R"("tools":[{"name":"f","input_schema":{"type":"object","required":["a"],"properties":{)"
    R"("a":{"type":"string"}}}},{"name":"g","input_schema":{"type":"object"}}])";

std::string body(std::string_view members) {
  return R"({"anthropic_version":"bedrock-2023-05-31","max_tokens":4000,)" + std::string(members) +
         "}";
}

// A conversation with tools; the turns after the user's first.
std::string with_turns(std::string_view turns) {
  return body(std::string(kTools) + R"(,"messages":[{"role":"user","content":"Hi"})" +
              (turns.empty() ? "" : ",") + std::string(turns) + "]");
}

constexpr std::string_view kUse =
    R"({"role":"assistant","content":[{"type":"tool_use","id":"t1","name":"f","input":{}}]})";

std::string user(std::string_view blocks) {
  return R"({"role":"user","content":[)" + std::string(blocks) + "]}";
}

std::string refusal_of_messages(const std::string& json,
                                std::string_view model = "anthropic.claude-3") {
  const auto value = parse_json(json);
  EXPECT_TRUE(value) << json;
  const auto refusal = refuse_native(*value, test_model(model), false);
  return refusal ? refusal->message : "";
}

TEST(ClaudeMessages, RefusesToolsInAnthropicsWords) {
  const std::string use(kUse);
  const std::string said = R"({"type":"text","text":"so"})";
  const std::string result = R"({"type":"tool_result","tool_use_id":"t1","content":"x"})";
  const auto tool = [](std::string_view members) {
    return body(R"("messages":[{"role":"user","content":"Hi"}],"tools":[{)" + std::string(members) +
                "}]");
  };
  const std::pair<std::string, std::string_view> cases[] = {
      {with_turns(""), ""},
      {with_turns(use + "," + user(result)), ""},
      {with_turns(use + "," + user(result + "," + said)), ""},
      {with_turns(use), "messages.1: `tool_use` ids were found without `tool_result` blocks"},
      {with_turns(use + "," + user(said)),
       "messages.1: `tool_use` ids were found without `tool_result` blocks immediately after: t1. "
       "Each `tool_use` block must have a corresponding `tool_result` block in the next message."},
      {with_turns(use + "," + user(said + "," + result)), "immediately after"},
      {with_turns(use + "," + user(result + "," + result)),
       "each tool_use must have a single result. Found multiple `tool_result` blocks with id: t1"},
      {with_turns(use + "," +
                  user(result + R"(,{"type":"tool_result","tool_use_id":"t2","content":"x"})")),
       "messages.2.content.1: unexpected `tool_use_id` found in `tool_result` blocks: t2. Each"},
      {with_turns(R"({"role":"assistant","content":[)" + result + "]}"),
       "messages.1: `tool_result` blocks can only be in `user` messages"},
      {body(R"("messages":[{"role":"user","content":"Hi"},)" + use + "," + user(result) + "]"),
       "Requests which include `tool_use` or `tool_result` blocks must define tools"},
      {with_turns(R"({"role":"assistant","content":[{"type":"tool_use","id":"a.b","name":"f",)"
                  R"("input":{}}]})"),
       "messages.1.content.0.tool_use.id: String should match pattern '^[a-zA-Z0-9_-]+$'"},
      {with_turns(R"({"role":"assistant","content":[{"type":"tool_use","id":"a","name":"f",)"
                  R"("input":"{}"}]})"),
       "messages.1.content.0.tool_use.input: Input should be a valid dictionary"},
      {with_turns(R"({"role":"assistant","content":[{"type":"toolUse"}]})"),
       "messages.1.content.0: Input tag 'toolUse' found using 'type' does not match any of the "
       "expected tags: 'text', 'image', "},
      {tool(R"("name":"f")"), "tools.0.custom.input_schema: Field required"},
      {tool(R"("name":"f","input_schema":{})"), "tools.0.custom.input_schema.type: Field required"},
      {tool(R"("name":"f","input_schema":{"type":"array"})"), "Input should be 'object'"},
      {tool(R"("name":"f.g","input_schema":{"type":"object"})"),
       "tools.0.custom.name: String should match pattern '^[a-zA-Z0-9_-]{1,128}$'"},
      {tool(R"("name":"f","input_schema":{"type":"object"},"strict":true)"),
       "tools.0.custom.strict: Extra inputs are not permitted"},
      {body(std::string(kTools) + R"(,"tool_choice":{"type":"tool","name":"h"},)" +
            R"("messages":[{"role":"user","content":"Hi"}])"),
       "Tool 'h' not found in provided tools"},
      {body(R"("tool_choice":{"type":"any"},"messages":[{"role":"user","content":"Hi"}])"),
       "tool_choice may only be specified while providing tools"},
  };
  for (const auto& [json, words] : cases) {
    const std::string message = refusal_of_messages(json);
    EXPECT_EQ(message.empty(), words.empty()) << json << message;
    EXPECT_NE(message.find(words), std::string::npos) << json << "\n" << message;
    EXPECT_FALSE(message.contains("The model returned")) << message;
  }
}

TEST(ClaudeMessages, RefusesMarksAndThinkingThatDoNotFit) {
  const auto marked = [](std::string_view mark) {
    return body(R"("messages":[{"role":"user","content":[{"type":"text","text":"a",)" +
                std::string(mark) + "}]}]");
  };
  constexpr std::string_view kMark = R"("cache_control":{"type":"ephemeral"})";
  EXPECT_EQ(refusal_of_messages(marked(kMark), "anthropic.claude-cache"), "");
  EXPECT_NE(refusal_of_messages(marked(kMark)), "");
  EXPECT_NE(
      refusal_of_messages(marked(R"("cache_control":{"type":"other"})"), "anthropic.claude-cache"),
      "");
  const auto thinking = [](std::string_view thinking, std::string_view block) {
    return body(R"("thinking":)" + std::string(thinking) + "," + std::string(kTools) +
                R"(,"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":[)" +
                std::string(block) + R"({"type":"text","text":"so"}]},)" +
                R"({"role":"user","content":"a"}])");
  };
  constexpr std::string_view kOn = R"({"type":"enabled","budget_tokens":2000})";
  const std::string good =
      R"({"type":"thinking","thinking":"hm","signature":")" + signature_of({}, "hm") + R"("},)";
  const std::string bad = R"({"type":"thinking","thinking":"hm","signature":"x"},)";
  EXPECT_EQ(refusal_of_messages(thinking(kOn, good), "anthropic.claude-budget"), "");
  EXPECT_EQ(refusal_of_messages(thinking(kOn, bad), "anthropic.claude-budget"),
            "messages.1.content.0: Invalid `signature` in `thinking` block");
  EXPECT_EQ(refusal_of_messages(thinking(R"({"type":"enabled"})", good), "anthropic.claude-budget"),
            "thinking.enabled.budget_tokens: Field required");
  EXPECT_EQ(
      refusal_of_messages(thinking(kOn, R"({"type":"thinking","thinking":"hm","signature":"s",)"
                                        R"("cache_control":{"type":"ephemeral"}},)"),
                          "anthropic.claude-budget"),
      "messages.1.content.0.thinking.cache_control: Extra inputs are not permitted");
}

TEST(ClaudeMessages, RefusesDocumentsOfWhiteSpace) {
  const auto reading = [](std::string_view text) {
    return body(R"("messages":[{"role":"user","content":[{"type":"text","text":"Hi"},)"
                R"({"type":"document","title":"d","source":{"type":"text",)"
                R"("media_type":"text/plain","data":")" +
                std::string(text) + R"("}}]}])");
  };
  EXPECT_EQ(refusal_of_messages(reading("a")), "");
  EXPECT_EQ(refusal_of_messages(reading(R"( \n)")),
            "messages: text content blocks must contain non-whitespace text");
}

TEST(ClaudeMessages, RefusesStopSequencesOfWhiteSpace) {
  const auto stopping = [](std::string_view at) {
    return body(R"("messages":[{"role":"user","content":"Hi"}],"stop_sequences":[")" +
                std::string(at) + R"("])");
  };
  EXPECT_EQ(refusal_of_messages(stopping(R"(\nEND)"), "anthropic.claude-4-5"), "");
  EXPECT_EQ(refusal_of_messages(stopping(R"( \n)"), "anthropic.claude-4-5"),
            "stop_sequences: each stop sequence must contain non-whitespace");
}

TEST(ClaudeMessages, RefusesThinkingBehindWhichNothingFollows) {
  const auto refusal = [](std::string_view blocks) {
    return refusal_of_messages(
        body(R"("messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":[)" +
             std::string(blocks) + R"(]},{"role":"user","content":"a"}])"),
        "anthropic.claude-budget");
  };
  const std::string thought = R"({"type":"redacted_thinking","data":"AA=="})";
  EXPECT_EQ(refusal(thought),
            "messages.1: The final block in an assistant message cannot be `thinking`.");
  EXPECT_EQ(refusal(thought + R"(,{"type":"text","text":"so"})"), "");
}

Reply answer(const std::string& json, std::string_view operation,
             std::string_view model = "anthropic.claude-3", PromptCache* cache = nullptr) {
  const std::string path = "/model/" + std::string(model) + "/" + std::string(operation);
  return respond({*find_operation("POST", path), "application/json", "", json}, test_catalogue(),
                 {}, cache);
}

std::string chunks_of(const Reply& reply) {
  std::string all;
  for (const Frame& frame : reply.frames) {
    Buffer chunk;
    EXPECT_TRUE(append_base64_decoded((*parse_json(frame.payload))["bytes"].text, chunk));
    all.append(chunk.view()).append("\n");
  }
  return all;
}

std::string asking(std::string_view text) {
  return body(std::string(kTools) + R"(,"messages":[{"role":"user","content":")" +
              std::string(text) + R"("}])");
}

TEST(ClaudeMessages, CallsToolsThatTheUserNames) {
  const std::string json = asking("f(Paris) g({})");
  const std::string whole = answer(json, "invoke").body;
  EXPECT_TRUE(whole.contains(
      R"("content":[{"type":"tool_use","id":"tooluse_1_0","name":"f","input":{"a":"Paris"}},)"
      R"({"type":"tool_use","id":"tooluse_1_1","name":"g","input":{}}],"stop_reason":"tool_use")"))
      << whole;

  const std::string stream = chunks_of(answer(json, "invoke-with-response-stream"));
  for (const std::string_view part :
       {R"({"type":"content_block_start","index":0,"content_block":{"type":"tool_use",)"
        R"("id":"tooluse_1_0","name":"f","input":{}}})",
        R"({"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta",)"
        R"("partial_json":""}})",
        R"({"type":"content_block_stop","index":1})", R"("delta":{"stop_reason":"tool_use")"}) {
    EXPECT_TRUE(stream.contains(part)) << part << "\n" << stream;
  }
}

TEST(ClaudeMessages, SaysWhatTheToolsSaid) {
  const std::string json = with_turns(
      std::string(kUse) + "," +
      user(
          R"({"type":"tool_result","tool_use_id":"t1","content":[{"type":"text","text":"10 C"}]})"));
  EXPECT_TRUE(answer(json, "invoke").body.contains("The tools said: 10 C"));
}

TEST(ClaudeMessages, ThinksWhenAskedTo) {
  const std::string json = body(R"("thinking":{"type":"enabled","budget_tokens":2000},)"
                                R"("messages":[{"role":"user","content":"Hi"}])");
  const std::string thought = "Let me think about: Hi";
  const std::string whole = answer(json, "invoke", "anthropic.claude-budget").body;
  EXPECT_TRUE(whole.contains(R"("content":[{"type":"thinking","thinking":")" + thought +
                             R"(","signature":")" + signature_of({}, thought) + R"("},)"))
      << whole;
  const std::string stream =
      chunks_of(answer(json, "invoke-with-response-stream", "anthropic.claude-budget"));
  EXPECT_TRUE(stream.contains(R"({"type":"thinking","thinking":"","signature":""})")) << stream;
  EXPECT_TRUE(stream.contains(R"({"type":"thinking_delta","thinking":"Let"})")) << stream;
  EXPECT_TRUE(stream.contains(R"({"type":"signature_delta","signature":")")) << stream;
}

TEST(ClaudeMessages, KeepsToASchemaAndCountsWhatIsCached) {
  const std::string json =
      body(R"("output_config":{"format":{"type":"json_schema","schema":{"type":"object",)"
           R"("properties":{"a":{"type":"string"}},"required":["a"],)"
           R"("additionalProperties":false}}},"system":[{"type":"text","text":"A long rule.",)"
           R"("cache_control":{"type":"ephemeral"}}],"messages":[{"role":"user","content":"Hi"}])");
  PromptCache cache;
  const std::string first = answer(json, "invoke", "anthropic.claude-cache", &cache).body;
  EXPECT_TRUE(first.contains(R"("text":"{\"a\":\"Hi\"}")")) << first;
  EXPECT_FALSE(first.contains(R"("cache_creation_input_tokens":0)")) << first;
  const std::string second = answer(json, "invoke", "anthropic.claude-cache", &cache).body;
  EXPECT_TRUE(second.contains(R"("cache_creation_input_tokens":0)")) << second;
  EXPECT_FALSE(second.contains(R"("cache_read_input_tokens":0)")) << second;
}

}  // namespace
}  // namespace gw::simulator
