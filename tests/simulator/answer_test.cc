#include "simulator/answer.h"

#include <gtest/gtest.h>

#include "simulator/text.h"

namespace gw::simulator {
namespace {

std::string joined(const Answer& answer) {
  std::string text;
  for (const std::string& delta : answer.deltas) text += delta;
  return text;
}

TEST(Answer, EchoesTheUser) {
  const Answer answer = compose("m", {.last_user_text = "Hello!", .bytes = 6}, {});
  EXPECT_EQ(answer.text, "This is the Bedrock simulator answering for m. You said: Hello!");
  EXPECT_EQ(joined(answer), answer.text);
  EXPECT_GT(answer.deltas.size(), 5U);
  EXPECT_EQ(answer.stop_reason, "end_turn");
  EXPECT_EQ(answer.input_tokens, 2);
  EXPECT_EQ(answer.output_tokens, 16);
}

TEST(Answer, StopsAtTheFirstStopSequence) {
  const Answer answer = compose("m", {.stop_sequences = {"zz", "c", "b"}}, {.text = "a b c"});
  EXPECT_EQ(answer.text, "a ");
  EXPECT_EQ(answer.stop_reason, "stop_sequence");
  EXPECT_EQ(answer.stop_sequence, "b");
}

TEST(Answer, StopsAtMaxTokensBetweenCharacters) {
  const Answer answer = compose("m", {.max_tokens = 1}, {.text = "ab中文"});
  EXPECT_EQ(answer.text, "ab");
  EXPECT_EQ(answer.stop_reason, "max_tokens");
}

TEST(Answer, FollowsWishes) {
  const Answer answer = compose("m", {},
                                {.text = "中文中文",
                                 .deltas = 3,
                                 .stop_reason = "guardrail_intervened",
                                 .input_tokens = 9,
                                 .output_tokens = 8,
                                 .cache_read = 7});
  EXPECT_EQ(answer.deltas.size(), 3U);
  EXPECT_EQ(joined(answer), "中文中文");
  EXPECT_EQ(answer.stop_reason, "guardrail_intervened");
  EXPECT_EQ(answer.input_tokens, 9);
  EXPECT_EQ(answer.output_tokens, 8);
  EXPECT_EQ(answer.cache_read, 7);
  EXPECT_TRUE(compose("m", {}, {.text = ""}).deltas.empty());
  EXPECT_EQ(compose("m", {}, {.text = "a", .deltas = 200}).deltas.size(), 200U);
}

TEST(Text, BlankIsWhatUnicodeCallsWhiteSpace) {
  EXPECT_TRUE(is_blank(""));
  EXPECT_TRUE(is_blank(" \t\r\n\v\f\u00a0\u2003\u3000"));
  EXPECT_FALSE(is_blank(" a "));
  EXPECT_FALSE(is_blank("\u200b"));  // zero width space is no White_Space
}

}  // namespace
}  // namespace gw::simulator
