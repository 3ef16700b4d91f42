#include "bedrock/converse.h"

#include <gtest/gtest.h>

#include "answers.h"
#include "conversations.h"

namespace gw::bedrock {
namespace {

std::string body_of(const Conversation& conversation) {
  Buffer out;
  write_converse_body(conversation, out);
  return std::string(out.view());
}

TEST(ConverseBody, HasOnlyWhatWasAsked) {
  EXPECT_EQ(body_of(conversation({user("Hello!")})),
            R"({"messages":[{"role":"user","content":[{"text":"Hello!"}]}]})");
}

TEST(ConverseBody, HasAllThatWasAsked) {
  auto all = conversation({{Role::user, {text_block("one"), text_block(R"(t\"w\u006f)")}},
                           assistant("three"),
                           user("four")});
  all.system = {text_block("Be brief."), text_block("And kind.")};
  all.inference = {.max_tokens = 100,
                   .temperature = 0.0,
                   .top_p = 0.25,
                   .stop_sequences = {{R"(\n\n)"}, {"END"}}};
  EXPECT_EQ(body_of(all),
            R"({"system":[{"text":"Be brief."},{"text":"And kind."}],)"
            R"("messages":[{"role":"user","content":[{"text":"one"},{"text":"t\"w\u006f"}]},)"
            R"({"role":"assistant","content":[{"text":"three"}]},)"
            R"({"role":"user","content":[{"text":"four"}]}],)"
            R"("inferenceConfig":{"maxTokens":100,"temperature":0,"topP":0.25,)"
            R"("stopSequences":["\n\n","END"]}})");
}

constexpr std::string_view kAnswer =
    R"({"metrics":{"latencyMs":551},"output":{"message":{"content":[{"text":"Hi \"you\""},)"
    R"({"reasoningContent":{"reasoningText":{"text":"no"}}},{"text":"!"},)"
    R"({"citationsContent":{"content":[{"text":" Cited."}],"citations":[]}}],)"
    R"("role":"assistant"}},"stopReason":"end_turn","p":"abc",)"
    R"("usage":{"inputTokens":8,"outputTokens":12,"totalTokens":20}})";

TEST(ConverseWhole, GivesTextsThenStopThenUsage) {
  CollectingSink sink;
  const auto reader = make_converse_reader();
  ASSERT_TRUE(read_whole(*reader, kAnswer, sink));
  EXPECT_EQ(sink.log,
            R"(text(Hi \"you\")reasoning(no)signed()text(!)text( Cited.)stop(0)usage(8/12))");
  EXPECT_TRUE(reader->complete());
}

TEST(ConverseWhole, TellsReasoningWithWhatProvesIt) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {R"({"reasoningText":{"text":"r\n","signature":"s/+="}})", R"(reasoning(r\n)signed(s/+=))"},
      {R"({"reasoningText":{"text":"","signature":"s"}})", "signed(s)"},
      {R"({"reasoningText":{"text":"r"}})", "reasoning(r)signed()"},
      {R"({"redactedContent":"AAEC"})", "redacted(AAEC)"},
      {R"({"somethingNew":{}})", ""},
  };
  for (const auto& [block, log] : cases) {
    CollectingSink sink;
    const std::string body = R"({"output":{"message":{"content":[{"reasoningContent":)" +
                             std::string(block) + R"(}]}},"stopReason":"end_turn",)" +
                             R"("usage":{"inputTokens":8,"outputTokens":12}})";
    ASSERT_TRUE(read_whole(*make_converse_reader(), body, sink)) << body;
    EXPECT_EQ(sink.log, std::string(log) + "stop(0)usage(8/12)");
  }
}

TEST(ConverseWhole, TellsCitations) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {R"({"title":"T","location":{"web":{"url":"https://a","domain":"a"}}})",
       "cite(https://a,T,,,0,0,0-0)"},
      {R"({"title":"T","sourceContent":[{"text":"q"},{"text":"r"}],)"
       R"("location":{"documentPage":{"documentIndex":1,"start":2,"end":3}}})",
       "cite(,T,,qr,2,1,2-3)"},
      {R"({"source":"s","location":{"searchResultLocation":)"
       R"({"searchResultIndex":4,"start":0,"end":1}}})",
       "cite(,,s,,4,4,0-1)"},
      {"{}", "cite(,,,,0,0,0-0)"},
  };
  for (const auto& [citation, log] : cases) {
    CollectingSink sink;
    const std::string body =
        R"({"output":{"message":{"content":[{"citationsContent":{"content":[{"text":"x"}],)"
        R"("citations":[)" +
        std::string(citation) + R"(]}}]}},"stopReason":"end_turn",)" +
        R"("usage":{"inputTokens":8,"outputTokens":12}})";
    ASSERT_TRUE(read_whole(*make_converse_reader(), body, sink)) << body;
    EXPECT_EQ(sink.log, "text(x)" + std::string(log) + "stop(0)usage(8/12)");
  }
}

