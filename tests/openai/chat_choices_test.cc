#include "openai/chat_choices.h"

#include <gtest/gtest.h>

namespace gw::openai {
namespace {

const llm::AnswerHead kChoicesHead{.id = "a", .created = 1, .model = "m"};

TEST(ChatChoices, StandInTheirOrderUnderOneHead) {
  ChatChoices choices(2);
  choices.add(1, R"({"index":1})", {});
  choices.add(0, R"({"index":0})", {.usage = {}, .tail = {.service_tier = "flex"}});
  Buffer out;
  choices.write_whole(kChoicesHead, out);
  EXPECT_EQ(out.view(), R"({"id":"a","object":"chat.completion","created":1,"model":"m",)"
                        R"("choices":[{"index":0},{"index":1}],"service_tier":"flex"})");
}

TEST(ChatChoices, ShareOneUsage) {
  ChatChoices choices(2);
  choices.add(0, "{}", {.usage = llm::Usage{.input = 1, .output = 2, .cache_read = 1}});
  choices.add(1, "{}", {.usage = llm::Usage{.input = 7, .output = 20, .cache_write = 3}});
  Buffer out;
  choices.write_whole(kChoicesHead, out);
  EXPECT_TRUE(
      out.view().contains(R"("prompt_tokens":12,"completion_tokens":22,"total_tokens":34)"));
}

TEST(ChatChoices, AStreamEndsWithUsageOnlyWhenAskedFor) {
  ChatChoices choices(1);
  choices.add(0, {}, {.usage = llm::Usage{.input = 1}});
  Buffer asked;
  choices.write_stream_end(kChoicesHead, true, asked);
  EXPECT_TRUE(asked.view().contains(R"("choices":[],"usage":{"prompt_tokens":1)"));
  EXPECT_TRUE(asked.view().ends_with("data: [DONE]\n\n"));
  Buffer plain;
  choices.write_stream_end(kChoicesHead, false, plain);
  EXPECT_EQ(plain.view(), "data: [DONE]\n\n");
}

}  // namespace
}  // namespace gw::openai
