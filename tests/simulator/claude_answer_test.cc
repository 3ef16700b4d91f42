// What Claude's own API says, to the byte and in its order: blocks of every kind, whole and
// streamed.
#include "simulator/native/claude_answer.h"

#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "simulator/converse.h"
#include "simulator/fault.h"
#include "simulator/reasoning.h"

namespace gw::simulator {
namespace {

Answer answer_of(std::string_view wish, const Prompt& prompt = {}) {
  const auto faults = parse_faults(R"({"answer":)" + std::string(wish) + "}");
  EXPECT_TRUE(faults) << faults.error().message;
  return compose("claude", prompt, faults->front().answer);
}

std::string whole(const Answer& answer) {
  return json_object([&](json::Writer& out) { write_claude_response(answer, out); });
}

std::vector<std::string> stream(const Answer& answer) {
  std::vector<std::string> events;
  for (const Chunk& chunk : claude_chunks(answer)) events.push_back(chunk.json);
  return events;
}

// Every kind of block, with a text behind the call.
constexpr std::string_view kEverything = R"({"content":[
    {"reasoning":{"text":"Hm so"}},{"reasoning":{"text":""}},{"redacted":["AA=="]},
    {"tool_use":{"id":"t1","name":"f","fragments":["","{\"a\"",":1}"]}},
    {"cited":{"text":"So it says","citations":[{"type":"char_location","cited_text":"x"}]}}],
    "input_tokens":10,"output_tokens":20,"cache_read":3,"cache_write":5,"cache_write_1h":2,
    "usage":{"service_tier":"standard"},
    "members":{"context_management":{"applied_edits":[{"type":"clear_tool_uses_20250919"}]}}})";

const std::string kThought = signature_of({}, "Hm so");
const std::string kNothing = signature_of({.thoughts = 1}, "");
constexpr std::string_view kUsage =
    R"("usage":{"input_tokens":10,"cache_creation_input_tokens":5,"cache_read_input_tokens":3,)"
    R"("cache_creation":{"ephemeral_5m_input_tokens":3,"ephemeral_1h_input_tokens":2},)"
    R"("output_tokens":)";
constexpr std::string_view kEdits =
    R"("context_management":{"applied_edits":[{"type":"clear_tool_uses_20250919"}]})";

TEST(ClaudeAnswer, SaysEveryBlockInOneAnswer) {
  EXPECT_EQ(whole(answer_of(kEverything)),
            R"({"id":"msg_bdrk_00000000000000000000000001","type":"message","role":"assistant",)"
            R"("model":"claude","content":[{"type":"thinking","thinking":"Hm so","signature":")" +
                kThought + R"("},{"type":"thinking","thinking":"","signature":")" + kNothing +
                R"("},{"type":"redacted_thinking","data":"AA=="},)"
                R"({"type":"tool_use","id":"t1","name":"f","input":{"a":1}},)"
                R"({"type":"text","text":"So it says","citations":[)"
                R"({"type":"char_location","cited_text":"x"}]}],)"
                R"("stop_reason":"tool_use","stop_sequence":null,)" +
                std::string(kUsage) + R"(20,"service_tier":"standard"},)" + std::string(kEdits) +
                "}");
}

std::string start(int index, std::string_view block) {
  return R"({"type":"content_block_start","index":)" + std::to_string(index) +
         R"(,"content_block":)" + std::string(block) + "}";
}
std::string delta(int index, std::string_view delta) {
  return R"({"type":"content_block_delta","index":)" + std::to_string(index) + R"(,"delta":)" +
         std::string(delta) + "}";
}
std::string stop(int index) {
  return R"({"type":"content_block_stop","index":)" + std::to_string(index) + "}";
}

TEST(ClaudeAnswer, StreamsEveryBlockInItsOrder) {
  const std::vector<std::string> expected{
      R"({"type":"message_start","message":{"id":"msg_bdrk_00000000000000000000000001",)"
      R"("type":"message","role":"assistant","model":"claude","content":[],)"
      R"("stop_reason":null,"stop_sequence":null,)" +
          std::string(kUsage) + R"(1,"service_tier":"standard"}}})",
      start(0, R"({"type":"thinking","thinking":"","signature":""})"),
      delta(0, R"({"type":"thinking_delta","thinking":"Hm"})"),
      delta(0, R"({"type":"thinking_delta","thinking":" so"})"),
      delta(0, R"({"type":"signature_delta","signature":")" + kThought + R"("})"),
      stop(0),
      start(1, R"({"type":"thinking","thinking":"","signature":""})"),
      delta(1, R"({"type":"signature_delta","signature":")" + kNothing + R"("})"),
      stop(1),
      start(2, R"({"type":"redacted_thinking","data":"AA=="})"),
      stop(2),
      start(3, R"({"type":"tool_use","id":"t1","name":"f","input":{}})"),
      delta(3, R"({"type":"input_json_delta","partial_json":""})"),
      delta(3, R"({"type":"input_json_delta","partial_json":"{\"a\""})"),
      delta(3, R"({"type":"input_json_delta","partial_json":":1}"})"),
      stop(3),
      start(4, R"({"type":"text","text":"","citations":[]})"),
      delta(4, R"({"type":"text_delta","text":"So"})"),
      delta(4, R"({"type":"text_delta","text":" it"})"),
      delta(4, R"({"type":"text_delta","text":" says"})"),
      delta(4, R"({"type":"citations_delta","citation":{"type":"char_location",)"
               R"("cited_text":"x"}})"),
      stop(4),
      R"({"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null},)" +
          std::string(kUsage) + R"(20,"service_tier":"standard"},)" + std::string(kEdits) + "}",
      R"({"type":"message_stop"})",
  };
  EXPECT_EQ(stream(answer_of(kEverything)), expected);
}

