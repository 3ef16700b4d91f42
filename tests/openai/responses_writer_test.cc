#include <functional>
#include <memory>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "openai/responses/encrypted_content.h"
#include "openai/responses/writer.h"
#include "openai/responses_support.h"

namespace gw::openai {
namespace {

using json::RawString;
using llm::StopReason;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using Kind = ResponsesTool::Kind;
using Mode = ResponsesWriter::Mode;
using Said = std::function<void(ResponsesWriter&)>;

const llm::AnswerHead kHead{"resp_x", 1700000000, "a \"model\""};
constexpr std::string_view kFamily = "claude-4.6";

ResponsesForm form_with_tools() {
  ResponsesForm form;
  form.echo = R"("store":false,"tools":[])";
  form.tools = {{"f", {"", "f", Kind::function}},
                {"mcp__demo__get_weather", {"mcp__demo", "get_weather", Kind::function}},
                {"apply_patch", {"", "apply_patch", Kind::custom}},
                {"tool_search", {"", "tool_search", Kind::search}}};
  return form;
}

// What is written of an answer that ends with `reason`.
std::string write(Mode mode, const Said& say, StopReason reason = StopReason::end_turn,
                  const ResponsesForm& form = form_with_tools(),
                  std::string_view family = kFamily) {
  Buffer out;
  ResponsesWriter writer(kHead, family, std::make_shared<const ResponsesForm>(form), mode);
  writer.write_to(out);
  say(writer);
  writer.stop(reason, {});
  writer.usage({.input = 10, .output = 5, .cache_read = 3, .cache_write = 2, .reasoning = 4});
  writer.end();
  return std::string(out.view());
}

std::vector<Event> stream(const Said& say, StopReason reason = StopReason::end_turn,
                          const ResponsesForm& form = form_with_tools(),
                          std::string_view family = kFamily) {
  return events_of(write(Mode::stream, say, reason, form, family));
}

void say_hello(ResponsesWriter& writer) {
  writer.text({"Hel"});
  writer.text({"lo\\n"});
  writer.block_end();
}

constexpr std::string_view kUsage =
    R"({"input_tokens":15,"input_tokens_details":{"cached_tokens":3,"cache_write_tokens":2},)"
    R"("output_tokens":5,"output_tokens_details":{"reasoning_tokens":4},"total_tokens":20})";

TEST(ResponsesWriter, AWholeAnswer) {
  EXPECT_EQ(
      write(Mode::whole, say_hello),
      R"({"id":"resp_x","object":"response","created_at":1700000000,"model":"a \"model\"",)"
      R"("status":"completed","error":null,"incomplete_details":null,"output":[{"type":"message",)"
      R"("id":"msg_x00","status":"completed","role":"assistant","content":[{"type":"output_text",)"
      R"("text":"Hello\n","annotations":[],"logprobs":[]}]}],"service_tier":"default","usage":)" +
          std::string(kUsage) + R"(,"store":false,"tools":[]})");
}

TEST(ResponsesWriter, AStreamOfText) {
  const auto events = stream(say_hello);
  const std::string place = R"({"item_id":"msg_x00","output_index":0,"content_index":0,)";
  const std::string item =
      R"({"type":"message","id":"msg_x00","status":"completed","role":"assistant","content":[)"
      R"({"type":"output_text","text":"Hello\n","annotations":[],"logprobs":[]}]})";
  const std::string_view begun =
      R"({"response":{"id":"resp_x","object":"response","created_at":1700000000,)"
      R"("model":"a \"model\"","status":"in_progress","error":null,"incomplete_details":null,)"
      R"("output":[],"service_tier":"auto","usage":null,"store":false,"tools":[]}})";
  const std::vector<std::pair<std::string_view, std::string>> expected = {
      {"response.created", std::string(begun)},
      {"response.in_progress", std::string(begun)},
      {"response.output_item.added",
       R"({"output_index":0,"item":{"type":"message","id":"msg_x00","status":"in_progress",)"
       R"("role":"assistant","content":[]}})"},
      {"response.content_part.added",
       place + R"("part":{"type":"output_text","text":"","annotations":[],"logprobs":[]}})"},
      {"response.output_text.delta", place + R"("delta":"Hel","logprobs":[]})"},
      {"response.output_text.delta", place + R"("delta":"lo\n","logprobs":[]})"},
      {"response.output_text.done", place + R"("text":"Hello\n","logprobs":[]})"},
      {"response.content_part.done",
       place + R"("part":{"type":"output_text","text":"Hello\n","annotations":[],"logprobs":[]}})"},
      {"response.output_item.done", R"({"output_index":0,"item":)" + item + "}"},
      {"response.completed", R"({"response":)" + write(Mode::whole, say_hello) + "}"}};
  ASSERT_EQ(events.size(), expected.size());
  for (std::size_t i = 0; i < events.size(); ++i) {
    EXPECT_EQ(events[i].type, expected[i].first);
    EXPECT_EQ(events[i].data, expected[i].second);
  }
}