TEST(ConverseWhole, CountsTheCache) {
  CollectingSink sink;
  ASSERT_TRUE(read_whole(
      *make_converse_reader(),
      R"({"output":{"message":{"role":"assistant","content":[]}},"stopReason":"max_tokens",)"
      R"("usage":{"inputTokens":16,"outputTokens":9,"totalTokens":2412,)"
      R"("cacheReadInputTokens":2387,"cacheWriteInputTokens":5}})",
      sink));
  EXPECT_EQ(sink.counts, "16/9/2387/5");
  EXPECT_EQ(sink.reason, StopReason::max_tokens);
}

TEST(StopReasons, AreAllKnown) {
  using enum StopReason;
  const std::pair<std::string_view, StopReason> cases[] = {
      {"end_turn", end_turn},
      {"tool_use", tool_use},
      {"max_tokens", max_tokens},
      {"stop_sequence", stop_sequence},
      {"guardrail_intervened", guardrail_intervened},
      {"content_filtered", content_filtered},
      {"malformed_model_output", malformed_model_output},
      {"malformed_tool_use", malformed_tool_use},
      {"model_context_window_exceeded", model_context_window_exceeded},
      {"something_of_next_year", unknown},
      {"", unknown},
  };
  for (const auto& [name, reason] : cases) EXPECT_EQ(stop_reason_of(name), reason) << name;
}

TEST(ConverseStream, GivesTextsThenStopThenUsage) {
  CollectingSink sink;
  const auto reader = make_converse_reader();
  const std::pair<std::string_view, std::string_view> events[] = {
      {"initial-response", "{}"},
      {"messageStart", R"({"p":"ab","role":"assistant"})"},
      {"contentBlockDelta", R"({"contentBlockIndex":0,"delta":{"text":"Hi"},"p":"abcd"})"},
      {"contentBlockDelta", R"({"contentBlockIndex":0,"delta":{"text":""},"p":"abcd"})"},
      {"contentBlockDelta", R"({"p":"x","delta":{"text":" \u00e9\n"},"contentBlockIndex":0})"},
      {"contentBlockStop", R"({"contentBlockIndex":0})"},
      {"contentBlockDelta",
       R"({"contentBlockIndex":1,"delta":{"reasoningContent":{"text":"hm"}}})"},
      {"contentBlockDelta", R"({"contentBlockIndex":2,"delta":{"text":"!"}})"},
      {"somethingNew", "not even JSON"},
  };
  for (const auto& [type, payload] : events)
    ASSERT_TRUE(read_event(*reader, type, payload, sink)) << type;
  EXPECT_FALSE(reader->complete());
  ASSERT_TRUE(read_event(*reader, "messageStop", R"({"stopReason":"stop_sequence"})", sink));
  EXPECT_TRUE(reader->complete());
  ASSERT_TRUE(read_event(*reader, "metadata",
                         R"({"usage":{"inputTokens":1,"outputTokens":2,"totalTokens":3},)"
                         R"("metrics":{"latencyMs":5}})",
                         sink));
  EXPECT_EQ(sink.log, R"(text(Hi)text( \u00e9\n)reasoning(hm)signed()text(!)stop(3)usage(1/2))");
}

struct StreamedReasoningCase {
  std::string_view what;
  std::vector<std::string_view> deltas;  // of block 0, then of block 1
  std::string_view log;
};

TEST(ConverseStream, TellsReasoningBlockByBlock) {
  const StreamedReasoningCase cases[] = {
      {"text and signature",
       {R"({"text":"a"})", R"({"text":"b"})", R"({"signature":"s"})"},
       "reasoning(a)reasoning(b)signed(s)"},
      {"a signature alone", {R"({"text":""})", R"({"signature":"s"})"}, "signed(s)"},
      {"a signature in pieces", {R"({"signature":"s"})", R"({"signature":"t"})"}, "signed(st)"},
      {"redacted in pieces",
       {R"({"redactedContent":"AAEC"})", R"({"redactedContent":"Aw=="})"},
       "redacted(AAECAw==)"},
      {"redacted in padded pieces",
       {R"({"redactedContent":"AA=="})", R"({"redactedContent":"AQI="})"},
       "redacted(AAEC)"},
      {"padded, then no base64",
       {R"({"redactedContent":"AA=="})", R"({"redactedContent":"?"})"},
       "redacted(AA==?)"},
  };
  for (const auto& [what, deltas, log] : cases) {
    CollectingSink sink;
    const auto reader = make_converse_reader();
    for (const auto delta : deltas) {
      const std::string payload =
          R"({"contentBlockIndex":0,"delta":{"reasoningContent":)" + std::string(delta) + "}}";
      ASSERT_TRUE(read_event(*reader, "contentBlockDelta", payload, sink)) << what;
    }
    ASSERT_TRUE(read_event(*reader, "contentBlockStop", R"({"contentBlockIndex":0})", sink));
    EXPECT_EQ(sink.log, log) << what;
  }
}

