#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "answers.h"
#include "bedrock/native.h"

namespace gw::bedrock {
namespace {

using enum NativeFormat;

struct Example {
  NativeFormat format;
  std::string_view body;
  std::vector<std::string_view> chunks;  // the same answer
  std::string_view whole_log;
  std::string_view stream_log;
};

constexpr std::string_view kMessageStop =
    R"({"type":"message_stop","amazon-bedrock-invocationMetrics":{"inputTokenCount":5,)"
    R"("outputTokenCount":3,"invocationLatency":9,"firstByteLatency":1,)"
    R"("cacheReadInputTokenCount":7,"cacheWriteInputTokenCount":1}})";

const std::vector<Example>& examples() {
  static const std::vector<Example> all{
      {jamba,
       R"({"id":"chat-1","choices":[{"index":0,"message":{"role":"assistant","content":"Hi you"},)"
       R"("finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":2,)"
       R"("total_tokens":7},"meta":{"requestDurationMillis":9}})",
       {R"({"id":"chat-1","choices":[{"index":0,"delta":{"role":"assistant","content":""},)"
        R"("finish_reason":null}]})",
        R"({"id":"chat-1","choices":[{"index":0,"delta":{"content":"Hi"},"finish_reason":null}]})",
        R"({"id":"chat-1","choices":[{"index":0,"delta":{"content":" you"},)"
        R"("finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":2}})"},
       "text(Hi you)stop(0)usage(5/2)",
       "text(Hi)text( you)stop(0)usage(5/2)"},
      {titan_text,
       R"({"inputTextTokenCount":5,"results":[{"tokenCount":2,"outputText":"\n Hi you",)"
       R"("completionReason":"FINISH"}]})",
       {R"({"index":0,"inputTextTokenCount":5,"totalOutputTextTokenCount":null,)"
        R"("outputText":"\n","completionReason":null})",
        R"({"index":0,"outputText":" Hi","completionReason":null})",
        R"({"index":0,"inputTextTokenCount":5,"totalOutputTextTokenCount":2,)"
        R"("outputText":" you","completionReason":"FINISHED","amazon-bedrock-invocationMetrics":)"
        R"({"inputTokenCount":6,"outputTokenCount":3,"invocationLatency":9,"firstByteLatency":1}})"},
       "text(Hi you)stop(0)usage(5/2)",
       "text(Hi)text( you)stop(0)usage(6/3)"},
      {claude_text,
       R"({"type":"completion","completion":" Hi you","stop_reason":"stop_sequence",)"
       R"("stop":"\n\nHuman:"})",
       {R"({"type":"completion","completion":" Hi","stop_reason":null,"stop":null})",
        R"({"type":"completion","completion":" you","stop_reason":null,"stop":null})",
        R"({"type":"completion","completion":"","stop_reason":"stop_sequence",)"
        R"("stop":"\n\nHuman:","amazon-bedrock-invocationMetrics":{"inputTokenCount":5,)"
        R"("outputTokenCount":2,"invocationLatency":9,"firstByteLatency":1}})"},
       "text(Hi you)stop(0)",
       "text(Hi)text( you)stop(0)usage(5/2)"},
      {claude_messages,
       R"({"id":"msg_1","type":"message","role":"assistant","content":[)"
       R"({"type":"thinking","thinking":"hm"},{"type":"text","text":"Hi"},)"
       R"({"type":"text","text":" you"}],"model":"claude","stop_reason":"end_turn",)"
       R"("stop_sequence":null,"usage":{"input_tokens":5,"output_tokens":2,)"
       R"("cache_read_input_tokens":7,"cache_creation_input_tokens":1}})",
       {R"({"type":"message_start","message":{"usage":{"input_tokens":5,"output_tokens":1}}})",
        R"({"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}})",
        R"({"type":"ping"})",
        R"({"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hi"}})",
        R"({"type":"content_block_delta","index":1,"delta":{"thinking":"hm"}})",
        R"({"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":" you"}})",
        R"({"type":"content_block_stop","index":0})",
        R"({"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":2}})",
        kMessageStop},
       "reasoning(hm)signed()text(Hi)text( you)stop(0)usage(5/2/7/1)",
       "text(Hi)reasoning(hm)signed()text( you)stop(0)usage(5/2)usage(5/2/7/1)"},
      {command,
       R"({"id":"1","prompt":"p","generations":[{"id":"2","text":" Hi you<EOS_TOKEN>",)"
       R"("finish_reason":"COMPLETE"}]})",
       {R"({"index":0,"is_finished":false,"text":" Hi"})",
        R"({"index":0,"is_finished":false,"text":" you"})",
        R"({"index":0,"is_finished":true,"text":"\u003cEOS_TOKEN\u003e",)"
        R"("finish_reason":"COMPLETE"})",
        R"({"is_finished":true,"finish_reason":"COMPLETE","amazon-bedrock-invocationMetrics":)"
        R"({"inputTokenCount":5,"outputTokenCount":2}})"},
       "text(Hi you)stop(0)",
       "text(Hi)text( you)stop(0)usage(5/2)"},
      {command_r,
       R"({"response_id":"1","text":"Hi you","generation_id":"2","finish_reason":"COMPLETE",)"
       R"("chat_history":[{"role":"USER","message":"Hello"}]})",
       {R"({"event_type":"stream-start","generation_id":"2","is_finished":false})",
        R"({"event_type":"text-generation","text":"Hi","is_finished":false})",
        R"({"event_type":"text-generation","text":" you","is_finished":false})",
        R"({"event_type":"stream-end","is_finished":true,"finish_reason":"COMPLETE",)"
        R"("response":{"text":"Hi you","finish_reason":"COMPLETE"},)"
        R"("amazon-bedrock-invocationMetrics":{"inputTokenCount":5,"outputTokenCount":2}})"},
       "text(Hi you)stop(0)",
       "text(Hi)text( you)stop(0)usage(5/2)"},
      {llama3,
       R"({"generation":"Hi you","prompt_token_count":5,"generation_token_count":2,)"
       R"("stop_reason":"stop"})",
       {R"({"generation":"Hi","prompt_token_count":5,"generation_token_count":1,)"
        R"("stop_reason":null})",
        R"({"generation":" you","prompt_token_count":null,"generation_token_count":2,)"
        R"("stop_reason":null})",
        R"({"generation":"","prompt_token_count":null,"generation_token_count":2,)"
        R"("stop_reason":"stop","amazon-bedrock-invocationMetrics":{"inputTokenCount":5,)"
        R"("outputTokenCount":2}})"},
       "text(Hi you)stop(0)usage(5/2)",
       "text(Hi)text( you)stop(0)usage(5/2)"},
      {mistral_prompt,
       R"({"outputs":[{"text":" Hi you","stop_reason":"stop"}]})",
       {R"({"outputs":[{"text":" Hi","stop_reason":null}]})",
        R"({"outputs":[{"text":" you","stop_reason":null}]})",
        R"({"outputs":[{"text":"","stop_reason":"stop"}],"amazon-bedrock-invocationMetrics":)"
        R"({"inputTokenCount":5,"outputTokenCount":2}})"},
       "text(Hi you)stop(0)",
       "text(Hi)text( you)stop(0)usage(5/2)"},
  };
  return all;
}