// Traps 4 and 5: texts are one message, what was thought is none.
TEST(ResponsesWriter, ItemsInTheOrderOfTheAnswer) {
  const auto say = [](ResponsesWriter& writer) {
    writer.reasoning({"hm"});
    writer.reasoning_end({"sig"});
    writer.redacted_reasoning({"cmVk"});
    writer.text({"a"});
    writer.block_end();
    writer.text({"b"});
    writer.block_end();
    writer.tool_start(0, {"toolu_1"}, {"f"});
    writer.tool_arguments(0, {"{}"});
    writer.tool_end(0);
  };
  const std::string whole = write(Mode::whole, say, StopReason::tool_use);
  EXPECT_THAT(member(whole, "output"),
              HasSubstr(R"("content":[{"type":"output_text","text":"ab",)"));
  EXPECT_THAT(member(whole, "output"), Not(HasSubstr("REDACTED")));
  const auto events = stream(say, StopReason::tool_use);
  std::vector<std::string> items;
  for (const Event& event : events) {
    if (event.type == "response.output_item.done")
      items.push_back(member(event.data, "output_index") + " " + member(event.data, "item.id"));
  }
  EXPECT_THAT(items,
              ElementsAre(R"(0 "rs_x00")", R"(1 "rs_x01")", R"(2 "msg_x02")", R"(3 "fc_x03")"));
}

// The client throws the conversation away for it.
TEST(ResponsesWriter, ABlankSummaryIsNoCompaction) {
  ResponsesForm form;
  form.compaction = true;
  const auto problem = [&](std::string_view summary) {
    ResponsesWriter writer(kHead, kFamily, std::make_shared<const ResponsesForm>(form),
                           Mode::whole);
    Buffer out;
    writer.write_to(out);
    if (!summary.empty()) writer.text({summary});
    writer.stop(StopReason::end_turn, {});
    return writer.problem();
  };
  EXPECT_FALSE(problem("The user wants tea."));
  for (const std::string_view blank : {"", " \\n\\u0020"}) {
    ASSERT_TRUE(problem(blank));
    EXPECT_EQ(problem(blank)->code, "empty_summary");
    EXPECT_EQ(problem(blank)->status, 502);
  }
}

