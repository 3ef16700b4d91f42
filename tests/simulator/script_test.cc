// Faults, as they show in what is sent.
#include "simulator/script.h"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eventstream/decoder.h"
#include "simulator/converse.h"
#include "simulator/faults.h"

namespace gw::simulator {
namespace {

Fault fault_of(std::string_view json) {
  const auto faults = parse_faults(json);
  EXPECT_TRUE(faults) << faults.error().message;
  return faults->front();
}

Script stream_with(std::string_view fault) {
  const Answer answer{.blocks = {{.deltas = {"a", "b", "c"}}}, .stop_reason = "end_turn"};
  Reply reply{.content_type = "application/vnd.amazon.eventstream",
              .stream = true,
              .frames = converse_frames(answer)};
  return write_script(std::move(reply), fault_of(fault), "id");
}

std::string bytes_of(const Script& script) {
  std::string bytes;
  for (const auto& step : script.steps) bytes += step.bytes;
  return bytes;
}

// The types of the messages in the script; "!" in the end for what cannot be decoded.
std::vector<std::string> messages_in(const Script& script) {
  Buffer bytes;
  bytes.append(bytes_of(script));
  eventstream::Decoder decoder;
  decoder.feed(bytes.view());
  std::vector<std::string> types;
  while (true) {
    const auto message = decoder.next();
    if (!message) types.emplace_back("!");
    if (!message || !*message) return types;
    types.emplace_back((*message)->message_type == "event"       ? (*message)->event_type
                       : (*message)->message_type == "exception" ? (*message)->exception_type
                                                                 : (*message)->error_code);
  }
}

using Types = std::vector<std::string>;

TEST(Script, PlaysAStreamAsItIs) {
  const Script script = stream_with("{}");
  EXPECT_EQ(script.form, Script::Form::stream);
  EXPECT_EQ(script.end, Cut::How::end);
  EXPECT_EQ(messages_in(script),
            (Types{"messageStart", "contentBlockDelta", "contentBlockDelta", "contentBlockDelta",
                   "contentBlockStop", "messageStop", "metadata"}));
}

// A17
TEST(Script, PutsAnExceptionBehindDeltas) {
  EXPECT_EQ(
      messages_in(stream_with(R"({"exception":{"code":"throttlingException","after_deltas":2}})")),
      (Types{"messageStart", "contentBlockDelta", "contentBlockDelta", "throttlingException"}));
  EXPECT_EQ(messages_in(stream_with(R"({"exception":{"code":"validationException"}})")),
            (Types{"messageStart", "validationException"}));
  EXPECT_EQ(messages_in(stream_with(
                R"({"exception":{"code":"InternalFailure","modelled":false,"after_deltas":3}})")),
            (Types{"messageStart", "contentBlockDelta", "contentBlockDelta", "contentBlockDelta",
                   "InternalFailure"}));
}

// A17
TEST(Script, KnowsTheExceptionsOfBedrocksModel) {
  for (const char* code :
       {"internalServerException", "modelStreamErrorException", "modelTimeoutException",
        "serviceUnavailableException", "throttlingException", "validationException"}) {
    const std::string fault =
        R"({"exception":{"after_deltas":1,"code":")" + std::string(code) + R"("}})";
    EXPECT_EQ(messages_in(stream_with(fault)), (Types{"messageStart", "contentBlockDelta", code}));
  }
}

// A17
TEST(Script, LeavesOutTheEnd) {
  EXPECT_EQ(messages_in(stream_with(R"({"omit":["block_end","metadata"]})")),
            (Types{"messageStart", "contentBlockDelta", "contentBlockDelta", "contentBlockDelta",
                   "messageStop"}));
  EXPECT_EQ(messages_in(stream_with(R"({"omit":["metadata"]})")).back(), "messageStop");
  EXPECT_EQ(messages_in(stream_with(R"({"omit":["stop","metadata"]})")).back(), "contentBlockStop");
}

// A17
TEST(Script, CorruptsAMessage) {
  EXPECT_EQ(messages_in(stream_with(R"({"corrupt_frame":1})")), (Types{"messageStart", "!"}));
}

// A17
TEST(Script, CutsAtAnyByteAndFrame) {
  const std::string whole = bytes_of(stream_with("{}"));
  for (std::size_t at = 0; at < whole.size(); ++at) {
    const Script script =
        stream_with(R"({"cut":{"how":"reset","at_byte":)" + std::to_string(at) + "}}");
    EXPECT_EQ(bytes_of(script), whole.substr(0, at));
    EXPECT_EQ(script.end, Cut::How::reset);
  }
  const Script at_frame = stream_with(R"({"cut":{"at_frame":2}})");
  EXPECT_EQ(messages_in(at_frame), (Types{"messageStart", "contentBlockDelta"}));
  EXPECT_EQ(at_frame.end, Cut::How::close);
  EXPECT_EQ(stream_with(R"({"cut":{"how":"end","at_frame":0}})").end, Cut::How::end);
}

TEST(Script, HoldsMessagesBack) {
  EXPECT_TRUE(stream_with(R"({"hold":true})").held);
  EXPECT_FALSE(stream_with("{}").held);
}

TEST(Faults, AnswerWithExactlyTheBlocksThatAreAskedFor) {
  const Fault fault = fault_of(R"({"answer":{"interleave":true,"content":[
      {"text":"Let me see."},
      {"tool_use":{"name":"f","id":"x","fragments":["{\"a","\":1}"]}},
      {"tool_use":{"name":"g","input":{"b":[]}}},
      {"tool_use":{"name":"h"}}]}})");
  const Answer answer = compose("m", {}, fault.answer);
  ASSERT_EQ(answer.blocks.size(), 4U);
  EXPECT_TRUE(answer.interleaved);
  EXPECT_EQ(answer.stop_reason, "tool_use");
  EXPECT_EQ(answer.text(), "Let me see.");
  EXPECT_EQ(answer.blocks[1].id, "x");
  EXPECT_EQ(answer.blocks[1].deltas, (Types{"{\"a", "\":1}"}));
  EXPECT_EQ(answer.blocks[2].joined(), R"({"b":[]})");
  EXPECT_TRUE(answer.blocks[3].deltas.empty());
}

