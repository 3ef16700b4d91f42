#include "anthropic/messages_writer.h"

#include <functional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "anthropic/events.h"
#include "json/value.h"

namespace gw::anthropic {
namespace {

using llm::StopReason;
using ::testing::HasSubstr;
using ::testing::Not;

llm::AnswerHead head() { return {.id = "msg_1", .created = 1, .model = "a \"model\""}; }

// Tells a writer an answer; stop() and usage() included.
using Script = std::function<void(llm::AnswerWriter&)>;

std::string whole(const Script& script) {
  Buffer out;
  const auto writer = make_message_writer(head());
  writer->write_to(out);
  script(*writer);
  EXPECT_FALSE(writer->problem());
  writer->end();
  json::Document document;
  EXPECT_TRUE(document.parse(out.view())) << out.view();
  return std::string(out.view());
}

std::string stream(const Script& script) {
  Buffer out;
  const auto writer = make_message_stream_writer(head());
  writer->write_to(out);
  script(*writer);
  EXPECT_FALSE(writer->problem());
  EXPECT_THAT(std::string(out.view()), Not(HasSubstr("message_delta")));
  writer->end();
  return std::string(out.view());
}

constexpr std::string_view kHead =
    R"({"id":"msg_1","type":"message","role":"assistant","model":"a \"model\"","content":[)";
constexpr std::string_view kNoUsage =
    R"("usage":{"input_tokens":0,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,)"
    R"("cache_creation":{"ephemeral_5m_input_tokens":0,"ephemeral_1h_input_tokens":0},"output_tokens":0})";

std::string message(std::string_view content, std::string_view stop,
                    std::string_view usage = kNoUsage) {
  return std::string(kHead) + std::string(content) + R"(],"stop_reason":")" + std::string(stop) +
         R"(","stop_sequence":null,)" + std::string(usage) + "}";
}

std::string event(std::string_view type, std::string_view members) {
  return "event: " + std::string(type) + "\ndata: {\"type\":\"" + std::string(type) + "\"" +
         (members.empty() ? "" : ",") + std::string(members) + "}\n\n";
}
std::string started() {
  return event("message_start", R"("message":)" + std::string(kHead) +
                                    R"(],"stop_reason":null,"stop_sequence":null,)" +
                                    std::string(kNoUsage) + "}");
}
std::string ended(std::string_view stop, std::string_view usage = kNoUsage) {
  return event("message_delta", R"("delta":{"stop_reason":")" + std::string(stop) +
                                    R"(","stop_sequence":null},)" + std::string(usage)) +
         event("message_stop", "");
}
std::string block(int index, std::string_view start, const std::vector<std::string>& deltas) {
  const std::string at = R"("index":)" + std::to_string(index);
  std::string text = event("content_block_start", at + R"(,"content_block":)" + std::string(start));
  for (const std::string& delta : deltas)
    text += event("content_block_delta", at + R"(,"delta":)" + delta);
  return text + event("content_block_stop", at);
}

void say_text(llm::AnswerWriter& writer) {
  writer.text({"Hel"});
  writer.text({"lo\\n"});
  writer.block_end();
  writer.stop(StopReason::end_turn, {});
}

TEST(MessagesWriter, Text) {
  EXPECT_EQ(whole(say_text), message(R"({"type":"text","text":"Hello\n"})", "end_turn"));
  EXPECT_EQ(stream(say_text), started() +
                                  block(0, R"({"type":"text","text":""})",
                                        {R"({"type":"text_delta","text":"Hel"})",
                                         R"({"type":"text_delta","text":"lo\n"})"}) +
                                  ended("end_turn"));
}

TEST(MessagesWriter, AnEmptyAnswerIsAMessage) {
  const Script script = [](llm::AnswerWriter& writer) { writer.stop(StopReason::end_turn, {}); };
  EXPECT_EQ(whole(script), message("", "end_turn"));
  EXPECT_EQ(stream(script), started() + ended("end_turn"));
}

void think(llm::AnswerWriter& writer) {
  writer.reasoning({"hm"});
  writer.reasoning({"m"});
  writer.reasoning_end({"c2ln"});
  writer.reasoning_end({"ZW1wdHk="});  // shown by its signature alone
  writer.reasoning_end({});            // nothing at all
  writer.redacted_reasoning({"cmVk"});
  writer.reasoning({"open"});
  writer.reasoning_end({});
  writer.text({"a"});
  writer.stop(StopReason::end_turn, {});
}