TEST(ResponsesWriter, AnAnswerOfCallsHasNoMessage) {
  const auto say = [](ResponsesWriter& writer) {
    writer.tool_start(0, {"toolu_1"}, {"f"});
    writer.tool_arguments(0, {"{\\\"a\\\""});
    writer.tool_arguments(0, {":1}"});
    writer.tool_end(0);
  };
  const auto events = stream(say, StopReason::tool_use);
  EXPECT_THAT(
      types_of(events),
      ElementsAre("response.created", "response.in_progress", "response.output_item.added",
                  "response.function_call_arguments.delta",
                  "response.function_call_arguments.delta", "response.function_call_arguments.done",
                  "response.output_item.done", "response.completed"));
  EXPECT_EQ(events[2].data, R"({"output_index":0,"item":{"type":"function_call","id":"fc_x00",)"
                            R"("status":"in_progress","call_id":"toolu_1","name":"f",)"
                            R"("arguments":""}})");
  EXPECT_EQ(events[4].data, R"({"item_id":"fc_x00","output_index":0,"delta":":1}"})");
  EXPECT_EQ(events[5].data, R"({"item_id":"fc_x00","output_index":0,"arguments":"{\"a\":1}"})");
  EXPECT_EQ(events[6].data, R"({"output_index":0,"item":{"type":"function_call","id":"fc_x00",)"
                            R"("status":"completed","call_id":"toolu_1","name":"f",)"
                            R"("arguments":"{\"a\":1}"}})");
}

TEST(ResponsesWriter, CallsOfAStreamMayBeOpenAtTheSameTime) {
  const auto say = [](ResponsesWriter& writer) {
    writer.tool_start(0, {"a"}, {"f"});
    writer.tool_start(1, {"b"}, {"f"});
    writer.tool_arguments(1, {"{}"});
    writer.tool_arguments(0, {"[]"});
    writer.tool_end(1);
    writer.tool_end(0);
  };
  const std::string output =
      member(stream(say, StopReason::tool_use).back().data, "response.output");
  EXPECT_EQ(output, member(write(Mode::whole, say, StopReason::tool_use), "output"));
  EXPECT_LT(output.find(R"("call_id":"a","name":"f","arguments":"[]")"),
            output.find(R"("call_id":"b","name":"f","arguments":"{}")"));
}

// Traps 7 and 8: the kind of a tool and its namespace come back.
TEST(ResponsesWriter, CallsInTheFormOfTheirTools) {
  struct Case {
    std::string_view name;
    std::string_view said;
    std::string_view item;
    std::vector<std::string> events;  // between the item's beginning and its end
  };
  for (const Case& c : std::vector<Case>{
           {"f",
            "{}",
            R"({"type":"function_call","id":"fc_x00","status":"completed","call_id":"c",)"
            R"("name":"f","arguments":"{}"})",
            {"response.function_call_arguments.delta", "response.function_call_arguments.done"}},
           {"nobody_s",
            "{}",
            R"({"type":"function_call","id":"fc_x00","status":"completed","call_id":"c",)"
            R"("name":"nobody_s","arguments":"{}"})",
            {"response.function_call_arguments.delta", "response.function_call_arguments.done"}},
           {"mcp__demo__get_weather",
            "{}",
            R"({"type":"function_call","id":"fc_x00","status":"completed","call_id":"c",)"
            R"("name":"get_weather","namespace":"mcp__demo","arguments":"{}"})",
            {"response.function_call_arguments.delta", "response.function_call_arguments.done"}},
           {"apply_patch",
            "*** Begin\\n\\\"x\\\"",
            R"({"type":"custom_tool_call","id":"ctc_x00","status":"completed","call_id":"c",)"
            R"("name":"apply_patch","input":"*** Begin\n\"x\""})",
            {"response.custom_tool_call_input.delta", "response.custom_tool_call_input.done"}},
           {"tool_search",
            "{\\\"q\\\":\\\"a\\\\nb\\\"}",
            R"({"type":"tool_search_call","id":"tsc_x00","status":"completed","call_id":"c",)"
            R"("execution":"client","arguments":{"q":"a\nb"}})",
            {}},
           {"tool_search",
            "no JSON",
            R"({"type":"tool_search_call","id":"tsc_x00","status":"completed","call_id":"c",)"
            R"("execution":"client","arguments":{}})",
            {}}}) {
    const auto say = [&](ResponsesWriter& writer) {
      writer.tool_start(0, {"c"}, {c.name});
      writer.tool_arguments(0, {c.said});
      writer.tool_end(0);
    };
    EXPECT_EQ(member(write(Mode::whole, say, StopReason::tool_use), "output"),
              "[" + std::string(c.item) + "]");
    const auto events = stream(say, StopReason::tool_use);
    ASSERT_GE(events.size(), 5u);
    EXPECT_EQ(member(events[2].data, "item.status"), R"("in_progress")");
    std::vector<std::string> between = types_of(events);
    between.erase(between.begin(), between.begin() + 3);
    between.resize(between.size() - 2);
    EXPECT_EQ(between, c.events) << c.name;
    EXPECT_EQ(member(events[events.size() - 2].data, "item"), c.item);
  }
}