TEST(NativeReader, ReadsWholeAnswers) {
  for (const auto& example : examples()) {
    CollectingSink sink;
    const auto reader = make_native_reader(example.format);
    const auto result = read_whole(*reader, example.body, sink);
    ASSERT_TRUE(result) << result.error().message;
    EXPECT_EQ(sink.log, example.whole_log) << example.body;
    EXPECT_TRUE(reader->complete());
  }
}

TEST(NativeReader, ReadsStreams) {
  for (const auto& example : examples()) {
    CollectingSink sink;
    const auto reader = make_native_reader(example.format);
    for (const auto chunk : example.chunks) {
      const auto result = read_chunk(*reader, chunk, sink);
      ASSERT_TRUE(result) << result.error().message << chunk;
    }
    EXPECT_EQ(sink.log, example.stream_log);
    EXPECT_TRUE(reader->complete());
  }
}

TEST(NativeReader, AStreamIsCompleteOnlyAtTheModelsOwnEnd) {
  for (const auto& example : examples()) {
    CollectingSink sink;
    const auto reader = make_native_reader(example.format);
    for (const auto chunk : example.chunks) {
      EXPECT_EQ(reader->complete(), sink.stops == 1);
      ASSERT_TRUE(read_chunk(*reader, chunk, sink));
    }
    EXPECT_EQ(sink.stops, 1);
  }
}

