// Every member of every answer, in turn missing, null, of another type or huge: an odd answer is an
// answer or an error, and an error is malformed. What crashes others here is a value that "is
// always there".
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "answers.h"
#include "bedrock/converse.h"
#include "bedrock/native.h"
#include "json/value.h"

namespace gw::bedrock {
namespace {

const std::string_view kValues[] = {"null",
                                    "true",
                                    "-1",
                                    "1.5",
                                    "1e999",
                                    "9223372036854775807",
                                    "99999999999999999999999",
                                    "\"\"",
                                    "\"x\"",
                                    R"("\ud800")",
                                    R"("\q")",
                                    "[]",
                                    "[null]",
                                    "[[]]",
                                    "{}",
                                    R"({"text":{}})"};

// Every value in `text`, as its place there.
void collect(json::Value value, std::vector<std::string_view>& places) {
  places.push_back(value.raw());
  if (const auto object = value.object()) {
    for (const auto [key, member] : *object) {
      places.push_back(
          {key.data() - 1, static_cast<std::size_t>(member.raw().end() - key.begin() + 1)});
      collect(member, places);
    }
  }
  if (const auto array = value.array()) {
    for (const json::Value item : *array) collect(item, places);
  }
}

// All texts that differ from `text` in one value, or lack one.
std::vector<std::string> mutations(std::string_view text) {
  const Buffer bytes = buffer_of(text);
  json::Document document;
  const auto value = document.parse(bytes.view());
  EXPECT_TRUE(value) << text;
  std::vector<std::string_view> places;
  collect(*value, places);

  std::vector<std::string> all;
  for (const auto place : places) {
    const auto at = static_cast<std::size_t>(place.data() - bytes.view().data());
    const bool member = place.size() > 1 && place.front() == '"' && place.contains(':');
    if (member) {
      all.push_back(std::string(text).replace(at, place.size(), R"("other":0)"));
    } else {
      for (const auto other : kValues)
        all.push_back(std::string(text).replace(at, place.size(), other));
    }
  }
  for (std::size_t size = 0; size < text.size(); ++size) all.emplace_back(text.substr(0, size));
  return all;
}

void expect_sane(const Result<void>& result, const CollectingSink& sink, const std::string& text) {
  if (!result) {
    EXPECT_TRUE(result.error().code == Errc::malformed || result.error().code == Errc::busy)
        << text;
    EXPECT_FALSE(result.error().message.empty());
  }
  EXPECT_LE(sink.stops, 1) << text;
}

constexpr std::string_view kConverseAnswer =
    R"({"output":{"message":{"role":"assistant","content":[{"text":"a"},)"
    R"({"citationsContent":{"content":[{"text":"b"}]}}]}},"stopReason":"end_turn",)"
    R"("usage":{"inputTokens":1,"outputTokens":2,"totalTokens":3,"cacheReadInputTokens":4}})";

const std::pair<std::string_view, std::string_view> kConverseEvents[] = {
    {"messageStart", R"({"role":"assistant"})"},
    {"contentBlockDelta", R"({"contentBlockIndex":0,"delta":{"text":"Hi"},"p":"abcd"})"},
    {"messageStop", R"({"stopReason":"end_turn"})"},
    {"metadata", R"({"usage":{"inputTokens":1,"outputTokens":2,"totalTokens":3},"metrics":{}})"},
};

const std::tuple<NativeFormat, std::string_view, std::string_view> kNative[] = {
    {NativeFormat::jamba,
     R"({"choices":[{"message":{"content":"x"},"finish_reason":"stop"}],)"
     R"("usage":{"prompt_tokens":5,"completion_tokens":2}})",
     R"({"choices":[{"delta":{"content":"x"},"finish_reason":"stop"}],)"
     R"("usage":{"prompt_tokens":5,"completion_tokens":2}})"},
    {NativeFormat::titan_text,
     R"({"inputTextTokenCount":5,"results":[{"tokenCount":2,"outputText":"x",)"
     R"("completionReason":"FINISH"}]})",
     R"({"inputTextTokenCount":5,"totalOutputTextTokenCount":2,"outputText":"x",)"
     R"("completionReason":"FINISH"})"},
    {NativeFormat::claude_text,
     R"({"completion":" x","stop_reason":"stop_sequence","stop":"\n\nHuman:"})",
     R"({"completion":" x","stop_reason":"stop_sequence","stop":"\n\nHuman:"})"},
    {NativeFormat::claude_messages,
     R"({"content":[{"type":"text","text":"x"}],"stop_reason":"end_turn",)"
     R"("usage":{"input_tokens":5,"output_tokens":2}})",
     R"({"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":2}})"},
    {NativeFormat::claude_messages, R"({"content":[],"stop_reason":null})",
     R"({"type":"content_block_delta","delta":{"type":"text_delta","text":"x"}})"},
    {NativeFormat::jamba,
     R"({"choices":[{"message":{"content":null,"tool_calls":[{"id":"t","type":"function",)"
     R"("function":{"name":"f","arguments":"{}"}}]},"finish_reason":"tool_calls"}]})",
     R"({"choices":[{"delta":{"tool_calls":[{"index":1,"id":"t","function":{"name":"f",)"
     R"("arguments":"{}"}}]},"finish_reason":"tool_calls"}]})"},
    {NativeFormat::claude_messages,
     R"({"content":[{"type":"thinking","thinking":"a","signature":"b"},)"
     R"({"type":"redacted_thinking","data":"AA=="},)"
     R"({"type":"tool_use","id":"t","name":"f","input":{"a":1}}],"stop_reason":"tool_use"})",
     R"({"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"t",)"
     R"("name":"f","input":{}}})"},
    {NativeFormat::claude_messages,
     R"({"content":[{"type":"text","text":"x","citations":[{"type":"char_location",)"
     R"("cited_text":"a","document_title":"b","document_index":1,"start_char_index":2,)"
     R"("end_char_index":3}]}],"stop_reason":"end_turn"})",
     R"({"type":"content_block_delta","index":1,"delta":{"type":"citations_delta","citation":)"
     R"({"type":"search_result_location","title":"a","source":"b","search_result_index":1}}})"},
    {NativeFormat::claude_messages, R"({"content":[{}]})",
     R"({"type":"error","error":{"type":"api_error","message":"x"}})"},
    {NativeFormat::command, R"({"generations":[{"text":"x","finish_reason":"COMPLETE"}]})",
     R"({"is_finished":true,"text":"<EOS_TOKEN>","finish_reason":"COMPLETE"})"},
    {NativeFormat::command_r, R"({"text":"x","finish_reason":"COMPLETE"})",
     R"({"event_type":"text-generation","text":"x","finish_reason":"COMPLETE"})"},
    {NativeFormat::llama3,
     R"({"generation":"x","prompt_token_count":5,"generation_token_count":2,"stop_reason":"stop"})",
     R"({"generation":"x","prompt_token_count":5,"generation_token_count":2,"stop_reason":"stop",)"
     R"("amazon-bedrock-invocationMetrics":{"inputTokenCount":5,"outputTokenCount":2}})"},
    {NativeFormat::mistral_prompt, R"({"outputs":[{"text":"x","stop_reason":"stop"}]})",
     R"({"outputs":[{"text":"x","stop_reason":"stop"}],"amazon-bedrock-guardrailAction":"NONE"})"},
};

TEST(OddAnswers, AreAnswersOrErrors) {
  for (const auto& text : mutations(kConverseAnswer)) {
    CollectingSink sink;
    expect_sane(read_whole(*make_converse_reader(), text, sink), sink, text);
  }
  for (const auto& [format, body, unused] : kNative) {
    for (const auto& text : mutations(body)) {
      CollectingSink sink;
      expect_sane(read_whole(*make_native_reader(format), text, sink), sink, text);
    }
  }
}

TEST(OddEvents, AreEventsOrErrors) {
  for (const auto& [type, payload] : kConverseEvents) {
    for (const auto& text : mutations(payload)) {
      CollectingSink sink;
      expect_sane(read_event(*make_converse_reader(), type, text, sink), sink, text);
    }
  }
  for (const auto& [format, unused, chunk] : kNative) {
    for (const auto& text : mutations(chunk)) {
      CollectingSink sink;
      expect_sane(read_chunk(*make_native_reader(format), text, sink), sink, text);
    }
  }
}

TEST(OddAnswers, WithoutATextOrOfAnotherTypeAreErrors) {
  for (const auto& [format, body, unused] : kNative) {
    for (const std::string_view text : {"{}", "[]", "null", "\"\"", "7", R"({"message":"oops"})"}) {
      CollectingSink sink;
      const auto result = read_whole(*make_native_reader(format), text, sink);
      ASSERT_FALSE(result) << text;
      EXPECT_EQ(result.error().code, Errc::malformed);
      EXPECT_EQ(sink.log, "");
    }
  }
}

}  // namespace
}  // namespace gw::bedrock