void think(ResponsesWriter& writer) {
  writer.reasoning({"a"});
  writer.reasoning({"b"});
  writer.reasoning_end({"sig"});
}

TEST(ResponsesWriter, ClaudesReasoningIsASummary) {
  const auto events = stream(think);
  EXPECT_THAT(
      types_of(events),
      ElementsAre("response.created", "response.in_progress", "response.output_item.added",
                  "response.reasoning_summary_part.added", "response.reasoning_summary_text.delta",
                  "response.reasoning_summary_text.delta", "response.reasoning_summary_text.done",
                  "response.reasoning_summary_part.done", "response.output_item.done",
                  "response.completed"));
  const std::string place = R"({"item_id":"rs_x00","output_index":0,"summary_index":0,)";
  EXPECT_EQ(events[2].data,
            R"({"output_index":0,"item":{"type":"reasoning","id":"rs_x00","summary":[]}})");
  EXPECT_EQ(events[3].data, place + R"("part":{"type":"summary_text","text":""}})");
  EXPECT_EQ(events[5].data, place + R"("delta":"b"})");
  EXPECT_EQ(events[6].data, place + R"("text":"ab"})");
  EXPECT_EQ(events[7].data, place + R"("part":{"type":"summary_text","text":"ab"}})");
  EXPECT_EQ(events[8].data,
            R"({"output_index":0,"item":{"type":"reasoning","id":"rs_x00","summary":[)"
            R"({"type":"summary_text","text":"ab"}],"encrypted_content":")" +
                seal_reasoning({.text = {"ab"}, .signature = {"sig"}, .family = "claude-4.6"}, "") +
                "\"}}");
}

TEST(ResponsesWriter, OpenModelsShowAllTheyThink) {
  const auto say = [](ResponsesWriter& writer) {
    writer.reasoning({"ab"});
    writer.reasoning_end({});
  };
  const auto events = stream(say, StopReason::end_turn, form_with_tools(), "gpt-oss");
  EXPECT_THAT(types_of(events),
              ElementsAre("response.created", "response.in_progress", "response.output_item.added",
                          "response.content_part.added", "response.reasoning_text.delta",
                          "response.reasoning_text.done", "response.content_part.done",
                          "response.output_item.done", "response.completed"));
  EXPECT_EQ(events[3].data, R"({"item_id":"rs_x00","output_index":0,"content_index":0,)"
                            R"("part":{"type":"reasoning_text","text":""}})");
  EXPECT_EQ(member(events[7].data, "item"),
            R"({"type":"reasoning","id":"rs_x00","summary":[],)"
            R"("content":[{"type":"reasoning_text","text":"ab"}]})");
}

// The display is "omitted", or only the model's maker can read it.
TEST(ResponsesWriter, ReasoningThatShowsNothingKeepsItsPlace) {
  for (const Said& say :
       {Said([](ResponsesWriter& writer) { writer.reasoning_end({"sig"}); }),
        Said([](ResponsesWriter& writer) { writer.redacted_reasoning({"QQ=="}); })}) {
    const auto events = stream(say);
    EXPECT_THAT(types_of(events), ElementsAre("response.created", "response.in_progress",
                                              "response.output_item.added",
                                              "response.output_item.done", "response.completed"));
    EXPECT_EQ(member(events[3].data, "item.summary"), "[]");
    EXPECT_THAT(member(events[3].data, "item.encrypted_content"), HasSubstr("bgw1."));
  }
}

