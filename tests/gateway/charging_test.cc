#include "gateway/front/charging.h"

#include <optional>

#include <gtest/gtest.h>

#include "gateway/doors/part.h"
#include "gateway/front/limit_words.h"
#include "gateway/silent.h"

namespace gw::gateway {
namespace {

class UsedTest : public testing::Test {
 protected:
  UsedTest() {
    context_.attempts = 1;
    context_.expected = {100, 400, 9000};
  }

  SilentRequest request_;
  SilentResponder responder_;
  Context context_{request_, responder_};
};

TEST_F(UsedTest, IsWhatWasCounted) {
  context_.usage = llm::Usage{.input = 7, .output = 3, .cache_read = 50, .cache_write = 2};
  context_.outcome = Outcome::client_closed;
  const auto used = used_by(context_);
  EXPECT_EQ(used->input, 9);
  EXPECT_EQ(used->output, 3);
}

TEST_F(UsedTest, WhoLeavesAStreamPaysTheWholeAnswer) {
  context_.usage = llm::Usage{.input = 7, .output = 1};  // message_start
  context_.cut_off = true;
  context_.outcome = Outcome::client_closed;
  EXPECT_EQ(used_by(context_)->input, 7);
  EXPECT_EQ(used_by(context_)->output, 400);
  EXPECT_EQ(context_.cost(), std::nullopt) << "not known";
}

TEST_F(UsedTest, AStreamThatBreaksCostsWhatItSaid) {
  context_.usage = llm::Usage{.input = 7, .output = 1};
  context_.cut_off = true;
  context_.said = 81;
  context_.outcome = Outcome::upstream_error;
  EXPECT_EQ(used_by(context_)->output, 21);
}

TEST_F(UsedTest, ErrorsCostNothingThoughTheClientLeavesWhileItWaitsForAnotherAttempt) {
  context_.failed_attempts.push_back({.reason = "rate_limit", .status = 429});
  context_.outcome = Outcome::client_closed;
  EXPECT_EQ(used_by(context_)->output, 0);
  context_.attempts = 2;
  EXPECT_EQ(used_by(context_)->output, 400);
}

TEST_F(UsedTest, ChoicesThatWereCutOffArePaidBesideThoseThatWereCounted) {
  context_.attempts = 0;
  context_.calls = 4;
  for (int i = 0; i < 4; ++i) {
    Part part(context_);
    part.context.attempts = 1;
    part.context.expected = context_.expected;
    if (i == 0) part.context.usage = llm::Usage{.input = 20, .output = 30};
    if (i != 0) part.context.outcome = Outcome::client_closed;
    add_up(part.context, context_);
  }
  const auto used = used_by(context_);
  EXPECT_EQ(used->input, 20 + 3 * 25);
  EXPECT_EQ(used->output, 30 + 3 * 100);
}

TEST(GoDuration, IsAsGoWritesThem) {
  EXPECT_EQ(go_duration(0), "0s");
  EXPECT_EQ(go_duration(17), "17ms");
  EXPECT_EQ(go_duration(2400), "2.4s");
  EXPECT_EQ(go_duration(360'000), "6m0s");
  EXPECT_EQ(go_duration(3'600'000), "1h0m0s");
}

}  // namespace
}  // namespace gw::gateway
