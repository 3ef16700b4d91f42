// InvokeModel: for each family, what passes, what does not, and the answer in both forms.
#include "simulator/native.h"

#include <gtest/gtest.h>

#include "base/buffer.h"
#include "base/encoding.h"
#include "simulator/models.h"

namespace gw::simulator {
namespace {

struct Family {
  std::string_view model;
  std::string_view body;  // good, and asking for "Hi"
  std::string_view stream_body;
  std::string_view response;        // to Answer "Hello", 3 tokens in, 2 out
  std::vector<std::string> chunks;  // the deltas being "Hel" and "lo"
};

const std::string kMetrics =
    R"("amazon-bedrock-invocationMetrics":{"inputTokenCount":3,"outputTokenCount":2,)"
    R"("invocationLatency":8,"firstByteLatency":2}})";

const Family kFamilies[] = {
    {"ai21.jamba",
     R"({"messages":[{"role":"user","content":"Hi"}],"max_tokens":9})",
     "",
     R"({"id":"chat-00000000000000000000000000000001","choices":[{"index":0,"message":{"role":"assistant","content":"Hello"},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5},"meta":{"requestDurationMillis":8}})",
     {R"({"id":"chat-00000000000000000000000000000001","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]})",
      R"({"id":"chat-00000000000000000000000000000001","choices":[{"index":0,"delta":{"content":"Hel"},"finish_reason":null}]})",
      R"({"id":"chat-00000000000000000000000000000001","choices":[{"index":0,"delta":{"content":"lo"},"finish_reason":null}]})",
      R"({"id":"chat-00000000000000000000000000000001","choices":[{"index":0,"delta":{"content":""},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5},)" +
          kMetrics}},
    {"amazon.titan",
     R"({"inputText":"User: Hi\nBot:","textGenerationConfig":{"maxTokenCount":9}})",
     "",
     R"({"inputTextTokenCount":3,"results":[{"tokenCount":2,"outputText":"Hello","completionReason":"FINISH"}]})",
     {R"({"outputText":"Hel","index":0,"totalOutputTextTokenCount":null,"completionReason":null,"inputTextTokenCount":3})",
      R"({"outputText":"lo","index":0,"totalOutputTextTokenCount":null,"completionReason":null,"inputTextTokenCount":3})",
      R"({"outputText":"","index":0,"totalOutputTextTokenCount":2,"completionReason":"FINISH","inputTextTokenCount":3,)" +
          kMetrics}},
    {"anthropic.claude-v2",
     R"({"prompt":"\n\nHuman: Hi\n\nAssistant:","max_tokens_to_sample":9})",
     "",
     R"({"type":"completion","completion":" Hello","stop_reason":"stop_sequence","stop":"\n\nHuman:"})",
     {R"({"type":"completion","completion":" Hel","stop_reason":null,"stop":null})",
      R"({"type":"completion","completion":"lo","stop_reason":null,"stop":null})",
      R"({"type":"completion","completion":"","stop_reason":"stop_sequence","stop":"\n\nHuman:",)" +
          kMetrics}},
    {"anthropic.claude-3",
     R"({"anthropic_version":"bedrock-2023-05-31","max_tokens":9,"messages":[{"role":"user","content":"Hi"}]})",
     "",
     R"({"id":"msg_bdrk_00000000000000000000000001","type":"message","role":"assistant","model":"m","content":[{"type":"text","text":"Hello"}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":3,"output_tokens":2}})",
     {R"({"type":"message_start","message":{"id":"msg_bdrk_00000000000000000000000001","type":"message","role":"assistant","model":"m","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":3,"output_tokens":1}}})",
      R"({"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}})",
      R"({"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hel"}})",
      R"({"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"lo"}})",
      R"({"type":"content_block_stop","index":0})",
      R"({"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"input_tokens":3,"output_tokens":2}})",
      R"({"type":"message_stop",)" + kMetrics}},
    {"cohere.command",
     R"({"prompt":"User: Hi\nChatbot:","max_tokens":9})",
     R"({"prompt":"User: Hi\nChatbot:","max_tokens":9,"stream":true})",
     R"({"generations":[{"finish_reason":"COMPLETE","id":"00000000-0000-4000-8000-000000000002","text":"Hello"}],"id":"00000000-0000-4000-8000-000000000001","prompt":""})",
     {R"({"index":0,"is_finished":false,"text":"Hel"})",
      R"({"index":0,"is_finished":false,"text":"lo"})",
      R"({"finish_reason":"COMPLETE","index":0,"is_finished":true,"text":"<EOS_TOKEN>",)" +
          kMetrics}},
    {"cohere.command-r",
     R"({"message":"Hi","max_tokens":9,"chat_history":[]})",
     "",
     R"({"response_id":"00000000-0000-4000-8000-000000000001","text":"Hello","generation_id":"00000000-0000-4000-8000-000000000002","chat_history":[],"finish_reason":"COMPLETE"})",
     {R"({"is_finished":false,"event_type":"stream-start","generation_id":"00000000-0000-4000-8000-000000000002"})",
      R"({"is_finished":false,"event_type":"text-generation","text":"Hel"})",
      R"({"is_finished":false,"event_type":"text-generation","text":"lo"})",
      R"({"is_finished":true,"event_type":"stream-end","response":{"response_id":"00000000-0000-4000-8000-000000000001","text":"Hello","generation_id":"00000000-0000-4000-8000-000000000002","chat_history":[],"finish_reason":"COMPLETE"},"finish_reason":"COMPLETE",)" +
          kMetrics}},
    {"meta.llama3",
     R"({"prompt":"<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\nHi<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n","max_gen_len":9})",
     "",
     R"({"generation":"Hello","prompt_token_count":3,"generation_token_count":2,"stop_reason":"stop"})",
     {R"({"generation":"Hel","prompt_token_count":3,"generation_token_count":1,"stop_reason":null})",
      R"({"generation":"lo","prompt_token_count":null,"generation_token_count":2,"stop_reason":null})",
      R"({"generation":"","prompt_token_count":null,"generation_token_count":2,"stop_reason":"stop",)" +
          kMetrics}},
    {"mistral.7b",
     R"({"prompt":"<s>[INST] Hi [/INST]","max_tokens":9})",
     "",
     R"({"outputs":[{"text":"Hello","stop_reason":"stop"}]})",
     {R"({"outputs":[{"text":"Hel","stop_reason":null}]})",
      R"({"outputs":[{"text":"lo","stop_reason":null}]})",
      R"({"outputs":[{"text":"","stop_reason":"stop"}],)" + kMetrics}},
};

