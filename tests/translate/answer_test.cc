#include "translate/answer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eventstream/encoder.h"
#include "openai/chat_writer.h"
#include "openai/responses/writer.h"

namespace gw::translate {
namespace {

using llm::StopReason;
using ::testing::HasSubstr;
using ::testing::Not;

// Speaks a little language of its own: events "text", "reasoning", "stop", "usage" and "bad".
class FakeReader final : public bedrock::AnswerReader {
 public:
  Result<void> whole(std::string_view body, const bedrock::AnswerHeaders&,
                     llm::AnswerSink& sink) override {
    if (body == "bad") return fail(Errc::malformed, "nothing in it");
    sink.text({body});
    sink.stop(StopReason::max_tokens, {});
    return {};
  }
  Result<void> event(const eventstream::Message& event, llm::AnswerSink& sink) override {
    if (event.event_type == "bad") return fail(Errc::malformed, "a bad event");
    if (event.event_type == "text") sink.text({event.payload});
    if (event.event_type == "reasoning") sink.reasoning({event.payload});
    if (event.event_type == "usage")
      sink.usage({.input = 1, .output = 2, .cache_read = 3, .cache_write = 4});
    if (event.event_type == "stop") {
      sink.stop(StopReason::end_turn, {});
      complete_ = true;
    }
    return {};
  }
  bool complete() const override { return complete_; }