TEST(ResponsesWriter, SourcesAreAnnotations) {
  const auto say = [](ResponsesWriter& writer) {
    writer.text({"é "});
    writer.block_end();
    writer.text({"b"});
    writer.citation({.url = {"https://e"}, .title = {"t"}});
    writer.citation({.title = {"a.pdf"},
                     .quote = {"q"},
                     .place = llm::Citation::Place::pages,
                     .index = 1,
                     .begin = 2,
                     .end = 3});
    writer.block_end();
  };
  const std::string page =
      R"({"type":"url_citation","url":"https://e","title":"t","start_index":2,"end_index":3})";
  const std::string file =
      R"({"type":"file_citation","file_id":"","filename":"a.pdf","index":1,"quote":"q",)"
      R"("location":{"unit":"page","start":2,"end":3},"start_index":2,"end_index":3})";
  EXPECT_THAT(write(Mode::whole, say), HasSubstr("\"annotations\":[" + page + "," + file + "]"));
  const auto events = stream(say);
  const auto added =
      std::ranges::find(events, "response.output_text.annotation.added", &Event::type);
  ASSERT_NE(added, events.end());
  EXPECT_EQ(added->data,
            R"({"item_id":"msg_x00","output_index":0,"content_index":0,"annotation_index":0,)"
            R"("annotation":)" +
                page + "}");
}

TEST(ResponsesWriter, HowAnswersEnd) {
  struct Case {
    StopReason reason;
    std::string_view event;
    std::string_view status;
    std::string_view item_status;
    std::string_view details = "null";
    std::string_view code = "";
    bool codex = false;
  };
  constexpr std::string_view kFiltered = R"({"reason":"content_filter"})";
  for (const Case& c : {
           Case{StopReason::end_turn, "response.completed", "completed", "completed"},
           Case{StopReason::stop_sequence, "response.completed", "completed", "completed"},
           Case{StopReason::unknown, "response.completed", "completed", "completed"},
           // Trap 6.
           Case{StopReason::max_tokens, "response.incomplete", "incomplete", "incomplete",
                R"({"reason":"max_output_tokens"})"},
           Case{StopReason::model_context_window_exceeded, "response.failed", "failed",
                "incomplete", "null", R"("context_length_exceeded")"},
           Case{StopReason::guardrail_intervened, "response.incomplete", "incomplete", "incomplete",
                kFiltered},
           Case{StopReason::content_filtered, "response.incomplete", "incomplete", "incomplete",
                kFiltered},
           Case{StopReason::content_filtered, "response.completed", "completed", "completed",
                "null", "", true},
       }) {
    ResponsesForm form = form_with_tools();
    form.codex = c.codex;
    const auto events = stream(say_hello, c.reason, form);
    EXPECT_EQ(events.back().type, c.event);
    const std::string response = member(events.back().data, "response");
    EXPECT_EQ(member(response, "status"), "\"" + std::string(c.status) + "\"");
    EXPECT_EQ(member(response, "incomplete_details"), c.details);
    EXPECT_EQ(member(response, "error.code"), c.code);
    EXPECT_EQ(member(response, "usage"), kUsage) << "complete in every case";
    EXPECT_THAT(response, HasSubstr(R"("status":")" + std::string(c.item_status) +
                                    R"(","role":"assistant")"));
    EXPECT_EQ(write(Mode::whole, say_hello, c.reason, form), response);
  }
}

TEST(ResponsesWriter, ACallThatWasCutOffIsLeftOut) {
  const auto say = [](ResponsesWriter& writer) {
    writer.text({"a"});
    writer.tool_start(0, {"c"}, {"f"});
    writer.tool_arguments(0, {"{\\\"a"});
  };
  for (const Mode mode : {Mode::whole, Mode::stream}) {
    const std::string out = write(mode, say, StopReason::max_tokens);
    const std::string response =
        mode == Mode::whole ? out : member(events_of(out).back().data, "response");
    EXPECT_THAT(response, HasSubstr("msg_x00"));
    EXPECT_THAT(response, Not(HasSubstr("fc_x01")));
    EXPECT_THAT(out, Not(HasSubstr("arguments.done")));
  }
}

