// What the gateway answers comes back as the input of the next turn, and the model gets its own
// blocks byte for byte.
#include <memory>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "openai/responses/compaction.h"
#include "openai/responses/request.h"
#include "openai/responses/writer.h"
#include "openai/responses_support.h"

namespace gw::openai {
namespace {

using ::testing::ElementsAre;

const llm::AnswerHead kRoundTripHead{"resp_x", 1700000000, "m"};

constexpr std::string_view kTools = R"("tools":[
  {"type":"function","name":"f"},
  {"type":"custom","name":"apply_patch"},
  {"type":"tool_search","execution":"client"},
  {"type":"namespace","name":"mcp__demo","tools":[{"type":"function","name":"get"},
    {"type":"function","name":"a.name/that does not fit"}]}])";

// The output items that `say` makes, as a JSON array; those of a stream and a whole answer agree.
template <class Say>
std::string answer(const ResponsesForm& form, const Say& say) {
  std::string outputs[2];
  for (const auto mode : {ResponsesWriter::Mode::whole, ResponsesWriter::Mode::stream}) {
    Buffer out;
    ResponsesWriter writer(kRoundTripHead, "claude-4.6",
                           std::make_shared<const ResponsesForm>(form), mode);
    writer.write_to(out);
    say(writer);
    writer.stop(llm::StopReason::tool_use, {});
    writer.end();
    const bool whole = mode == ResponsesWriter::Mode::whole;
    outputs[whole] = whole ? member(out.view(), "output")
                           : member(events_of(out.view()).back().data, "response.output");
  }
  EXPECT_EQ(outputs[0], outputs[1]);
  return outputs[0];
}

TEST(ResponsesRoundTrip, BlocksComeBackByteForByte) {
  for (const std::string_view key : {"", "key"}) {
    const std::string first_body = body_with(R"("Hi")", kTools);
    const auto first = parse_responses_request(first_body, key);
    ASSERT_TRUE(first) << first.error().message;
    const std::string odd(first->common.tools.back().name.escaped);

    const std::string output = answer(first->form, [&](ResponsesWriter& writer) {
      writer.reasoning({"Let me \\\"think\\\" \\u4f60 é\\n"});
      writer.reasoning_end({"EqQB+/=="});
      writer.redacted_reasoning({"cmVk+/=="});
      writer.reasoning_end({"alone"});
      writer.text({"I \\\"look\\\".\\n"});
      writer.block_end();
      std::size_t call = 0;
      for (const auto& [name, said] : std::vector<std::pair<std::string, std::string_view>>{
               {"f", "{\\\"a\\\":\\\"\\\\n\\\"}"},
               {"apply_patch", "*** \\\"x\\\"\\n"},
               {"mcp__demo__get", "{}"},
               {odd, "{}"}}) {
        const std::string id = "toolu_" + std::to_string(call);
        writer.tool_start(call, {id}, {name});
        writer.tool_arguments(call, {said});
        writer.tool_end(call++);
      }
      writer.reasoning({"between"});
      writer.reasoning_end({"sig2"});
      writer.tool_start(call, {"toolu_s"}, {"tool_search"});
      writer.tool_arguments(call, {"{\\\"q\\\":1}"});
      writer.tool_end(call);
    });
    const std::string body = body_with(output, kTools);
    const auto next = parse_responses_request(body, key);

    ASSERT_TRUE(next) << next.error().message << output;
    EXPECT_THAT(
        show(next->common),
        ElementsAre("assistant: "
                    "thought 'Let me \\\"think\\\" \\u4f60 é\\n' signed EqQB+/== of claude-4.6, "
                    "redacted cmVk+/== of claude-4.6, "
                    "thought '' signed alone of claude-4.6, "
                    "'I \\\"look\\\".\\n', "
                    "call toolu_0 f {\\\"a\\\":\\\"\\\\n\\\"}, "
                    "custom toolu_1 apply_patch *** \\\"x\\\"\\n, "
                    "call toolu_2 mcp__demo__get {}, "
                    "call toolu_3 " +
                    odd +
                    " {}, "
                    "thought 'between' signed sig2 of claude-4.6, "
                    "call toolu_s tool_search {\"q\":1}"));
    EXPECT_TRUE(next->common.unsupported.empty());
  }
}

// The summary is what the next turn begins with.
TEST(ResponsesRoundTrip, ACompactionComesBackAsText) {
  const std::string trigger =
      body_with(R"([{"role":"user","content":"Hi"},{"type":"compaction_trigger"}])");
  const auto first = parse_responses_request(trigger, "key");
  ASSERT_TRUE(first);
  const std::string output =
      answer(first->form, [](ResponsesWriter& writer) { writer.text({"They said \\\"Hi\\\"."}); });
  const std::string body = body_with(output);
  const auto next = parse_responses_request(body, "key");
  ASSERT_TRUE(next) << next.error().message;
  EXPECT_THAT(show(next->common),
              ElementsAre("user: '" + std::string(kSummaryPrefix) + "They said \\\"Hi\\\".'"));
}

}  // namespace
}  // namespace gw::openai
