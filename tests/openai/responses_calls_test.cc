#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "openai/responses_answers.h"

namespace gw::openai {
namespace {

using llm::StopReason;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(ResponsesCalls, AnAnswerOfCallsHasNoMessage) {
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

TEST(ResponsesCalls, CallsOfAStreamMayBeOpenAtTheSameTime) {
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

// The kind of a tool and its namespace come back.
TEST(ResponsesCalls, CallsInTheFormOfTheirTools) {
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
            "{\\n \\\"q\\\":1\\r\\n}",
            R"({"type":"tool_search_call","id":"tsc_x00","status":"completed","call_id":"c",)"
            R"("execution":"client","arguments":{ "q":1}})",
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

TEST(ResponsesCalls, ACallThatWasCutOffIsLeftOut) {
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
TEST(ResponsesCalls, ACallAtTheEndOfWhatWasCutOffIsLeftOut) {
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

}  // namespace
}  // namespace gw::openai
