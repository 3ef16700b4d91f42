#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "openai/responses/encrypted_content.h"
#include "openai/responses_answers.h"

namespace gw::openai {
namespace {

using llm::StopReason;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(ResponsesEndings, HowAnswersEnd) {
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

TEST(ResponsesEndings, AnEmptyAnswerIsComplete) {
  const auto events = stream([](ResponsesWriter&) {});
  EXPECT_THAT(types_of(events),
              ElementsAre("response.created", "response.in_progress", "response.completed"));
  EXPECT_EQ(member(events.back().data, "response.output"), "[]");
}

TEST(ResponsesEndings, AStreamThatBreaksFails) {
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

TEST(ResponsesEndings, WhatTheModelWroteBadlyIsNoAnswer) {
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

// One item, and nothing else.
TEST(ResponsesEndings, ACompactionIsOneItem) {
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

// The client throws the conversation away for it.
TEST(ResponsesEndings, ABlankSummaryIsNoCompaction) {
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

}  // namespace
}  // namespace gw::openai