TEST(Script, DelaysHeadFirstEventAndTheOthers) {
  const Script script = stream_with(R"({"delay_ms":{"head":1,"first_event":2,"events":3}})");
  EXPECT_EQ(script.delay, milliseconds(1));
  EXPECT_EQ(script.steps[0].delay, milliseconds(2));
  EXPECT_EQ(script.steps[1].delay, milliseconds(3));
}

TEST(Script, AnswersWithAnErrorInAnyOfBedrocksShapes) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"message", R"({"message":"slow down"})"},
      {"Message", R"({"Message":"slow down"})"},
      {"__type",
       R"({"__type":"com.amazon.coral.service#ThrottlingException","message":"slow down"})"},
      {"code", R"({"code":"ThrottlingException","message":"slow down"})"},
      {"anthropic", R"({"type":"error","error":{"type":"rate_limit_error","message":"slow down"},)"
                    R"("request_id":"req_bdrk_00000000000000000000000001"})"},
      {"empty", ""},
      {"html", "<html><body><h1>slow down</h1></body></html>"},
  };
  for (const auto& [shape, body] : cases) {
    const Script script =
        stream_with(R"({"error":{"code":"ThrottlingException","message":"slow down",)"
                    R"("retry_after":"7","shape":")" +
                    std::string(shape) + R"("}})");
    EXPECT_EQ(script.form, Script::Form::whole);
    EXPECT_EQ(script.status, 429);
    EXPECT_EQ(bytes_of(script), body);
    using Field = std::pair<std::string, std::string>;
    EXPECT_THAT(script.fields, testing::Contains(Field("retry-after", "7")));
    EXPECT_THAT(script.fields, testing::Contains(Field("x-amzn-requestid", "id")));
  }
}

TEST(Script, ReplacesTheAnswer) {
  const Script script = stream_with(R"({"replace":{"body":"{\"message\":\"no\"}"}})");
  EXPECT_EQ(script.form, Script::Form::whole);
  EXPECT_EQ(script.status, 200);
  EXPECT_EQ(bytes_of(script), R"({"message":"no"})");

  // A16
  const Script unknown =
      stream_with(R"({"error":{"code":"UnknownOperationException","message":"no","status":200}})");
  EXPECT_EQ(unknown.form, Script::Form::whole);
  EXPECT_EQ(unknown.status, 200);

  const Script garbage = stream_with(R"({"garbage":"SMTP ready"})");
  EXPECT_EQ(garbage.form, Script::Form::raw);
  EXPECT_EQ(bytes_of(garbage), "SMTP ready");
}

