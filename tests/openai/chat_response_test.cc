#include "openai/chat_response.h"

#include <gtest/gtest.h>

namespace gw::openai {
namespace {

const llm::AnswerHead kCompletionHead{"chatcmpl-1", 1700000000, "a \"model\""};
const llm::Usage kCompletionUsage{
    .input = 10, .output = 5, .cache_read = 900, .cache_write = 90, .reasoning = 0};

TEST(Completion, WritesAWholeAnswer) {
  Buffer out;
  begin_completion(kCompletionHead, out);
  ChoiceWriter choice(0, CallForm::tool_calls, out);
  choice.text({"Hel"});
  choice.text({"lo\\n"});
  choice.end(FinishReason::stop, {}, {});
  end_completion(kCompletionUsage, {}, out);
  EXPECT_EQ(
      out.view(),
      R"({"id":"chatcmpl-1","object":"chat.completion","created":1700000000,"model":"a \"model\"",)"
      R"("choices":[{"index":0,"message":{"role":"assistant","content":"Hello\n","refusal":null},)"
      R"("logprobs":null,"finish_reason":"stop"}],)"
      R"("usage":{"prompt_tokens":1000,"completion_tokens":5,"total_tokens":1005,)"
      R"("prompt_tokens_details":{"cached_tokens":900,"cache_write_tokens":90,"audio_tokens":0},)"
      R"("completion_tokens_details":{"reasoning_tokens":0,"audio_tokens":0,)"
      R"("accepted_prediction_tokens":0,"rejected_prediction_tokens":0}}})");
}

TEST(Completion, AnEmptyAnswerIsValidAndUnknownUsageIsLeftOut) {
  Buffer out;
  begin_completion(kCompletionHead, out);
  ChoiceWriter(0, CallForm::tool_calls, out).end(FinishReason::content_filter, {}, {});
  end_completion(std::nullopt, {}, out);
  EXPECT_EQ(
      out.view(),
      R"({"id":"chatcmpl-1","object":"chat.completion","created":1700000000,"model":"a \"model\"",)"
      R"("choices":[{"index":0,"message":{"role":"assistant","content":"","refusal":null},)"
      R"("logprobs":null,"finish_reason":"content_filter"}]})");
}

constexpr std::string_view kChunkHead =
    R"(data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1700000000,"model":"a \"model\"","choices":)";

TEST(ChunkWriter, WritesAStreamWithoutUsage) {
  const ChunkWriter writer(kCompletionHead, 0, CallForm::tool_calls, false);
  Buffer out;
  writer.role(ChunkWriter::Content::empty, out);
  writer.text({"Hi\\n"}, out);
  writer.finish(FinishReason::length, out);
  const std::string head(kChunkHead);
  EXPECT_EQ(
      out.view(),
      head +
          R"([{"index":0,"delta":{"role":"assistant","content":"","refusal":null},"logprobs":null,"finish_reason":null}]})" +
          "\n\n" + head +
          R"([{"index":0,"delta":{"content":"Hi\n"},"logprobs":null,"finish_reason":null}]})" +
          "\n\n" + head + R"([{"index":0,"delta":{},"logprobs":null,"finish_reason":"length"}]})" +
          "\n\n");
}

TEST(ChunkWriter, EveryChunkHasUsageWhenItWasAskedFor) {
  const ChunkWriter writer(kCompletionHead, 0, CallForm::tool_calls, true);
  Buffer out;
  writer.text({"Hi"}, out);
  writer.finish(FinishReason::stop, out);
  writer.usage(kCompletionUsage, out);
  const std::string head(kChunkHead);
  EXPECT_EQ(
      out.view(),
      head +
          R"([{"index":0,"delta":{"content":"Hi"},"logprobs":null,"finish_reason":null}],"usage":null})" +
          "\n\n" + head +
          R"([{"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"}],"usage":null})" +
          "\n\n" + head +
          R"([],"usage":{"prompt_tokens":1000,"completion_tokens":5,"total_tokens":1005,"prompt_tokens_details":{"cached_tokens":900,"cache_write_tokens":90,"audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":0,"audio_tokens":0,"accepted_prediction_tokens":0,"rejected_prediction_tokens":0}}})" +
          "\n\n");
}

}  // namespace
}  // namespace gw::openai