Value body_of(std::string_view json) {
  auto body = parse_json(json);
  EXPECT_TRUE(body) << json;
  return std::move(*body);
}

std::string native_refusal_of(std::string_view json, std::string_view model, bool stream = false) {
  const auto refusal = refuse_native(body_of(json), test_model(model), stream);
  return refusal ? refusal->message : "";
}

TEST(Native, EveryFamilyAcceptsItsBodyAndReadsIt) {
  for (const Family& family : kFamilies) {
    const Model model = test_model(family.model);
    EXPECT_EQ(native_refusal_of(family.body, family.model), "");
    const auto stream_body = family.stream_body.empty() ? family.body : family.stream_body;
    EXPECT_EQ(native_refusal_of(stream_body, family.model, true), "");
    const Prompt prompt = read_native(body_of(family.body), model);
    EXPECT_EQ(prompt.last_user_text, "Hi") << family.model;
    EXPECT_EQ(prompt.max_tokens, 9) << family.model;
    EXPECT_GE(prompt.bytes, 2U) << family.model;
  }
}

TEST(Native, EveryFamilyRefusesUnknownAndMissingMembers) {
  for (const Family& family : kFamilies) {
    EXPECT_NE(native_refusal_of("{}", family.model), "") << family.model;
    std::string extended(family.body);
    extended.insert(1, R"("stream_options":{},)");
    EXPECT_NE(native_refusal_of(extended, family.model).find("stream_options"), std::string::npos)
        << family.model;
  }
  EXPECT_EQ(native_refusal_of("{}", "meta.llama3"),
            "Malformed input request: #: required key [prompt] not found, please reformat your "
            "input and try again.");
  EXPECT_EQ(native_refusal_of(R"({"prompt":"a","temperature":2,"stop":[]})", "meta.llama3"),
            "Malformed input request: #/temperature: 2 is not less or equal to 1, #: extraneous "
            "key [stop] is not permitted, please reformat your input and try again.");
}

TEST(Native, EveryFamilyAnswersWholeAndInChunks) {
  const Answer answer{.model = "m",
                      .blocks = {{.deltas = {"Hel", "lo"}}},
                      .stop_reason = "end_turn",
                      .input_tokens = 3,
                      .output_tokens = 2,
                      .latency_ms = 8};
  for (const Family& family : kFamilies) {
    const Model model = test_model(family.model);
    EXPECT_EQ(native_response(answer, model), family.response);
    std::vector<std::string> chunks;
    for (const Frame& frame : native_frames(answer, model)) {
      EXPECT_EQ(frame.event_type, "chunk");
      Buffer chunk;
      EXPECT_TRUE(append_base64_decoded(body_of(frame.payload)["bytes"].text, chunk));
      chunks.emplace_back(chunk.view());
    }
    EXPECT_EQ(chunks, family.chunks) << family.model;
  }
}

TEST(Native, EveryFamilyHasAWordForTheLimit) {
  const Answer answer{.stop_reason = "max_tokens"};
  for (const Family& family : kFamilies) {
    const std::string response = native_response(answer, test_model(family.model));
    const bool named = response.find("max_tokens") != std::string::npos ||
                       response.find("MAX_TOKENS") != std::string::npos ||
                       response.find("length") != std::string::npos ||
                       response.find("LENGTH") != std::string::npos;
    EXPECT_TRUE(named) << response;
  }
}