TEST(MessagesWriter, Thinking) {
  EXPECT_EQ(whole(think), message(R"({"type":"thinking","thinking":"hmm","signature":"c2ln"},)"
                                  R"({"type":"thinking","thinking":"","signature":"ZW1wdHk="},)"
                                  R"({"type":"redacted_thinking","data":"cmVk"},)"
                                  R"({"type":"thinking","thinking":"open","signature":""},)"
                                  R"({"type":"text","text":"a"})",
                                  "end_turn"));
  constexpr std::string_view kThinking = R"({"type":"thinking","thinking":"","signature":""})";
  EXPECT_EQ(stream(think),
            started() +
                block(0, kThinking,
                      {R"({"type":"thinking_delta","thinking":"hm"})",
                       R"({"type":"thinking_delta","thinking":"m"})",
                       R"({"type":"signature_delta","signature":"c2ln"})"}) +
                block(1, kThinking, {R"({"type":"signature_delta","signature":"ZW1wdHk="})"}) +
                block(2, R"({"type":"redacted_thinking","data":"cmVk"})", {}) +
                block(3, kThinking, {R"({"type":"thinking_delta","thinking":"open"})"}) +
                block(4, R"({"type":"text","text":""})", {R"({"type":"text_delta","text":"a"})"}) +
                ended("end_turn"));
}

void call(llm::AnswerWriter& writer) {
  writer.text({"a"});
  writer.tool_start(0, {"t0"}, {"f"});
  writer.tool_start(1, {"t1"}, {"g"});
  writer.tool_arguments(1, {"{}"});
  writer.tool_arguments(0, {R"({\"x\":\"\\)"});
  writer.tool_arguments(0, {R"(n\"})"});
  writer.tool_end(1);
  writer.tool_end(0);
  writer.stop(StopReason::tool_use, {});
}

TEST(MessagesWriter, CallsMayInterleave) {
  EXPECT_EQ(whole(call), message(R"({"type":"text","text":"a"},)"
                                 R"({"type":"tool_use","id":"t0","name":"f","input":{"x":"\n"}},)"
                                 R"({"type":"tool_use","id":"t1","name":"g","input":{}})",
                                 "tool_use"));
  EXPECT_EQ(
      stream(call),
      started() +
          block(0, R"({"type":"text","text":""})", {R"({"type":"text_delta","text":"a"})"}) +
          event(
              "content_block_start",
              R"("index":1,"content_block":{"type":"tool_use","id":"t0","name":"f","input":{}})") +
          event(
              "content_block_start",
              R"("index":2,"content_block":{"type":"tool_use","id":"t1","name":"g","input":{}})") +
          event("content_block_delta",
                R"("index":2,"delta":{"type":"input_json_delta","partial_json":"{}"})") +
          event("content_block_delta",
                R"("index":1,"delta":{"type":"input_json_delta","partial_json":"{\"x\":\"\\"})") +
          event("content_block_delta",
                R"("index":1,"delta":{"type":"input_json_delta","partial_json":"n\"}"})") +
          event("content_block_stop", R"("index":2)") +
          event("content_block_stop", R"("index":1)") + ended("tool_use"));
}

TEST(MessagesWriter, TextBehindCallsIsAnotherBlock) {
  const Script script = [](llm::AnswerWriter& writer) {
    writer.tool_start(0, {"t0"}, {"f"});
    writer.tool_arguments(0, {"{}"});
    writer.tool_end(0);
    writer.text({"a"});
    writer.block_end();
    writer.block_end();
    writer.text({"b"});
    writer.stop(StopReason::end_turn, {});
  };
  EXPECT_EQ(whole(script), message(R"({"type":"tool_use","id":"t0","name":"f","input":{}},)"
                                   R"({"type":"text","text":"a"},{"type":"text","text":"b"})",
                                   "end_turn"));
  EXPECT_EQ(test::check_stream(stream(script)), "");
}

TEST(MessagesWriter, ACallThatIsCutOff) {
  const Script script = [](llm::AnswerWriter& writer) {
    writer.text({"a"});
    writer.tool_start(0, {"t0"}, {"f"});
    writer.tool_arguments(0, {R"({\"x\")"});
    writer.stop(StopReason::max_tokens, {});
  };
  EXPECT_EQ(whole(script), message(R"({"type":"text","text":"a"})", "max_tokens"));
  EXPECT_EQ(test::check_stream(stream(script)), "");
}

TEST(MessagesWriter, ArgumentsThatAreNoObjectAreAProblemOfAWholeMessage) {
  const auto writer = make_message_writer(head());
  Buffer out;
  writer->write_to(out);
  writer->tool_start(0, {"t"}, {"f"});
  writer->tool_arguments(0, {"[1]"});
  writer->tool_end(0);
  writer->stop(StopReason::tool_use, {});
  ASSERT_TRUE(writer->problem());
  EXPECT_EQ(writer->problem()->code, "malformed_tool_use");
}

