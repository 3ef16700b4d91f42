#include "anthropic/splice_answer.h"

#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "anthropic/events.h"
#include "base/encoding.h"
#include "eventstream/encoder.h"

namespace gw::anthropic {
namespace {

using ::testing::HasSubstr;

SplicedAnswer answer_of_sonnet() {
  return {"my \"model\"", [](const bedrock::ServiceError& error) {
            llm::Failure failure(error.status, llm::FailureKind::server, error.message);
            failure.code = error.code;
            return failure;
          }};
}

struct Whole {
  std::string body;
  int status = 200;
  std::string code;
  std::optional<llm::Usage> usage;
};

Whole whole(std::string_view body) {
  Buffer out;
  const auto transform = make_spliced_whole(answer_of_sonnet());
  const auto converted = transform->convert(body, {}, out);
  if (!converted)
    return {std::string(out.view()), converted.error().status, converted.error().code};
  return {std::string(out.view()), 200, "", transform->counted()};
}

TEST(SplicedWhole, OnlyTheModelAndBedrocksMembersChange) {
  const Whole answered = whole(
      R"({ "id":"msg_1","type":"message","role":"assistant","model":"claude-x","content":[{"type":"text","text":"\u0061"}],)"
      R"("stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":3,"output_tokens":5,"cache_read_input_tokens":7,)"
      R"("cache_creation_input_tokens":11,"cache_creation":{"ephemeral_1h_input_tokens":4},"output_tokens_details":{"thinking_tokens":2},"new":1},)"
      R"("amazon-bedrock-guardrailAction":"NONE","stop_details":null,"amazon-bedrock-trace":{}})");
  EXPECT_EQ(
      answered.body,
      R"({ "id":"msg_1","type":"message","role":"assistant","model":"my \"model\"","content":[{"type":"text","text":"\u0061"}],)"
      R"("stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":3,"output_tokens":5,"cache_read_input_tokens":7,)"
      R"("cache_creation_input_tokens":11,"cache_creation":{"ephemeral_1h_input_tokens":4},"output_tokens_details":{"thinking_tokens":2},"new":1},)"
      R"("stop_details":null})");
  EXPECT_EQ(answered.usage, (llm::Usage{3, 5, 7, 11, 4, 2}));
}

TEST(SplicedWhole, AGuardrailThatHasSteppedInIsARefusal) {
  EXPECT_THAT(
      whole(
          R"({"type":"message","content":[],"stop_reason":"end_turn","amazon-bedrock-guardrailAction":"INTERVENED"})")
          .body,
      HasSubstr(R"("stop_reason":"refusal"})"));
}

TEST(SplicedWhole, OnlyACompleteMessageIsAnAnswer) {
  for (const char* body : {"", "[]", "{}", R"({"type":"message","content":[]})",
                           R"({"type":"message","content":[],"stop_reason":null})",
                           R"({"type":"message","stop_reason":"end_turn"})",
                           R"({"type":"message","content":["\q"],"stop_reason":"end_turn"})",
                           R"({"type":"completion","content":[],"stop_reason":"end_turn"})"}) {
    const Whole answered = whole(body);
    EXPECT_EQ(answered.status, 502) << body;
    EXPECT_EQ(answered.code, "upstream_invalid_response") << body;
    EXPECT_EQ(answered.body, "") << body;
  }
}

TEST(SplicedWhole, AnErrorIsAFailure) {
  const Whole answered =
      whole(R"({"type":"error","error":{"type":"overloaded_error","message":"busy"}})");
  EXPECT_EQ(answered.status, 503);
  EXPECT_EQ(answered.code, "ServiceUnavailableException");
}

// The frames of a stream of these objects.
std::string frames(const std::vector<std::string>& chunks) {
  Buffer out;
  for (const std::string& chunk : chunks)
    eventstream::append_event("chunk", R"({"bytes":")" + to_base64(chunk) + R"(","p":"abc"})", out);
  return std::string(out.view());
}
std::string exception() {
  Buffer out;
  eventstream::append_exception("throttlingException", R"({"message":"slow down"})", out);
  return std::string(out.view());
}

struct Streamed {
  std::string sent;
  int status = 200;
  std::string code;
  std::optional<llm::Usage> usage;
  std::uint64_t said = 0;
};

Streamed stream(std::string_view bytes, std::size_t piece = std::string_view::npos) {
  Buffer out;
  const auto transform = make_spliced_stream(answer_of_sonnet());
  llm::Expected<> done;
  for (std::string_view rest = bytes; done && !rest.empty();
       rest.remove_prefix(std::min(piece, rest.size())))
    done = transform->feed(rest.substr(0, piece), out);
  if (done) done = transform->finish(out);
  Streamed result{std::string(out.view()), 200, "", transform->counted(), transform->said()};
  if (done) return result;
  result.status = done.error().status;
  result.code = done.error().code;
  transform->abort(done.error(), out);
  test::StreamReader reader;
  EXPECT_EQ(reader.read(out.view()), "");
  EXPECT_TRUE(reader.failed());
  EXPECT_FALSE(reader.ended());
  EXPECT_THAT(std::string(out.view()), Not(HasSubstr("message_stop")));
  return result;
}

const std::string kStart =
    R"({"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"claude-x","content":[],)"
    R"("stop_reason":null,"usage":{"input_tokens":3,"cache_read_input_tokens":7,"output_tokens":1}}})";
