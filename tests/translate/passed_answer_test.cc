// Bedrock's own answers passed on: whole messages only, whatever the pieces, and no broken stream
// that looks whole.
#include "translate/passed_answer.h"

#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/encoding.h"
#include "eventstream/encoder.h"

namespace gw::translate {
namespace {

using bedrock::ClientOperation;

std::string frames(std::initializer_list<std::pair<const char*, const char*>> events) {
  Buffer out;
  for (const auto& [type, payload] : events) eventstream::append_event(type, payload, out);
  return std::string(out.view());
}

const std::string kStream =
    frames({{"messageStart", R"({"role":"assistant"})"},
            {"contentBlockDelta", R"({"delta":{"text":"Hi"}})"},
            {"messageStop", R"({"stopReason":"end_turn"})"},
            {"metadata", R"({"usage":{"inputTokens":3,"outputTokens":2}})"}});

struct Passed {
  std::string bytes;
  llm::Expected<> result;
  std::optional<llm::Usage> usage;
};

Passed pass(std::string_view stream, std::size_t piece,
            ClientOperation operation = ClientOperation::converse_stream) {
  const bedrock::ModelRules rules;
  const auto transform = make_passed_stream(operation, rules, "m");
  Buffer out;
  llm::Expected<> result;
  for (std::size_t at = 0; result && at < stream.size(); at += piece)
    result = transform->feed(stream.substr(at, piece), out);
  if (result) result = transform->finish(out);
  return {std::string(out.view()), result, transform->counted()};
}

TEST(PassedStream, IsTheSameBytesHoweverTheyAreCut) {
  for (const std::size_t piece : {1U, 3U, 50U, 10000U}) {
    const Passed passed = pass(kStream, piece);
    EXPECT_TRUE(passed.result) << piece;
    EXPECT_EQ(passed.bytes, kStream) << piece;
    EXPECT_EQ(passed.usage, (llm::Usage{.input = 3, .output = 2}));
  }
}

TEST(PassedStream, SaysNothingBeforeTheModelDoes) {
  const bedrock::ModelRules rules;
  const auto transform = make_passed_stream(ClientOperation::converse_stream, rules, "m");
  Buffer out;
  ASSERT_TRUE(transform->feed(frames({{"messageStart", "{}"}}), out));
  EXPECT_TRUE(out.empty()) << "until then another attempt can be made";
  ASSERT_TRUE(transform->feed(frames({{"contentBlockDelta", "{}"}}), out));
  EXPECT_EQ(out.view(), frames({{"messageStart", "{}"}, {"contentBlockDelta", "{}"}}));
}

TEST(PassedStream, ThatEndsEarlyIsAFailure) {
  const std::string cut = frames({{"messageStart", "{}"}, {"contentBlockDelta", "{}"}});
  EXPECT_FALSE(pass(cut, 1000).result) << "the model has not stopped";
  EXPECT_FALSE(pass(std::string_view(kStream).substr(0, kStream.size() - 1), 1000).result);
  EXPECT_FALSE(pass("", 1).result);
}

TEST(PassedStream, ThatIsDamagedIsAFailure) {
  for (const std::size_t at : {0UL, 5UL, 20UL, kStream.size() - 1}) {
    std::string damaged = kStream;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x40);
    const Passed passed = pass(damaged, 7);
    EXPECT_FALSE(passed.result) << at;
    EXPECT_TRUE(kStream.starts_with(passed.bytes)) << at;
  }
  EXPECT_FALSE(pass(std::string_view("\0\0\0\1\0\0\0\0\0\0\0\0\0\0\0\0", 16), 16).result);
}

TEST(PassedStream, TellsAnExceptionAsAFailure) {
  Buffer stream;
  eventstream::append_event("messageStart", "{}", stream);
  eventstream::append_exception("throttlingException", R"({"message":"Slow down."})", stream);
  const Passed passed = pass(stream.view(), 1000);
  ASSERT_FALSE(passed.result);
  EXPECT_EQ(passed.result.error().status, 429);
  EXPECT_EQ(passed.result.error().upstream_message, "Slow down.");
  EXPECT_EQ(passed.bytes, "");
}

TEST(PassedStream, CountsWhatTheLastChunkSays) {
  const auto chunk = [](std::string_view json) {
    return R"({"bytes":")" + to_base64(json) + R"("})";
  };
  Buffer stream;
  eventstream::append_event("chunk", chunk(R"({"a":1})"), stream);
  eventstream::append_event("chunk",
                            chunk(R"({"amazon-bedrock-invocationMetrics":)"
                                  R"({"inputTokenCount":7,"outputTokenCount":9}})"),
                            stream);
  const Passed passed = pass(stream.view(), 11, ClientOperation::invoke_stream);
  EXPECT_TRUE(passed.result);
  EXPECT_EQ(passed.bytes, stream.view());
  EXPECT_EQ(passed.usage, (llm::Usage{.input = 7, .output = 9}));
}

TEST(PassedStream, OfAKnownBodyEndsWithBedrocksCounts) {
  Buffer stream;
  eventstream::append_event("chunk", R"({"bytes":"e30="})", stream);
  bedrock::ModelRules rules;
  const auto ends_well = [&] {
    const auto transform = make_passed_stream(ClientOperation::invoke_stream, rules, "m");
    Buffer out;
    return transform->feed(stream.view(), out) && transform->finish(out);
  };
  EXPECT_TRUE(ends_well()) << "nobody knows how it ends";
  rules.native = bedrock::NativeFormat::claude_messages;
  EXPECT_FALSE(ends_well()) << "it was cut off";
}

TEST(PassedStream, EndsWithBedrocksExceptionAsItIs) {
  Buffer exception;
  eventstream::append_exception("modelStreamErrorException",
                                R"({"message":"Slow.","originalStatusCode":500})", exception);
  const std::string begun = frames({{"messageStart", "{}"}, {"contentBlockDelta", "{}"}});
  const bedrock::ModelRules rules;
  const auto transform = make_passed_stream(ClientOperation::converse_stream, rules, "m");
  Buffer out;
  ASSERT_TRUE(transform->feed(begun, out));
  const auto failed = transform->feed(exception.view(), out);
  ASSERT_FALSE(failed);
  transform->abort(failed.error(), out);
  EXPECT_EQ(out.view(), begun + std::string(exception.view()));
}

TEST(PassedWhole, IsTheSameBytes) {
  const auto whole = make_passed_whole(ClientOperation::converse);
  Buffer out;
  const std::string body =
      R"({ "usage": {"inputTokens":1,"outputTokens":2} , "output":{ }, "new":[]})";
  ASSERT_TRUE(whole->convert(body, {}, out));
  EXPECT_EQ(out.view(), body);
  EXPECT_EQ(whole->counted(), (llm::Usage{.input = 1, .output = 2}));
  const auto invoked = make_passed_whole(ClientOperation::invoke);
  ASSERT_TRUE(invoked->convert(R"({"any":"thing"})", {.input = 4, .output = 5}, out));
  EXPECT_EQ(invoked->counted(), (llm::Usage{.input = 4, .output = 5}));
}

TEST(PassedWhole, IsAnAnswerOrAFailure) {
  using enum ClientOperation;
  constexpr const char* kUnknown =
      R"({"Output":{"__type":"com.amazon.coral.service#UnknownOperationException"}})";
  const std::vector<std::pair<ClientOperation, const char*>> none{
      {converse, "<html>Sign in</html>"},
      {converse, ""},
      {converse, R"(["output"])"},
      {converse, R"({"usage":{"inputTokens":1}})"},
      {converse, R"({"output":null})"},
      {converse, kUnknown},
      {invoke, "<html>Sign in</html>"},
      {invoke, "[]"},
      {invoke, R"({"content":[)"},
      {invoke, kUnknown},
      {invoke, R"({"__type":"ThrottlingException"})"},
      {count_tokens, "Welcome!"},
      {count_tokens, R"({"tokens":3})"},
      {count_tokens, kUnknown},
  };
  for (const auto& [operation, body] : none) {
    const auto whole = make_passed_whole(operation);
    Buffer out;
    const auto converted = whole->convert(body, {.input = 4}, out);
    ASSERT_FALSE(converted) << body;
    EXPECT_EQ(converted.error().status, 502) << body;
    EXPECT_EQ(converted.error().code, "upstream_invalid_response") << body;
    EXPECT_TRUE(out.empty()) << body;
    EXPECT_FALSE(whole->counted()) << body;
  }
  Buffer out;
  EXPECT_TRUE(make_passed_whole(count_tokens)->convert(R"({"inputTokens":3})", {}, out));
}

}  // namespace
}  // namespace gw::translate