TEST(NativeReader, CountsFromHeadersWhereTheBodyHasNone) {
  for (const auto& example : examples()) {
    CollectingSink sink;
    const AnswerHeaders headers{.input = 90, .output = 80};
    ASSERT_TRUE(read_whole(*make_native_reader(example.format), example.body, sink, headers));
    const bool counted = example.whole_log.contains("usage");
    EXPECT_EQ(sink.counts.starts_with(counted ? "5/2" : "90/80"), true) << sink.counts;
  }
}

// The least a family needs, with % for the stop reason.
struct Ending {
  NativeFormat format;
  std::string_view body;
  std::string_view chunk;
  std::vector<std::pair<std::string_view, StopReason>> reasons;
};

std::string with_reason(std::string_view text, std::string_view reason) {
  std::string result(text);
  return result.replace(result.find('%'), 1, reason);
}

std::string quoted(std::string_view text) { return "\"" + std::string(text) + "\""; }

// None of the answers has a call.
const std::vector<Ending>& endings() {
  using enum StopReason;
  static const std::vector<Ending> all{
      {jamba,
       R"({"choices":[{"message":{"content":"x"},"finish_reason":%}]})",
       R"({"choices":[{"delta":{"content":"x"},"finish_reason":%}]})",
       {{"stop", end_turn}, {"length", max_tokens}, {"tool_calls", end_turn}}},
      {titan_text,
       R"({"results":[{"outputText":"x","completionReason":%}]})",
       R"({"outputText":"x","completionReason":%})",
       {{"FINISH", end_turn},
        {"FINISHED", end_turn},
        {"LENGTH", max_tokens},
        {"STOP_CRITERIA_MET", stop_sequence},
        {"CONTENT_FILTERED", content_filtered},
        {"RAG_QUERY_WHEN_RAG_DISABLED", unknown}}},
      {claude_text,
       R"({"completion":"x","stop_reason":%,"stop":"END"})",
       R"({"completion":"x","stop_reason":%,"stop":"END"})",
       {{"stop_sequence", stop_sequence}, {"max_tokens", max_tokens}}},
      {claude_text,
       R"({"completion":"x","stop_reason":%,"stop":"\n\nHuman:"})",
       R"({"completion":"x","stop_reason":%,"stop":"\n\nHuman:"})",
       {{"stop_sequence", end_turn}}},
      {claude_messages,
       R"({"content":[{"type":"text","text":"x"}],"stop_reason":%})",
       R"({"type":"message_delta","delta":{"stop_reason":%}})",
       {{"end_turn", end_turn},
        {"stop_sequence", stop_sequence},
        {"max_tokens", max_tokens},
        {"tool_use", end_turn},
        {"pause_turn", end_turn},
        {"refusal", content_filtered},
        {"model_context_window_exceeded", model_context_window_exceeded}}},
      {command,
       R"({"generations":[{"text":"x","finish_reason":%}]})",
       R"({"is_finished":true,"text":"x","finish_reason":%})",
       {{"COMPLETE", end_turn},
        {"MAX_TOKENS", max_tokens},
        {"ERROR", malformed_model_output},
        {"ERROR_TOXIC", content_filtered}}},
      {command_r,
       R"({"text":"x","finish_reason":%})",
       R"({"event_type":"stream-end","is_finished":true,"finish_reason":%})",
       {{"COMPLETE", end_turn},
        {"MAX_TOKENS", max_tokens},
        {"STOP_SEQUENCE", stop_sequence},
        {"ERROR", malformed_model_output},
        {"ERROR_TOXIC", content_filtered},
        {"ERROR_LIMIT", model_context_window_exceeded},
        {"USER_CANCEL", unknown}}},
      {llama3,
       R"({"generation":"x","stop_reason":%})",
       R"({"generation":"x","stop_reason":%})",
       {{"stop", end_turn}, {"length", max_tokens}}},
      {mistral_prompt,
       R"({"outputs":[{"text":"x","stop_reason":%}]})",
       R"({"outputs":[{"text":"x","stop_reason":%}]})",
       {{"stop", end_turn}, {"length", max_tokens}}},
  };
  return all;
}