 private:
  bool complete_ = false;
};

std::string events(std::initializer_list<std::string_view> types) {
  Buffer out;
  for (const std::string_view type : types) eventstream::append_event(type, type, out);
  return std::string(out.view());
}

std::unique_ptr<ResponseTransform> stream(bool include_usage = false, AnswerForm form = {}) {
  return make_stream(std::move(form),
                     {std::make_unique<FakeReader>(),
                      openai::make_chat_stream({"id", 1, "m"}, {.include_usage = include_usage})});
}
std::unique_ptr<WholeTransform> whole() {
  return make_whole({},
                    {std::make_unique<FakeReader>(), openai::make_chat_whole({"id", 1, "m"}, {})});
}

TEST(AnswerStream, TheEndIsHeldBackUntilUpstreamHasEnded) {
  const auto transform = stream(true);
  Buffer out;
  ASSERT_TRUE(transform->feed(events({"text", "stop", "usage"}), out));
  EXPECT_THAT(std::string(out.view()), Not(HasSubstr(R"("finish_reason":"stop")")));
  EXPECT_THAT(std::string(out.view()), Not(HasSubstr("[DONE]")));

  ASSERT_TRUE(transform->finish(out));
  EXPECT_THAT(std::string(out.view()), HasSubstr(R"("finish_reason":"stop")"));
  EXPECT_THAT(std::string(out.view()), HasSubstr(R"("prompt_tokens":8,)"));
  EXPECT_TRUE(out.view().ends_with("data: [DONE]\n\n"));
}

TEST(AnswerStream, ABreakOffIsAnErrorNotAnEnd) {
  const std::string whole = events({"text", "stop"});
  for (const std::string& bytes :
       {std::string(), events({"text"}), whole.substr(0, whole.size() - 1), whole + "x"}) {
    const auto transform = stream();
    Buffer out;
    ASSERT_TRUE(transform->feed(bytes, out));
    const auto finished = transform->finish(out);
    ASSERT_FALSE(finished);
    EXPECT_EQ(finished.error().status, 502);
    EXPECT_EQ(finished.error().code, "upstream_stream_truncated");

    transform->abort(finished.error(), out);
    EXPECT_THAT(std::string(out.view()), HasSubstr(R"(data: {"error":{)"));
    EXPECT_THAT(std::string(out.view()), Not(HasSubstr("[DONE]")));
  }
}

TEST(AnswerStream, AfterAnErrorItIsSilent) {
  for (const char* bad : {"bad", "crc"}) {
    std::string bytes = events({"text", bad, "text", "stop"});
    if (bad == std::string("crc")) bytes[events({"text"}).size() + 9] ^= 1;
    const auto transform = stream();
    Buffer out;
    const auto fed = transform->feed(bytes, out);
    ASSERT_FALSE(fed);
    EXPECT_EQ(fed.error().status, 502);
    const std::size_t before = out.size();
    EXPECT_TRUE(transform->feed(events({"text"}), out));
    EXPECT_TRUE(transform->finish(out));
    EXPECT_EQ(out.size(), before);

    transform->abort(fed.error(), out);
    const std::size_t aborted = out.size();
    EXPECT_GT(aborted, before);
    transform->abort(fed.error(), out);
    EXPECT_EQ(out.size(), aborted);
  }
}

TEST(AnswerStream, AnExceptionBeforeAnythingElseLeavesTheClientUntouched) {
  Buffer bytes;
  eventstream::append_exception("throttlingException", R"({"message":"Slow down"})", bytes);
  const auto transform = stream();
  Buffer out;
  const auto fed = transform->feed(bytes.view(), out);
  ASSERT_FALSE(fed);
  EXPECT_EQ(fed.error().status, 429);
  EXPECT_EQ(name(fed.error().kind), "rate_limit_error");
  EXPECT_THAT(fed.error().message, HasSubstr("Slow down"));
  EXPECT_TRUE(out.empty());
}

TEST(AnswerStream, AFrameThatIsNoEventIsAnError) {  // U1
  struct Case {
    std::vector<eventstream::StringHeader> headers;
    std::string_view code;
  };
  for (const Case& c : std::vector<Case>{
           {{}, "upstream_invalid_response"},
           {{{":event-type", "text"}}, "upstream_invalid_response"},
           {{{":message-type", "Event"}, {":event-type", "text"}}, "upstream_invalid_response"},
           {{{":message-type", "new"}}, "upstream_invalid_response"},
           {{{":exception-type", "throttlingException"}}, "rate_limit_exceeded"},
           {{{":message-type", "new"}, {":exception-type", "throttlingException"}},
            "rate_limit_exceeded"}}) {
    Buffer frame;
    eventstream::append_message(c.headers, "", frame);
    const auto transform = stream();
    Buffer out;
    const auto fed = transform->feed(events({"text"}) + std::string(frame.view()), out);
    ASSERT_FALSE(fed) << c.code;
    EXPECT_EQ(fed.error().code, c.code);
  }
}

TEST(AnswerStream, WhatIsSaidBehindTheEndIsAnError) {  // U1
  const auto transform = stream();
  Buffer out;
  ASSERT_TRUE(transform->feed(events({"text", "stop", "usage", "something new"}), out));
  const std::size_t size = out.size();
  const auto fed = transform->feed(events({"text"}), out);
  ASSERT_FALSE(fed);
  EXPECT_EQ(fed.error().code, "upstream_invalid_response");
  EXPECT_EQ(out.size(), size) << "none of it is passed on";
}

TEST(AnswerStream, TheWriterNeverSeesWhatIsSaidBehindTheEnd) {
  const auto form = std::make_shared<const openai::ResponsesForm>();
  const auto transform = make_stream(
      {}, {std::make_unique<FakeReader>(),
           std::make_unique<openai::ResponsesWriter>(llm::AnswerHead{"resp_1", 1, "m"}, "", form,
                                                     openai::ResponsesWriter::Mode::stream)});
  Buffer out;
  ASSERT_FALSE(transform->feed(events({"stop", "text"}), out));
  transform->abort(llm::Failure(502, llm::FailureKind::server, "odd"), out);
  EXPECT_THAT(std::string(out.view()), HasSubstr(R"("type":"response.failed","sequence_number":2)"))
      << "events are numbered without gaps";
}

TEST(AnswerStream, NothingFollowsTheEnd) {
  const auto transform = stream();
  Buffer out;
  ASSERT_TRUE(transform->feed(events({"stop"}), out));
  ASSERT_TRUE(transform->finish(out));
  const std::size_t size = out.size();
  EXPECT_TRUE(transform->feed(events({"text"}), out));
  transform->abort(llm::Failure(500, llm::FailureKind::server, "late"), out);
  EXPECT_EQ(out.size(), size);
}

TEST(AnswerStream, SaysWhatItHolds) {
  const auto transform = stream();
  Buffer out;
  const std::string whole = events({"text", "text"});
  const std::size_t cut = 3;
  ASSERT_TRUE(transform->feed(std::string_view(whole).substr(0, whole.size() - cut), out));
  EXPECT_EQ(transform->held(), whole.size() / 2 - cut) << "a message that is incomplete";
  ASSERT_TRUE(transform->feed(std::string_view(whole).substr(whole.size() - cut), out));
  EXPECT_EQ(transform->held(), 0U) << "what was passed on is not";
}

TEST(AnswerStream, HoldsReasoningUntilItsEnd) {
  const auto transform = stream();
  Buffer out;
  ASSERT_TRUE(transform->feed(events({"reasoning"}), out));
  EXPECT_EQ(transform->held(), std::string_view("reasoning").size());
}

TEST(AnswerStream, HoldsJsonThatIsCheckedAtItsEnd) {
  using Form = StructuredOutput::Form;
  const auto transform = stream(false, {.structured = {.form = Form::prompt}});
  Buffer out;
  ASSERT_TRUE(transform->feed(events({"text", "text"}), out));
  EXPECT_EQ(transform->held(), std::string_view("texttext").size());
}

TEST(WholeAnswer, AFailureLeavesNothingBehind) {
  const auto transform = whole();
  Buffer out;
  out.append("before");
  const auto converted = transform->convert("bad", {}, out);
  ASSERT_FALSE(converted);
  EXPECT_EQ(converted.error().status, 502);
  EXPECT_EQ(out.view(), "before");
}

TEST(WholeAnswer, UsageIsNeverInvented) {
  const auto transform = whole();
  Buffer out;
  ASSERT_TRUE(transform->convert("hello", {}, out));
  EXPECT_THAT(std::string(out.view()), HasSubstr(R"("finish_reason":"length"}]})"));
}

}  // namespace
}  // namespace gw::translate
