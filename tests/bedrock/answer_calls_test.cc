// Where the calls of a streamed answer begin and end, and what passes for no call.
#include "bedrock/answer_calls.h"

#include <gtest/gtest.h>

#include "answers.h"
#include "bedrock/converse.h"

namespace gw::bedrock {
namespace {

struct Event {
  std::string_view type;
  std::string_view payload;
};

constexpr Event kStart{
    "contentBlockStart",
    R"({"contentBlockIndex":1,"start":{"toolUse":{"toolUseId":"t","name":"f"}}})"};
constexpr Event kServerStart{
    "contentBlockStart",
    R"({"contentBlockIndex":1,"start":{"toolUse":{"toolUseId":"t","name":"f","type":"server_tool_use"}}})"};
constexpr Event kPiece{"contentBlockDelta",
                       R"({"contentBlockIndex":1,"delta":{"toolUse":{"input":"{}"}}})"};
constexpr Event kBadPiece{"contentBlockDelta",
                          R"({"contentBlockIndex":1,"delta":{"toolUse":{"input":"{"}}})"};
constexpr Event kEmptyPiece{"contentBlockDelta",
                            R"({"contentBlockIndex":1,"delta":{"toolUse":{"input":""}}})"};
constexpr Event kStop{"contentBlockStop", R"({"contentBlockIndex":1})"};
constexpr Event kOtherStop{"contentBlockStop", R"({"contentBlockIndex":0})"};

struct CallCase {
  std::string_view what;
  std::vector<Event> events;
  std::string_view reason;
  std::string_view log;  // what the client's side is told in the end; empty: refused
};

const std::vector<CallCase>& cases() {
  static const std::vector<CallCase> all{
      {"a call", {kStart, kPiece, kStop}, "tool_use", "tool0(t,f)arguments0({})stop(1)"},
      // C6: agents go by the reason.
      {"a call, and the reason of an ended turn",
       {kStart, kPiece, kStop},
       "end_turn",
       "tool0(t,f)arguments0({})stop(1)"},
      {"a call, and a new reason",
       {kStart, kPiece, kStop},
       "invented",
       "tool0(t,f)arguments0({})stop(1)"},
      {"a call without pieces", {kStart, kStop}, "tool_use", "tool0(t,f)arguments0({})stop(1)"},
      {"arguments that are no JSON",
       {kStart, kBadPiece, kStop},
       "tool_use",
       "tool0(t,f)arguments0({)stop(1)"},
      // U1d
      {"a call without an end", {kStart, kBadPiece}, "tool_use", ""},
      {"a call that only began", {kStart, kEmptyPiece}, "tool_use", ""},
      {"the end of another block", {kStart, kPiece, kOtherStop}, "tool_use", ""},
      {"a call without an end, and another reason", {kStart, kPiece}, "end_turn", ""},
      {"a call that was cut off",
       {kStart, kBadPiece},
       "max_tokens",
       "tool0(t,f)arguments0({)stop(2)"},
      {"a piece of no call", {kPiece}, "tool_use", ""},
      {"a piece behind the end", {kStart, kStop, kPiece}, "tool_use", ""},
      // Nothing of it is for the client.
      {"an empty piece of no call", {kEmptyPiece}, "end_turn", "stop(0)"},
      {"a call within the service", {kServerStart, kPiece}, "end_turn", "stop(0)"},
      // U2e
      {"no call at all", {}, "tool_use", "stop(0)"},
      {"no call but one within the service", {kServerStart, kPiece, kStop}, "tool_use", "stop(0)"},
  };
  return all;
}

TEST(StreamedCalls, HaveABeginningAndAnEnd) {
  for (const auto& [what, events, reason, log] : cases()) {
    CollectingSink sink;
    const auto reader = make_converse_reader();
    bool ok = true;
    for (const auto& [type, payload] : events)
      ok = ok && read_event(*reader, type, payload, sink).has_value();
    const std::string end = R"({"stopReason":")" + std::string(reason) + "\"}";
    ok = ok && read_event(*reader, "messageStop", end, sink).has_value();
    EXPECT_EQ(ok, !log.empty()) << what;
    EXPECT_EQ(reader->complete(), ok) << what;
    if (ok) EXPECT_EQ(sink.log, log) << what;
  }
}

// U2b
TEST(WholeCalls, WithoutInputHaveNoArguments) {
  const std::pair<std::string_view, std::string_view> inputs[] = {
      {"", "{}"},
      {R"(,"input":{})", "{}"},
      {R"(,"input":null)", "{}"},
      {R"(,"input":"")", "{}"},
      {R"(,"input":{"a": 1.0})", R"({\"a\": 1.0})"},
      {R"(,"input":"x")", R"(\"x\")"},
      {R"(,"input":[])", "[]"},
  };
  for (const auto& [input, arguments] : inputs) {
    CollectingSink sink;
    const std::string body =
        R"({"output":{"message":{"content":[{"toolUse":{"toolUseId":"t","name":"f")" +
        std::string(input) +
        R"(}}]}},"stopReason":"tool_use","usage":{"inputTokens":1,"outputTokens":1}})";
    ASSERT_TRUE(read_whole(*make_converse_reader(), body, sink)) << body;
    EXPECT_EQ(sink.log, "tool0(t,f)arguments0(" + std::string(arguments) + ")stop(1)usage(1/1)");
  }
}

}  // namespace
}  // namespace gw::bedrock
