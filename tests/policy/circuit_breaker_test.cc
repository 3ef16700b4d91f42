#include "policy/circuit_breaker.h"

#include <gtest/gtest.h>

namespace gw::policy {
namespace {

using End = CircuitBreaker::End;
using State = CircuitBreaker::State;
using std::chrono::milliseconds;
using std::chrono::seconds;

void request(CircuitBreaker& breaker, End how, milliseconds now) {
  const bool probe = breaker.begin(now);
  breaker.end(how, probe, now);
}

CircuitBreaker opened_at(milliseconds now) {
  CircuitBreaker breaker;
  for (int i = 0; i < 5; ++i) request(breaker, End::failure, now);
  return breaker;
}

TEST(CircuitBreaker, OpensAfterFailuresInARow) {
  CircuitBreaker breaker;
  for (int i = 0; i < 4; ++i) request(breaker, End::failure, seconds(1));
  request(breaker, End::success, seconds(1));
  for (int i = 0; i < 4; ++i) request(breaker, End::failure, seconds(1));
  EXPECT_EQ(breaker.state(seconds(1)), State::closed);
  EXPECT_TRUE(breaker.admits(seconds(1)));
  request(breaker, End::failure, seconds(1));
  EXPECT_EQ(breaker.state(seconds(1)), State::open);
  EXPECT_FALSE(breaker.admits(seconds(1)));
}

TEST(CircuitBreaker, OpensWhenHalfOfTheLastRequestsFailed) {
  CircuitBreaker breaker;
  for (int i = 0; i < 9; ++i) {
    request(breaker, End::success, seconds(1));
    request(breaker, End::failure, seconds(1));
  }
  request(breaker, End::success, seconds(1));
  EXPECT_EQ(breaker.state(seconds(1)), State::closed);
  request(breaker, End::failure, seconds(1));  // the 20th
  EXPECT_EQ(breaker.state(seconds(1)), State::open);
}

TEST(CircuitBreaker, AFailureNowAndThenOpensNothing) {
  CircuitBreaker breaker;
  for (int i = 0; i < 1000; ++i) {
    request(breaker, i % 3 == 0 ? End::failure : End::success, seconds(1));
    ASSERT_EQ(breaker.state(seconds(1)), State::closed) << i;
  }
}

TEST(CircuitBreaker, WhatNobodyWaitedForSaysNothing) {
  CircuitBreaker breaker;
  for (int i = 0; i < 4; ++i) request(breaker, End::failure, seconds(1));
  for (int i = 0; i < 100; ++i) request(breaker, End::unknown, seconds(1));
  EXPECT_EQ(breaker.state(seconds(1)), State::closed);
  request(breaker, End::failure, seconds(1));
  EXPECT_EQ(breaker.state(seconds(1)), State::open);
}

TEST(CircuitBreaker, LetsOneProbeThroughAndCloses) {
  CircuitBreaker breaker = opened_at(seconds(10));
  EXPECT_FALSE(breaker.admits(milliseconds(14'999)));
  EXPECT_EQ(breaker.state(seconds(15)), State::half_open);
  EXPECT_TRUE(breaker.admits(seconds(15)));
  const bool probe = breaker.begin(seconds(15));
  EXPECT_TRUE(probe);
  EXPECT_FALSE(breaker.admits(seconds(15)));  // one is enough
  breaker.end(End::success, probe, seconds(16));
  EXPECT_EQ(breaker.state(seconds(16)), State::closed);
  EXPECT_FALSE(breaker.begin(seconds(16)));
}

TEST(CircuitBreaker, StaysOpenLongerWithEachProbeThatFails) {
  CircuitBreaker breaker = opened_at(seconds(0));
  milliseconds now(0);
  for (const int open : {5, 10, 20, 40, 60, 60}) {
    EXPECT_FALSE(breaker.admits(now + seconds(open) - milliseconds(1)));
    now += seconds(open);
    EXPECT_TRUE(breaker.admits(now)) << open;
    request(breaker, End::failure, now);
  }
  now += seconds(60);
  request(breaker, End::success, now);
  for (int i = 0; i < 5; ++i) request(breaker, End::failure, now);
  EXPECT_TRUE(breaker.admits(now + seconds(5)));  // from the beginning
}

TEST(CircuitBreaker, AProbeThatHangsOrIsLostDoesNotKeepItOpen) {
  CircuitBreaker hanging = opened_at(seconds(0));
  hanging.begin(seconds(5));
  EXPECT_FALSE(hanging.admits(milliseconds(14'999)));
  EXPECT_TRUE(hanging.admits(seconds(15)));

  CircuitBreaker lost = opened_at(seconds(0));
  request(lost, End::unknown, seconds(5));
  EXPECT_TRUE(lost.admits(seconds(5)));
}

TEST(CircuitBreaker, RequestsFromBeforeSayNothingNew) {
  CircuitBreaker breaker;
  const bool early = breaker.begin(seconds(0));
  for (int i = 0; i < 5; ++i) request(breaker, End::failure, seconds(0));
  breaker.end(End::success, early, seconds(1));
  EXPECT_EQ(breaker.state(seconds(1)), State::open);
  breaker.end(End::failure, early, seconds(6));
  EXPECT_EQ(breaker.state(seconds(6)), State::half_open);
}

// When there is nothing better it is used though it is open: that is a probe as well, but no
// reason to wait longer.
TEST(CircuitBreaker, ARequestThatGoesAllTheSameIsAProbe) {
  CircuitBreaker breaker = opened_at(seconds(0));
  for (int i = 0; i < 10; ++i) request(breaker, End::failure, seconds(1));
  EXPECT_TRUE(breaker.admits(seconds(5)));
  request(breaker, End::success, seconds(5));
  EXPECT_EQ(breaker.state(seconds(5)), State::closed);
}

TEST(CircuitBreaker, StaysOpenAsLongAsItWasAskedTo) {
  CircuitBreaker breaker;
  for (int i = 0; i < 5; ++i) breaker.end(End::failure, false, seconds(0), seconds(20));
  EXPECT_FALSE(breaker.admits(seconds(19)));
  EXPECT_TRUE(breaker.admits(seconds(20)));
  CircuitBreaker impatient;
  for (int i = 0; i < 5; ++i) impatient.end(End::failure, false, seconds(0), seconds(3600));
  EXPECT_TRUE(impatient.admits(seconds(60)));
}

}  // namespace
}  // namespace gw::policy
