#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "openai/responses/encrypted_content.h"
#include "openai/responses_answers.h"

namespace gw::openai {
namespace {

using llm::StopReason;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(ResponsesReasoning, ClaudesReasoningIsASummary) {
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

TEST(ResponsesReasoning, OpenModelsShowAllTheyThink) {
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
TEST(ResponsesReasoning, ReasoningThatShowsNothingKeepsItsPlace) {
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

}  // namespace
}  // namespace gw::openai