TEST(ConverseStream, ReasoningEndsWhereSomethingElseBegins) {
  const std::pair<std::string_view, std::string_view> next[] = {
      {"contentBlockDelta", R"({"contentBlockIndex":1,"delta":{"text":"x"}})"},
      {"contentBlockDelta",
       R"({"contentBlockIndex":1,"delta":{"reasoningContent":{"signature":"t"}}})"},
      {"contentBlockStart",
       R"({"contentBlockIndex":1,"start":{"toolUse":{"toolUseId":"t","name":"n"}}})"},
      {"messageStop", R"({"stopReason":"end_turn"})"},
  };
  for (const auto& [type, payload] : next) {
    CollectingSink sink;
    const auto reader = make_converse_reader();
    ASSERT_TRUE(read_event(*reader, "contentBlockDelta",
                           R"({"contentBlockIndex":0,"delta":{"reasoningContent":{"text":"r"}}})",
                           sink));
    ASSERT_TRUE(read_event(*reader, type, payload, sink));
    EXPECT_TRUE(sink.log.starts_with("reasoning(r)signed()")) << sink.log;
  }
}

TEST(ConverseStream, TextsReachTheClientAsValidJson) {
  CollectingSink sink;
  const auto reader = make_converse_reader();
  ASSERT_TRUE(read_event(*reader, "contentBlockDelta", R"({"delta":{"text":"a\ud83d"}})", sink));
  EXPECT_EQ(sink.all_text, "a\xEF\xBF\xBD");
  const auto bad = read_event(*reader, "contentBlockDelta", R"({"delta":{"text":"\q"}})", sink);
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error().code, Errc::malformed);
}

TEST(ConverseStream, RefusesWhatIsNotAsItMustBe) {
  const std::pair<std::string_view, std::string_view> events[] = {
      {"contentBlockDelta", ""},
      {"contentBlockDelta", "{"},
      {"contentBlockDelta", "null"},
      {"contentBlockDelta", "{}"},
      {"contentBlockDelta", R"({"delta":null})"},
      {"contentBlockDelta", R"({"delta":"x"})"},
      {"contentBlockDelta", R"({"delta":{"text":1}})"},
      {"contentBlockDelta", "{\"delta\":{\"text\":\"\xff\"}}"},
      {"messageStop", "{}"},
      {"messageStop", R"({"stopReason":null})"},
      {"messageStop", R"({"stopReason":7})"},
      {"metadata", "{}"},
      {"metadata", R"({"usage":{"inputTokens":1}})"},
      {"metadata", R"({"usage":{"inputTokens":1.5,"outputTokens":1}})"},
      {"metadata", R"({"usage":{"inputTokens":-1,"outputTokens":1}})"},
      {"metadata", R"({"usage":{"inputTokens":9223372036854775807,"outputTokens":1}})"},
      {"metadata", R"({"usage":{"inputTokens":1,"outputTokens":1,"cacheReadInputTokens":"2"}})"},
  };
  for (const auto& [type, payload] : events) {
    CollectingSink sink;
    const auto reader = make_converse_reader();
    const auto result = read_event(*reader, type, payload, sink);
    ASSERT_FALSE(result) << type << " " << payload;
    EXPECT_EQ(result.error().code, Errc::malformed);
    EXPECT_EQ(sink.log, "") << payload;
    EXPECT_FALSE(reader->complete());
  }
}

TEST(ConverseWhole, NeverInventsAnAnswer) {
  const std::string bodies[] = {
      "",
      "<html>",
      "[]",
      "{}",
      R"({"Output":{"__type":"com.amazon.coral.service#UnknownOperationException"}})",
      R"({"output":{},"stopReason":"end_turn",%})",
      R"({"output":{"message":null},"stopReason":"end_turn",%})",
      R"({"output":{"message":{"content":"x"}},"stopReason":"end_turn",%})",
      R"({"output":{"message":{"content":[7]}},"stopReason":"end_turn",%})",
      R"({"output":{"message":{"content":[{"text":{}}]}},"stopReason":"end_turn",%})",
      R"({"output":{"message":{"content":[]}},%})",
      R"({"output":{"message":{"content":[]}},"stopReason":"end_turn"})",
      R"({"output":{"message":{"content":[]}},"stopReason":"end_turn","usage":[]})",
  };
  for (std::string body : bodies) {
    if (const auto usage = body.find('%'); usage != std::string::npos)
      body.replace(usage, 1, R"("usage":{"inputTokens":1,"outputTokens":1})");
    CollectingSink sink;
    const auto result = read_whole(*make_converse_reader(), body, sink);
    ASSERT_FALSE(result) << body;
    EXPECT_EQ(result.error().code, Errc::malformed) << body;
    EXPECT_EQ(sink.stops, 0) << body;
  }
}

}  // namespace
}  // namespace gw::bedrock