TEST(ClaudeAnswer, SignsInPieces) {
  const Answer answer =
      answer_of(R"({"content":[{"reasoning":{"text":"","signature_pieces":2}}]})");
  const std::string signature = signature_of({}, "");
  const std::size_t half = signature.size() / 2;
  const auto events = stream(answer);
  ASSERT_EQ(events.size(), 7U);
  EXPECT_EQ(events[2], delta(0, R"({"type":"signature_delta","signature":")" +
                                    signature.substr(0, half) + R"("})"));
  EXPECT_EQ(events[3], delta(0, R"({"type":"signature_delta","signature":")" +
                                    signature.substr(half) + R"("})"));
  EXPECT_TRUE(whole(answer).contains(R"("signature":")" + signature + '"'));
}

TEST(ClaudeAnswer, HasAnIdOfItsTurnAndAnthropicsNameOfTheModel) {
  const auto head = [](std::string_view model) {
    return whole(compose(model, {.turns = 41}, {})).substr(0, 140);
  };
  EXPECT_TRUE(head("m").contains(R"("id":"msg_bdrk_00000000000000000000000042")"));
  const std::pair<std::string_view, std::string_view> names[] = {
      {"us.anthropic.claude-sonnet-4-5-20250929-v1:0", "claude-sonnet-4-5-20250929"},
      {"anthropic.claude-opus-4-6-v1", "claude-opus-4-6"},
      {"global.anthropic.claude-opus-5", "claude-opus-5"},
      {"m", "m"}};
  for (const auto& [model, name] : names)
    EXPECT_TRUE(head(model).contains(R"("model":")" + std::string(name) + '"')) << head(model);
}

TEST(ClaudeAnswer, NamesTheStopSequenceAndOtherReasons) {
  const Answer stopped = answer_of(R"({"text":"a END b"})", {.stop_sequences = {"END"}});
  EXPECT_TRUE(whole(stopped).contains(R"("stop_reason":"stop_sequence","stop_sequence":"END")"));
  EXPECT_TRUE(whole(answer_of(R"({"stop_reason":"content_filtered"})"))
                  .contains(R"("stop_reason":"refusal")"));
  EXPECT_TRUE(whole(answer_of(R"({"stop_reason":"pause_turn"})"))
                  .contains(R"("stop_reason":"pause_turn")"));
}

TEST(ClaudeAnswer, SaysThatItEditedNothingWhereItWasToEdit) {
  constexpr std::string_view kNone = R"("context_management":{"applied_edits":[]})";
  const Answer edits = answer_of(R"({"text":"a"})", {.edits_context = true});
  EXPECT_TRUE(whole(edits).contains(kNone));
  EXPECT_TRUE(stream(edits)[stream(edits).size() - 2].contains(kNone));
  EXPECT_FALSE(whole(answer_of(R"({"text":"a"})")).contains("context_management"));
}

TEST(ConverseAnswer, SaysCitationsAndCachesInItsOwnWords) {
  const Answer answer = answer_of(R"({"content":[{"cited":{"text":"a","citations":[
      {"type":"page_location","cited_text":"x","document_index":1,"document_title":"T",
       "start_page_number":2,"end_page_number":3},{"type":"other","cited_text":"y"}]}}],
      "cache_write":5,"cache_write_1h":2})");
  const std::string body = converse_response(answer);
  constexpr std::string_view kPage =
      R"({"title":"T","sourceContent":[{"text":"x"}],)"
      R"("location":{"documentPage":{"documentIndex":1,"start":2,"end":3}}})";
  EXPECT_TRUE(body.contains(R"({"citationsContent":{"content":[{"text":"a"}],"citations":[)" +
                            std::string(kPage) + R"(,{"sourceContent":[{"text":"y"}]}]}})"))
      << body;
  EXPECT_TRUE(body.contains(
      R"("cacheDetails":[{"ttl":"1h","inputTokens":2},{"ttl":"5m","inputTokens":3}])"))
      << body;
  const auto frames = converse_frames(answer);
  EXPECT_TRUE(frames[2].payload.starts_with(R"({"contentBlockIndex":0,"delta":{"citation":)" +
                                            std::string(kPage)))
      << frames[2].payload;
}

}  // namespace
}  // namespace gw::simulator
