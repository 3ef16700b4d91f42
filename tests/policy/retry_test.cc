#include "policy/retry.h"

#include <gtest/gtest.h>

namespace gw::policy {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

struct Case {
  const char* name;
  Attempted so_far;
  double random;
  std::expected<milliseconds, GiveUp> expected;
};

constexpr double kAlmostOne = 0.9999999;
const auto kNothingAsked = std::nullopt;

class NextAttempt : public testing::TestWithParam<Case> {};

TEST_P(NextAttempt, WithinItsBounds) {
  const RetryRules rules{.attempts = 8, .time = seconds(30)};
  RetryBudget budget;
  EXPECT_EQ(next_attempt(rules, GetParam().so_far, budget, GetParam().random), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(Table, NextAttempt,
                         testing::Values(Case{"full jitter begins at nothing",
                                              {1, seconds(0), Failure::transient, kNothingAsked},
                                              0,
                                              milliseconds(0)},
                                         Case{"the first transient pause",
                                              {1, seconds(0), Failure::transient, kNothingAsked},
                                              kAlmostOne,
                                              milliseconds(49)},
                                         Case{"doubles",
                                              {2, seconds(0), Failure::transient, kNothingAsked},
                                              0.5,
                                              milliseconds(50)},
                                         Case{"and again",
                                              {3, seconds(0), Failure::transient, kNothingAsked},
                                              0.5,
                                              milliseconds(100)},
                                         Case{"throttling takes longer",
                                              {1, seconds(0), Failure::throttled, kNothingAsked},
                                              0.5,
                                              milliseconds(500)},
                                         Case{"up to a bound",
                                              {7, seconds(0), Failure::throttled, kNothingAsked},
                                              0.5,
                                              milliseconds(10'000)},
                                         Case{"what was asked for is the least",
                                              {1, seconds(0), Failure::throttled, seconds(3)},
                                              0.5,
                                              milliseconds(3000)},
                                         Case{"but not instead of a longer pause",
                                              {5, seconds(0), Failure::throttled, seconds(3)},
                                              0.5,
                                              milliseconds(8000)},
                                         Case{"more than there is time for is not waited for",
                                              {1, seconds(0), Failure::throttled, seconds(31)},
                                              0.5,
                                              std::unexpected(GiveUp::time)},
                                         Case{"no attempt begins behind the time",
                                              {1, seconds(31), Failure::transient, kNothingAsked},
                                              0.5,
                                              std::unexpected(GiveUp::time)},
                                         Case{"so many attempts",
                                              {8, seconds(0), Failure::transient, kNothingAsked},
                                              0.5,
                                              std::unexpected(GiveUp::attempts)}),
                         [](const testing::TestParamInfo<Case>& info) {
                           std::string name;
                           for (const char* c = info.param.name; *c != '\0'; ++c)
                             name += *c == ' ' ? '_' : *c;
                           return name;
                         });

TEST(WithinBounds, OfAttemptsAndOfTime) {
  const RetryRules rules{.attempts = 3, .time = seconds(30)};
  EXPECT_TRUE(within_bounds(rules, 2, seconds(30)));
  EXPECT_FALSE(within_bounds(rules, 3, seconds(0)));
  EXPECT_FALSE(within_bounds(rules, 1, milliseconds(30'001)));
}

// Of 1,000 requests that all fail, each of which would like to be sent twice more.
unsigned retries_of_an_outage(unsigned percent) {
  const RetryRules rules{.percent = percent};
  RetryBudget budget;
  unsigned retries = 0;
  for (int i = 0; i < 1000; ++i) {
    budget.request(percent);
    Attempted so_far{1, seconds(0), Failure::transient, std::nullopt};
    for (; next_attempt(rules, so_far, budget, 0.5); ++so_far.attempts) ++retries;
  }
  return retries;
}

TEST(RetryBudget, AnOutageIsNotAmplified) {   // U8d
  EXPECT_EQ(retries_of_an_outage(10), 109U);  // the reserve, and a tenth; the first fills nothing
  EXPECT_EQ(retries_of_an_outage(50), 509U);
  EXPECT_EQ(retries_of_an_outage(0), 0U);
}

TEST(RetryBudget, GoodTimesDoNotSaveUpForMoreThanTheReserve) {
  RetryBudget budget;
  for (int i = 0; i < 100'000; ++i) budget.request(10);
  unsigned spent = 0;
  while (budget.spend()) ++spent;
  EXPECT_EQ(spent, 10U);
}

}  // namespace
}  // namespace gw::policy