TEST(NativeReader, MapsEveryStopReason) {
  for (const auto& [format, body, chunk, reasons] : endings()) {
    auto all = reasons;
    all.emplace_back("of_next_year", StopReason::unknown);
    for (const auto& [name, reason] : all) {
      CollectingSink whole;
      ASSERT_TRUE(read_whole(*make_native_reader(format), with_reason(body, quoted(name)), whole));
      EXPECT_EQ(whole.reason, reason) << body << name;
      CollectingSink stream;
      const auto reader = make_native_reader(format);
      ASSERT_TRUE(read_chunk(*reader, with_reason(chunk, quoted(name)), stream));
      EXPECT_EQ(stream.reason, reason) << chunk << name;
      EXPECT_TRUE(reader->complete());
    }
  }
}

TEST(NativeReader, ToleratesNullWhereAReasonMayStand) {
  for (const auto& [format, body, chunk, unused] : endings()) {
    CollectingSink whole;
    ASSERT_TRUE(read_whole(*make_native_reader(format), with_reason(body, "null"), whole));
    EXPECT_EQ(whole.log, "text(x)stop(9)");
    CollectingSink stream;
    const auto reader = make_native_reader(format);
    ASSERT_TRUE(read_chunk(*reader, with_reason(chunk, "null"), stream));
    EXPECT_EQ(stream.stops, 0);
    EXPECT_FALSE(reader->complete());
  }
}

TEST(NativeReader, SeesThatAGuardrailIntervened) {
  for (const auto& [format, body, chunk, reasons] : endings()) {
    const auto marked = [&, name = reasons.front().first](std::string_view text) {
      std::string json = with_reason(text, quoted(name));
      return json.insert(1, R"("amazon-bedrock-guardrailAction":"INTERVENED",)");
    };
    CollectingSink whole;
    ASSERT_TRUE(read_whole(*make_native_reader(format), marked(body), whole));
    EXPECT_EQ(whole.reason, StopReason::guardrail_intervened);
    CollectingSink stream;
    ASSERT_TRUE(read_chunk(*make_native_reader(format), marked(chunk), stream));
    EXPECT_EQ(stream.reason, StopReason::guardrail_intervened);
  }
}