// Bedrock says that the block has ended, and then why.
TEST(ResponsesWriter, ACallAtTheEndOfWhatWasCutOffIsLeftOut) {
  const auto say = [](ResponsesWriter& writer) {
    for (const std::size_t call : {0u, 1u}) {
      writer.tool_start(call, {"c"}, {"apply_patch"});
      writer.tool_arguments(call, {"*** Begin"});
      writer.tool_end(call);
      writer.block_end();
    }
  };
  for (const Mode mode : {Mode::whole, Mode::stream}) {
    for (const StopReason reason : {StopReason::max_tokens, StopReason::content_filtered}) {
      ResponsesForm form = form_with_tools();
      form.codex = true;
      const std::string out = write(mode, say, reason, form);
      const std::string response =
          mode == Mode::whole ? out : member(events_of(out).back().data, "response");
      EXPECT_THAT(response, HasSubstr("ctc_x00"));
      EXPECT_THAT(response, Not(HasSubstr("ctc_x01")));
    }
  }
}

TEST(ResponsesWriter, AnEmptyAnswerIsComplete) {
  const auto events = stream([](ResponsesWriter&) {});
  EXPECT_THAT(types_of(events),
              ElementsAre("response.created", "response.in_progress", "response.completed"));
  EXPECT_EQ(member(events.back().data, "response.output"), "[]");
}

TEST(ResponsesWriter, NothingIsWrittenBeforeTheFirstItem) {
  Buffer out;
  const ResponsesForm form;
  ResponsesWriter writer(kHead, kFamily, std::make_shared<const ResponsesForm>(form), Mode::stream);
  writer.write_to(out);
  writer.usage({.input = 1});
  writer.service_tier({"flex"});
  writer.block_end();
  writer.reasoning_end({});
  EXPECT_TRUE(out.empty()) << "a failure now has an HTTP status";
}

// To break a silence; the writer of the attempt may have been there before.
TEST(ResponsesWriter, AStreamThatHasBegunGoesOn) {
  const auto form = std::make_shared<const ResponsesForm>(form_with_tools());
  const auto opening = std::make_shared<ResponsesOpening>();
  Buffer out;
  ResponsesWriter answer(kHead, kFamily, form, Mode::stream, opening);
  ResponsesWriter first(kHead, {}, form, Mode::stream);
  first.write_to(out);
  first.begin();
  opening->sent = true;
  answer.write_to(out);
  say_hello(answer);
  answer.stop(StopReason::end_turn, {});
  answer.end();
  EXPECT_EQ(types_of(events_of(out.view())), types_of(stream(say_hello)));
}

TEST(ResponsesWriter, AStreamThatBreaksFails) {
  Buffer out;
  const ResponsesForm form = form_with_tools();
  ResponsesWriter writer(kHead, kFamily, std::make_shared<const ResponsesForm>(form), Mode::stream);
  writer.write_to(out);
  writer.text({"a"});
  llm::Failure failure(429, llm::FailureKind::rate_limit, "Too many requests.");
  failure.retry_after = "6";
  writer.abort(failure);
  const auto events = events_of(out.view());
  EXPECT_EQ(events.back().type, "response.failed");
  EXPECT_EQ(member(events.back().data, "response.status"), R"("failed")");
  EXPECT_EQ(member(events.back().data, "response.error"),
            R"({"code":"rate_limit_exceeded",)"
            R"("message":"Too many requests. Please try again in 6s."})");
  EXPECT_EQ(member(events.back().data, "response.usage"), "null");
}

TEST(ResponsesWriter, WhatTheModelWroteBadlyIsNoAnswer) {
  const ResponsesForm form;
  for (const auto& [reason, code] :
       {std::pair{StopReason::malformed_tool_use, "malformed_tool_use"},
        std::pair{StopReason::malformed_model_output, "malformed_model_output"},
        std::pair{StopReason::end_turn, ""}}) {
    ResponsesWriter writer(kHead, kFamily, std::make_shared<const ResponsesForm>(form),
                           Mode::whole);
    writer.stop(reason, {});
    const auto problem = writer.problem();
    EXPECT_EQ(problem ? problem->code : "", code);
  }
}