TEST(Script, CutsAWholeAnswerThatPromisedMore) {
  const Script script =
      write_script({.body = "0123456789"}, fault_of(R"({"cut":{"at_byte":4}})"), "id");
  EXPECT_EQ(script.form, Script::Form::raw);
  EXPECT_EQ(script.end, Cut::How::close);
  EXPECT_NE(bytes_of(script).find("content-length: 10"), std::string::npos);
  EXPECT_TRUE(bytes_of(script).ends_with("\r\n\r\n0123"));
}

// A script: each answer once, in their order, to the requests that they are for.
TEST(Faults, AnswerRequestsByWhatTheyHold) {
  Faults faults;
  faults.replace(*parse_faults(R"([
      {"contains":["a title"],"answer":{"text":"Title"}},
      {"times":1,"lacks":["tool_result"],"answer":{"text":"first"}},
      {"times":1,"contains":["tool_result","t1"],"answer":{"text":"second"}}])"));
  const Operation operation{Operation::Kind::invoke, "m"};
  const auto answer = [&](std::string_view body) {
    return faults.take(operation, body).answer.text.value_or("its own");
  };
  EXPECT_FALSE(faults.take_early(operation));
  EXPECT_EQ(answer("tool_result t2"), "its own");
  EXPECT_EQ(answer("do it"), "first");
  EXPECT_EQ(answer("make up a title"), "Title");
  EXPECT_EQ(answer("do it"), "its own");
  EXPECT_EQ(answer("do it, tool_result t1"), "second");
  EXPECT_EQ(answer("do it, tool_result t1"), "its own");
  EXPECT_EQ(answer("a title"), "Title");
}

TEST(Faults, NeedNoBodyWhereNothingIsSaidAboutIt) {
  Faults faults;
  faults.replace(*parse_faults(
      R"([{"operation":"invoke","times":1,"answer":{"text":"a"}},{"contains":["x"]}])"));
  const auto early = faults.take_early({Operation::Kind::invoke, "m"});
  ASSERT_TRUE(early);
  EXPECT_EQ(early->answer.text, "a");
  EXPECT_FALSE(faults.take_early({Operation::Kind::invoke, "m"}));
}

TEST(Faults, AreReadFromAFile) {
  const std::string path = testing::TempDir() + "gw_script.json";
  std::ofstream(path) << R"([{"answer":{"text":"a"}},{"times":0}])";
  EXPECT_FALSE(load_faults(path));
  std::ofstream(path) << R"([{"answer":{"text":"a"}},{"times":2}])";
  const auto faults = load_faults(path);
  ASSERT_TRUE(faults) << faults.error().message;
  EXPECT_EQ(faults->size(), 2U);
  const auto missing = load_faults(path + ".not");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().message, path + ".not cannot be read");
}

TEST(Faults, ApplyToTheRequestsTheyName) {
  Faults faults;
  faults.replace(*parse_faults(
      R"([{"model":"a","times":2,"garbage":"x"},{"operation":"invoke","garbage":"y"}])"));
  using Kind = Operation::Kind;
  EXPECT_EQ(faults.take({Kind::converse, "b"}, "").garbage, "");
  EXPECT_EQ(faults.take({Kind::invoke, "b"}, "").garbage, "y");
  EXPECT_EQ(faults.take({Kind::converse, "a"}, "").garbage, "x");
  EXPECT_EQ(faults.take({Kind::invoke, "a"}, "").garbage, "x");
  EXPECT_EQ(faults.take({Kind::converse, "a"}, "").garbage, "");
  EXPECT_EQ(faults.take({Kind::invoke, "a"}, "").garbage, "y");
  faults.replace({});
  EXPECT_EQ(faults.take({Kind::invoke, "a"}, "").garbage, "");
}

TEST(Faults, MistakesAreNamed) {
  const auto faults = parse_faults(R"({"delay":{"head":1}})");
  ASSERT_FALSE(faults);
  EXPECT_NE(faults.error().message.find("extraneous key [delay]"), std::string::npos);
  EXPECT_FALSE(parse_faults("{"));
}

}  // namespace
}  // namespace gw::simulator