// P1: as recorded, without a stop reason and with counts as floats.
TEST(NativeReader, P1AGuardrailsBlockIsTheEnd) {
  const std::string_view action = R"("amazon-bedrock-guardrailAction":"INTERVENED")";
  const std::pair<NativeFormat, std::string> chunks[] = {
      {titan_text, R"({"outputText":"No.","index":0.0,"totalOutputTextTokenCount":3.0,)"
                   R"("inputTextTokenCount":6.0,)" +
                       std::string(action) + "}"},
      {llama3, R"({"generation":"No.",)" + std::string(action) + "}"},
      {mistral_prompt, R"({"outputs":[{"text":"No."}],)" + std::string(action) + "}"},
      {command, R"({"text":"No.",)" + std::string(action) + "}"},
  };
  for (const auto& [format, chunk] : chunks) {
    CollectingSink sink;
    const auto reader = make_native_reader(format);
    const auto read = read_chunk(*reader, chunk, sink);
    ASSERT_TRUE(read) << read.error().message << chunk;
    EXPECT_TRUE(reader->complete()) << chunk;
    EXPECT_EQ(sink.reason, StopReason::guardrail_intervened) << chunk;
  }
  CollectingSink whole;
  ASSERT_TRUE(read_whole(*make_native_reader(llama3),
                         R"({"generation":"No.",)" + std::string(action) + "}", whole));
  EXPECT_EQ(whole.reason, StopReason::guardrail_intervened);
}

// P2
TEST(NativeReader, P2TheModelsOwnCountCounts) {
  CollectingSink sink;
  const auto reader = make_native_reader(claude_messages);
  for (
      const std::string_view chunk :
      {R"({"type":"message_start","message":{"usage":{"input_tokens":5,"output_tokens":1}}})",
       R"({"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":133}})",
       R"({"type":"message_stop","amazon-bedrock-invocationMetrics":{"inputTokenCount":5,)"
       R"("outputTokenCount":97}})"}) {
    ASSERT_TRUE(read_chunk(*reader, chunk, sink)) << chunk;
  }
  EXPECT_THAT(sink.log, testing::HasSubstr("133"));
  EXPECT_THAT(sink.log, testing::Not(testing::HasSubstr("97")));
}

// P3
TEST(NativeReader, P3CommandsStreamMayComeInOnePiece) {
  CollectingSink sink;
  const auto reader = make_native_reader(command);
  ASSERT_TRUE(read_chunk(
      *reader, R"({"generations":[{"text":"Hi","finish_reason":"COMPLETE"}],"id":"x"})", sink));
  EXPECT_THAT(sink.log, testing::HasSubstr("text(Hi)"));
  EXPECT_TRUE(reader->complete());
}

TEST(NativeReader, ReadsTheBlocksOfClaude) {
  CollectingSink sink;
  const auto read = read_whole(
      *make_native_reader(claude_messages),
      R"({"content":[{"type":"thinking","thinking":"hm","signature":"s="},)"
      R"({"type":"tool_use","id":"t1","name":"f","input":{"a": 1.0}},)"
      R"({"type":"redacted_thinking","data":"AAEC"},)"
      R"({"type":"server_tool_use","id":"t0","name":"web_search","input":{}},)"
      R"({"type":"text","text":"Hi","citations":[{"type":"page_location","cited_text":"noon",)"
      R"("document_title":"Manual","document_index":1,"start_page_number":4,)"
      R"("end_page_number":5}]},{"type":"tool_use","id":"t2","name":"g"}],)"
      R"("stop_reason":"tool_use"})",
      sink);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(sink.log,
            "reasoning(hm)signed(s=)tool0(t1,f)arguments0({\\\"a\\\": 1.0})redacted(AAEC)text(Hi)"
            "cite(,Manual,,noon,2,1,4-5)tool1(t2,g)arguments1({})stop(1)");
}