// Trap 11: one item, and nothing else.
TEST(ResponsesWriter, ACompactionIsOneItem) {
  ResponsesForm form = form_with_tools();
  form.compaction = true;
  const auto say = [](ResponsesWriter& writer) {
    think(writer);
    writer.text({"All "});
    writer.block_end();
    writer.text({"of it."});
    writer.tool_start(0, {"c"}, {"f"});
    writer.tool_arguments(0, {"{}"});
    writer.tool_end(0);
  };
  const std::string item = R"({"type":"compaction","id":"cmp_x00","encrypted_content":")" +
                           seal_summary({"All of it."}, "") + "\"}";
  EXPECT_EQ(member(write(Mode::whole, say, StopReason::end_turn, form), "output"),
            "[" + item + "]");
  const auto events = stream(say, StopReason::end_turn, form);
  EXPECT_THAT(types_of(events),
              ElementsAre("response.created", "response.in_progress", "response.output_item.added",
                          "response.output_item.done", "response.completed"));
  EXPECT_EQ(member(events[3].data, "item"), item);
}

TEST(ResponsesWriter, TheTierThatServedIsNamed) {
  const auto say = [](ResponsesWriter& writer) { writer.service_tier({"flex"}); };
  EXPECT_EQ(member(write(Mode::whole, say), "service_tier"), R"("flex")");
}

TEST(ResponsesWriter, CountsWhatItSaysAndHolds) {
  const ResponsesForm form = form_with_tools();
  for (const Mode mode : {Mode::whole, Mode::stream}) {
    Buffer out;
    ResponsesWriter writer(kHead, kFamily, std::make_shared<const ResponsesForm>(form), mode);
    writer.write_to(out);
    EXPECT_EQ(writer.held(), 0u);
    const std::string piece(1000, 'a');
    writer.reasoning({piece});
    writer.reasoning_end({"sig"});
    writer.text({piece});
    writer.tool_start(0, {"c"}, {"f"});
    writer.tool_arguments(0, {piece});
    EXPECT_EQ(writer.said(), 3000u);
    EXPECT_GE(writer.held(), 3000u);
    EXPECT_LE(writer.held(), 6000u) << "the reasoning is sealed, too";
    EXPECT_FALSE(writer.counted());
    writer.usage({.input = 1});
    EXPECT_EQ(writer.counted()->input, 1);
  }
}

// The deltas differ, nothing else does.
TEST(ResponsesWriter, HowTextsAreCutDoesNotMatter) {
  const auto say = [](std::size_t size) {
    return [size](ResponsesWriter& writer) {
      const std::string_view text = "abcdefgh";
      const auto pieces = [&](const auto& add) {
        for (std::size_t at = 0; at < text.size(); at += size)
          add(RawString{text.substr(at, size)});
      };
      pieces([&](RawString piece) { writer.reasoning(piece); });
      writer.reasoning_end({"sig"});
      pieces([&](RawString piece) { writer.text(piece); });
      writer.tool_start(0, {"c"}, {"apply_patch"});
      pieces([&](RawString piece) { writer.tool_arguments(0, piece); });
      writer.tool_end(0);
    };
  };
  const auto without_deltas = [](const std::vector<Event>& events) {
    std::vector<std::string> rest;
    for (const Event& event : events)
      if (!event.type.ends_with("delta")) rest.push_back(event.type + event.data);
    return rest;
  };
  const auto whole = without_deltas(stream(say(8), StopReason::tool_use));
  for (const std::size_t size : {1u, 3u})
    EXPECT_EQ(without_deltas(stream(say(size), StopReason::tool_use)), whole);
}

}  // namespace
}  // namespace gw::openai