TEST(MessagesWriter, StopReasons) {
  const struct {
    StopReason reason;
    std::string_view told;  // empty: a problem
  } kCases[] = {
      {StopReason::end_turn, "end_turn"},
      {StopReason::max_tokens, "max_tokens"},
      {StopReason::stop_sequence, "stop_sequence"},
      {StopReason::guardrail_intervened, "refusal"},
      {StopReason::content_filtered, "refusal"},
      {StopReason::model_context_window_exceeded, "model_context_window_exceeded"},
      {StopReason::unknown, "end_turn"},
      {StopReason::malformed_model_output, ""},
      {StopReason::malformed_tool_use, ""},
  };
  for (const auto& [reason, told] : kCases) {
    const Script script = [reason](llm::AnswerWriter& writer) {
      writer.text({"kept"});
      writer.stop(reason, {"END"});
    };
    if (told.empty()) {
      for (auto* make : {make_message_writer, make_message_stream_writer}) {
        Buffer out;
        const auto writer = make(head());
        writer->write_to(out);
        script(*writer);
        ASSERT_TRUE(writer->problem());
        EXPECT_EQ(writer->problem()->status, 502);
      }
      continue;
    }
    const std::string reason_told = R"("stop_reason":")" + std::string(told) + "\"";
    const std::string_view sequence = reason == StopReason::stop_sequence
                                          ? R"("stop_sequence":"END")"
                                          : R"("stop_sequence":null)";
    for (const std::string& answer : {whole(script), stream(script)}) {
      EXPECT_THAT(answer, HasSubstr("kept"));
      EXPECT_THAT(answer, HasSubstr(reason_told + "," + std::string(sequence)));
    }
  }
}

TEST(MessagesWriter, TheLastUsageCounts) {
  const Script script = [](llm::AnswerWriter& writer) {
    writer.usage({.input = 1});
    writer.service_tier({"default"});
    writer.text({"a"});
    writer.stop(StopReason::end_turn, {});
    writer.usage({.input = 3,
                  .output = 5,
                  .cache_read = 7,
                  .cache_write = 11,
                  .cache_write_hour = 4,
                  .reasoning = 2});
  };
  const std::string usage =
      R"("usage":{"input_tokens":3,"cache_creation_input_tokens":11,"cache_read_input_tokens":7,)"
      R"("cache_creation":{"ephemeral_5m_input_tokens":7,"ephemeral_1h_input_tokens":4},"output_tokens":5,)"
      R"("output_tokens_details":{"thinking_tokens":2},"service_tier":"standard"})";
  EXPECT_EQ(whole(script), message(R"({"type":"text","text":"a"})", "end_turn", usage));
  EXPECT_THAT(stream(script), HasSubstr(ended("end_turn", usage)));
}

TEST(MessagesWriter, Citations) {
  using Place = llm::Citation::Place;
  const struct {
    llm::Citation citation;
    std::string_view told;
  } kCases[] = {
      {{.title = {"T"},
        .quote = {"q"},
        .place = Place::characters,
        .index = 1,
        .begin = 2,
        .end = 3},
       R"({"type":"char_location","cited_text":"q","document_index":1,"document_title":"T","start_char_index":2,"end_char_index":3})"},
      {{.quote = {"q"}, .place = Place::pages, .begin = 2, .end = 3},
       R"({"type":"page_location","cited_text":"q","document_index":0,"document_title":null,"start_page_number":2,"end_page_number":3})"},
      {{.quote = {"q"}, .place = Place::chunks, .begin = 2, .end = 3},
       R"({"type":"content_block_location","cited_text":"q","document_index":0,"document_title":null,"start_block_index":2,"end_block_index":3})"},
      {{.title = {"T"},
        .source = {"S"},
        .quote = {"q"},
        .place = Place::search_result,
        .index = 1,
        .begin = 2,
        .end = 3},
       R"({"type":"search_result_location","cited_text":"q","search_result_index":1,"source":"S","title":"T","start_block_index":2,"end_block_index":3})"},
      {{.url = {"u"}, .title = {"T"}, .quote = {"q"}},
       R"({"type":"web_search_result_location","cited_text":"q","url":"u","encrypted_index":"","title":"T"})"},
  };
  for (const auto& [citation, told] : kCases) {
    const Script script = [&citation](llm::AnswerWriter& writer) {
      writer.text({"a"});
      writer.citation(citation);
      writer.block_end();
      writer.stop(StopReason::end_turn, {});
    };
    EXPECT_THAT(whole(script),
                HasSubstr(R"({"type":"text","text":"a","citations":[)" + std::string(told) + "]}"));
    EXPECT_THAT(stream(script), HasSubstr(R"("delta":{"type":"citations_delta","citation":)" +
                                          std::string(told) + "}}"));
  }
}

TEST(MessagesWriter, AbortedStreamsSayWhyAndNeverThatTheyAreComplete) {
  Buffer out;
  const auto writer = make_message_stream_writer(head());
  writer->write_to(out);
  writer->text({"a"});
  writer->abort(llm::Failure(503, llm::FailureKind::server, "later"));
  EXPECT_THAT(std::string(out.view()), HasSubstr("event: error\n"));
  EXPECT_THAT(std::string(out.view()), Not(HasSubstr("message_stop")));
}

TEST(MessagesWriter, CountsWhatWasSaid) {
  for (auto* make : {make_message_writer, make_message_stream_writer}) {
    Buffer out;
    const auto writer = make(head());
    writer->write_to(out);
    EXPECT_FALSE(writer->counted());
    call(*writer);
    writer->usage({.output = 1});
    EXPECT_EQ(writer->said(), 1 + 2 + std::string_view(R"({\"x\":\"\\n\"})").size());
    EXPECT_EQ(writer->counted()->output, 1);
    EXPECT_GT(writer->held(), 0u);
  }
}

}  // namespace
}  // namespace gw::anthropic