const std::string kBlock =
    R"({"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}})";
const std::string kDelta =
    R"({"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hi \u00e9"}})";
const std::string kBlockStop = R"({"type":"content_block_stop","index":0})";
const std::string kEnd =
    R"({"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":9}})";
const std::string kStop =
    R"({"type":"message_stop","amazon-bedrock-invocationMetrics":{"inputTokenCount":30,"outputTokenCount":90}})";

std::vector<std::string> complete() { return {kStart, kBlock, kDelta, kBlockStop, kEnd, kStop}; }

std::string sse(std::string_view type, std::string_view data) {
  return "event: " + std::string(type) + "\ndata: " + std::string(data) + "\n\n";
}
std::string complete_sse() {
  std::string start = kStart;
  start.replace(start.find("\"claude-x\""), 10, R"("my \"model\"")");
  return sse("message_start", start) + sse("content_block_start", kBlock) +
         sse("content_block_delta", kDelta) + sse("content_block_stop", kBlockStop) +
         sse("message_delta", kEnd) + sse("message_stop", R"({"type":"message_stop"})");
}

TEST(SplicedStream, ChunksBecomeEventsAsTheyAre) {
  const Streamed streamed = stream(frames(complete()));
  EXPECT_EQ(streamed.sent, complete_sse());
  EXPECT_EQ(streamed.usage, (llm::Usage{3, 9, 7}));
  EXPECT_EQ(streamed.said, std::string_view("Hi \\u00e9").size());
}

TEST(SplicedStream, AnySplitGivesTheSame) {
  const std::string bytes = frames(complete());
  for (std::size_t piece = 1; piece < 40; ++piece)
    EXPECT_EQ(stream(bytes, piece).sent, complete_sse()) << piece;
  for (std::size_t cut = 0; cut < bytes.size(); ++cut) {
    Buffer out;
    const auto transform = make_spliced_stream(answer_of_sonnet());
    ASSERT_TRUE(transform->feed(std::string_view(bytes).substr(0, cut), out));
    ASSERT_TRUE(transform->feed(std::string_view(bytes).substr(cut), out));
    ASSERT_TRUE(transform->finish(out));
    ASSERT_EQ(out.view(), complete_sse()) << cut;
  }
}

TEST(SplicedStream, NothingIsSentBeforeABlockBegins) {
  Buffer out;
  const auto transform = make_spliced_stream(answer_of_sonnet());
  ASSERT_TRUE(transform->feed(frames({R"({"type":"ping"})", kStart, R"({"type":"ping"})"}), out));
  EXPECT_TRUE(out.empty());
  const auto failed = transform->feed(exception(), out);
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().status, 429);
  EXPECT_TRUE(out.empty());
}

TEST(SplicedStream, AnAnswerOfNothingIsComplete) {
  EXPECT_EQ(test::check_stream(stream(frames({kStart, kEnd, kStop})).sent), "");
}

TEST(SplicedStream, UnknownEventsAndPingsPass) {
  const std::string odd =
      R"({"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"","estimated_tokens":5}})";
  const Streamed streamed =
      stream(frames({kStart, kBlock, R"({"type":"ping"})", R"({"type":"some_day","x":1})", odd,
                     kBlockStop, kEnd, R"({"amazon-bedrock-invocationMetrics":{}})", kStop}));
  EXPECT_THAT(streamed.sent, HasSubstr(sse("ping", R"({"type":"ping"})")));
  EXPECT_THAT(streamed.sent, HasSubstr(sse("some_day", R"({"type":"some_day","x":1})")));
  EXPECT_THAT(streamed.sent, HasSubstr("estimated_tokens"));
  EXPECT_THAT(streamed.sent, Not(HasSubstr("amazon-bedrock")));
  EXPECT_EQ(test::check_stream(streamed.sent), "");
}