TEST(NativeReader, ReadsTheStreamedBlocksOfClaude) {
  const std::string_view chunks[] = {
      R"({"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":""}})",
      R"({"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"hm"}})",
      R"({"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"s="}})",
      R"({"type":"content_block_stop","index":0})",
      R"({"type":"content_block_start","index":1,"content_block":{"type":"redacted_thinking","data":"AAEC"}})",
      R"({"type":"content_block_stop","index":1})",
      R"({"type":"content_block_start","index":2,"content_block":{"type":"text","text":""}})",
      R"({"type":"content_block_delta","index":2,"delta":{"type":"text_delta","text":"Hi"}})",
      R"({"type":"content_block_delta","index":2,"delta":{"type":"citations_delta","citation":{"type":"page_location","cited_text":"noon","document_title":"Manual","document_index":1,"start_page_number":4,"end_page_number":5}}})",
      R"({"type":"content_block_stop","index":2})",
      R"({"type":"content_block_start","index":3,"content_block":{"type":"server_tool_use","id":"t0","name":"web_search","input":{}}})",
      R"({"type":"content_block_delta","index":3,"delta":{"type":"input_json_delta","partial_json":"{}"}})",
      R"({"type":"content_block_start","index":4,"content_block":{"type":"tool_use","id":"t1","name":"f","input":{}}})",
      R"({"type":"content_block_delta","index":4,"delta":{"type":"input_json_delta","partial_json":""}})",
      R"({"type":"content_block_delta","index":4,"delta":{"type":"input_json_delta","partial_json":"{\"a\": 1.0}"}})",
      R"({"type":"content_block_stop","index":4})",
      R"({"type":"content_block_start","index":5,"content_block":{"type":"tool_use","id":"t2","name":"g","input":{}}})",
      R"({"type":"content_block_stop","index":5})",
      R"({"type":"message_delta","delta":{"stop_reason":"tool_use"}})",
  };
  CollectingSink sink;
  const auto reader = make_native_reader(claude_messages);
  for (const auto chunk : chunks) ASSERT_TRUE(read_chunk(*reader, chunk, sink)) << chunk;
  EXPECT_EQ(sink.log,
            "reasoning(hm)signed(s=)redacted(AAEC)text(Hi)cite(,Manual,,noon,2,1,4-5)"
            "tool0(t1,f)arguments0({\\\"a\\\": 1.0})tool1(t2,g)arguments1({})stop(1)");
  EXPECT_TRUE(reader->complete());
}

TEST(NativeReader, ReportsErrorsInsideChunks) {
  const std::pair<std::string_view, Errc> cases[] = {
      {R"({"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}})",
       Errc::busy},
      {R"({"type":"error","error":{"type":"api_error","message":"Internal"}})", Errc::malformed},
      {R"({"type":"error","error":{"type":"api_error"}})", Errc::malformed},
      {R"({"type":"error"})", Errc::malformed},
  };
  for (const auto& [chunk, code] : cases) {
    CollectingSink sink;
    const auto result = read_chunk(*make_native_reader(claude_messages), chunk, sink);
    ASSERT_FALSE(result) << chunk;
    EXPECT_EQ(result.error().code, code) << chunk;
  }
}

TEST(NativeReader, AMessageThatStopsWithoutAReasonIsComplete) {
  CollectingSink sink;
  const auto reader = make_native_reader(claude_messages);
  ASSERT_TRUE(read_chunk(*reader, R"({"type":"message_stop"})", sink));
  EXPECT_TRUE(reader->complete());
  EXPECT_EQ(sink.log, "stop(9)");
}

TEST(NativeReader, RefusesEnvelopesThatAreNone) {
  for (const std::string_view payload :
       {"", "{}", "[]", R"({"bytes":7})", R"({"bytes":"*"})", R"({"bytes":"eyJ9"})",
        R"({"bytes":""})", R"({"bytes":"bnVsbA=="})", R"({"bytes":"W10="})"}) {
    for (const auto& example : examples()) {
      CollectingSink sink;
      const auto result = read_event(*make_native_reader(example.format), "chunk", payload, sink);
      ASSERT_FALSE(result) << payload;
      EXPECT_EQ(result.error().code, Errc::malformed);
    }
  }
}

TEST(NativeReader, IgnoresOtherEvents) {
  CollectingSink sink;
  EXPECT_TRUE(read_event(*make_native_reader(llama3), "initial-response", "?", sink));
  EXPECT_EQ(sink.log, "");
}

}  // namespace
}  // namespace gw::bedrock