TEST(Native, ClaudeTextInsistsOnItsTemplate) {
  const auto refusal = [](std::string_view prompt, std::string_view model) {
    return native_refusal_of(
        R"({"max_tokens_to_sample":9,"prompt":")" + std::string(prompt) + R"("})", model);
  };
  EXPECT_NE(refusal(R"(Hi\n\nAssistant:)", "anthropic.claude-v2"), "");
  EXPECT_NE(refusal(R"(\n\nHuman: Hi)", "anthropic.claude-v2"), "");
  EXPECT_NE(refusal(R"(\n\nHuman: Hi\n\nAssistant: )", "anthropic.claude-v2"), "");
  EXPECT_NE(refusal(R"(\n\nAssistant: Hi\n\nHuman: Ho)", "anthropic.claude-v2"), "");
  EXPECT_NE(refusal(R"(Be brief.\n\nHuman: Hi\n\nAssistant:)", "anthropic.claude-v2"), "");
  EXPECT_EQ(refusal(R"(Be brief.\n\nHuman: Hi\n\nAssistant:)", "anthropic.claude-v2:1"), "");
  EXPECT_EQ(refusal(R"(\n\nHuman: Hi\n\nAssistant: Well)", "anthropic.claude-v2"), "");
}

TEST(Native, ClaudeMessagesRefusesAsAnthropicDoes) {
  const auto refusal = [](std::string_view rest, std::string_view model = "anthropic.claude-3") {
    return native_refusal_of(
        R"({"anthropic_version":"bedrock-2023-05-31","max_tokens":9,)" + std::string(rest) + "}",
        model);
  };
  EXPECT_EQ(refusal(R"("messages":[])"), "messages: at least one message is required");
  EXPECT_EQ(refusal(R"("messages":[{"role":"user","content":"a"}],"model":"x")"),
            "model: Extra inputs are not permitted");
  EXPECT_EQ(refusal(R"("messages":[{"role":"assistant","content":"a"}])"),
            R"(messages: first message must use the "user" role)");
  // Turns of one role are taken together.
  EXPECT_EQ(refusal(R"("messages":[{"role":"user","content":"a"},{"role":"user","content":"b"}])"),
            "");
  EXPECT_NE(refusal(R"("messages":[{"role":"user","content":[]}])"), "");
  EXPECT_NE(refusal(R"("messages":[{"role":"user","content":[{"type":"text","text":" "}]}])"), "");
  EXPECT_NE(refusal(R"("system":" ","messages":[{"role":"user","content":"a"}])"), "");
  EXPECT_NE(refusal(R"("messages":[{"role":"user","content":"a"},
                                   {"role":"assistant","content":"b "}])"),
            "");
  EXPECT_NE(refusal(R"("temperature":0,"top_p":1,"messages":[{"role":"user","content":"a"}])",
                    "anthropic.claude-4-5"),
            "");
}

TEST(Native, JambaWantsAResultForEachCall) {
  const auto refusal = [](std::string_view turns) {
    return native_refusal_of(R"({"messages":[{"role":"user","content":"Hi"})" + std::string(turns) +
                                 R"(],"tools":[{"type":"function","function":{"name":"f"}}]})",
                             "ai21.jamba");
  };
  const std::string call =
      R"(,{"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function",)"
      R"("function":{"name":"f","arguments":"{}"}}]})";
  const std::string result = R"(,{"role":"tool","tool_call_id":"c1","content":"x"})";
  EXPECT_EQ(refusal(""), "");
  EXPECT_EQ(refusal(call + result), "");
  EXPECT_NE(refusal(call), "");
  EXPECT_NE(refusal(result), "");
  EXPECT_NE(refusal(call + R"(,{"role":"user","content":"b"})" + result), "");
  EXPECT_NE(refusal(R"(,{"role":"assistant","content":" "})"), "");
  EXPECT_NE(
      native_refusal_of(R"({"messages":[{"role":"user","content":"a"}],"tools":[{"name":"f"}]})",
                        "ai21.jamba"),
      "");
}

TEST(Native, JambaCallsToolsThatTheUserNames) {
  const Value body = body_of(R"({"messages":[{"role":"user","content":"Do f({\"a\":1}), please"}],)"
                             R"("tools":[{"type":"function","function":{"name":"f"}}]})");
  const Model model = test_model("ai21.jamba");
  const std::string response = native_response(compose("m", read_native(body, model), {}), model);
  EXPECT_NE(response.find(R"("tool_calls":[{"id":"tooluse_1_0","type":"function","function":)"
                          R"({"name":"f","arguments":"{\"a\":1}"}}]},)"
                          R"("finish_reason":"tool_calls")"),
            std::string::npos)
      << response;
}

TEST(Native, CommandMayBeToldAboutStreamsAndNothingWrong) {
  EXPECT_EQ(native_refusal_of(R"({"prompt":"a"})", "cohere.command", true), "");
  EXPECT_NE(native_refusal_of(R"({"prompt":"a","stream":false})", "cohere.command", true), "");
  EXPECT_NE(native_refusal_of(R"({"prompt":"a","stream":true})", "cohere.command", false), "");
}

}  // namespace
}  // namespace gw::simulator