TEST(SplicedStream, LineBreaksBetweenTokensDoNotEndTheEvent) {
  auto chunks = complete();
  chunks[2] =
      "{\"type\":\"content_block_delta\",\r\n\"index\":0,\"delta\":{\"type\":\"text_delta\","
      "\"text\":\"a\"}\n}";
  EXPECT_EQ(test::check_stream(stream(frames(chunks)).sent), "");
}

TEST(SplicedStream, AGuardrailThatHasSteppedInIsARefusal) {
  auto chunks = complete();
  chunks.back() = R"({"type":"message_stop","amazon-bedrock-guardrailAction":"INTERVENED"})";
  EXPECT_THAT(stream(frames(chunks)).sent, HasSubstr(R"("stop_reason":"refusal")"));
}

TEST(SplicedStream, BedrocksCountStandsInForClaudes) {
  auto chunks = complete();
  chunks[0] = R"({"type":"message_start","message":{"model":"m","usage":{}}})";
  chunks[4] = R"({"type":"message_delta","delta":{"stop_reason":"end_turn"}})";
  const Streamed streamed = stream(frames(chunks));
  EXPECT_EQ(streamed.usage, (llm::Usage{30, 90}));
  EXPECT_THAT(streamed.sent, HasSubstr(R"("usage":{"input_tokens":30,)"));
}

TEST(SplicedStream, WhatIsIncompleteIsNoSuccess) {
  const struct {
    std::string_view what;
    std::vector<std::string> chunks;
    std::string_view code;
  } kCases[] = {
      {"nothing", {}, "upstream_stream_truncated"},
      {"no end", {kStart, kBlock, kDelta, kBlockStop}, "upstream_stream_truncated"},
      {"no message_stop", {kStart, kBlock, kDelta, kBlockStop, kEnd}, "upstream_stream_truncated"},
      {"no stop reason", {kStart, kBlock, kDelta, kBlockStop, kStop}, "upstream_stream_truncated"},
      {"an open block", {kStart, kBlock, kDelta, kEnd, kStop}, "upstream_stream_truncated"},
      {"more behind the end", {kStart, kEnd, kStop, kBlock}, "upstream_invalid_response"},
      {"a delta of no block", {kStart, kDelta}, "upstream_invalid_response"},
      {"no beginning", {kBlock}, "upstream_invalid_response"},
      {"two beginnings", {kStart, kStart}, "upstream_invalid_response"},
      {"no block",
       {kStart, R"({"type":"content_block_start","index":0})"},
       "upstream_invalid_response"},
      {"no index",
       {kStart, kBlock, R"({"type":"content_block_stop"})"},
       "upstream_invalid_response"},
      {"no JSON", {kStart, "{"}, "upstream_invalid_response"},
      {"an invalid escape", {kStart, R"({"type":"x","y":"\q"})"}, "upstream_invalid_response"},
      {"an error",
       {kStart, kBlock, R"({"type":"error","error":{"type":"overloaded_error","message":"m"}})"},
       "ServiceUnavailableException"},
  };
  for (const auto& [what, chunks, code] : kCases) {
    const Streamed streamed = stream(frames(chunks));
    EXPECT_NE(streamed.status, 200) << what;
    EXPECT_EQ(streamed.code, code) << what;
  }
  std::string cut = frames(complete());
  cut.pop_back();
  EXPECT_EQ(stream(cut).code, "upstream_stream_truncated");
  EXPECT_EQ(stream(frames({kStart, kBlock}) + exception()).code, "ThrottlingException");
}

TEST(SplicedStream, ErrorsOfEveryTypeAreTold) {
  const struct {
    std::string_view type;
    int status;
  } kCases[] = {
      {"invalid_request_error", 400}, {"rate_limit_error", 429}, {"overloaded_error", 503},
      {"timeout_error", 408},         {"api_error", 500},        {"some_day_error", 500},
  };
  for (const auto& [type, status] : kCases) {
    const std::string error =
        R"({"type":"error","error":{"type":")" + std::string(type) + R"(","message":"m"}})";
    EXPECT_EQ(stream(frames({kStart, kBlock, error})).status, status) << type;
  }
}

TEST(SplicedStream, LoneSurrogatesAreRepaired) {
  auto chunks = complete();
  chunks[2] =
      R"({"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"\ud83d"}})";
  EXPECT_THAT(stream(frames(chunks)).sent, HasSubstr("\xEF\xBF\xBD"));
}

TEST(SplicedStream, StaysSilentBehindAFailure) {
  Buffer out;
  const auto transform = make_spliced_stream(answer_of_sonnet());
  ASSERT_FALSE(transform->feed(exception(), out));
  EXPECT_TRUE(transform->feed(frames(complete()), out));
  EXPECT_TRUE(transform->finish(out));
  EXPECT_TRUE(out.empty());
}

}  // namespace
}  // namespace gw::anthropic
