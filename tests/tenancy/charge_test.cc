#include "tenancy/charge.h"

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace gw::tenancy {
namespace {

constexpr Now kNow{1000 * kSecond, 1'800'000'000};

Now later(int seconds) { return {kNow.tick + seconds * kSecond, kNow.time + seconds}; }

class ChargeTest : public testing::Test {
 protected:
  // A key in a team.
  void set(const Limits& key, const Limits& team = {}, std::vector<Budget> budgets = {}) {
    Team its;
    its.id = "team";
    its.terms.limits = team;
    Key one;
    one.id = "key";
    one.team = "team";
    one.terms.limits = key;
    one.terms.budgets = std::move(budgets);
    one.secrets.push_back({digest_of_setting("secret")});
    directory_ = *Directory::make({its}, {one}, directory_.get());
  }
  Grant grant() const { return *directory_->find("secret", kNow.time); }
  // A request from head to end. "": admitted; else the limit that refused it.
  std::string ask(const Usage& expected, std::optional<Usage> used, const Now& now = kNow) {
    Charge charge;
    if (const auto refused = charge.begin(grant(), now)) return std::string(refused->limit);
    if (const auto& refused = charge.reserve(expected, now)) return std::string(refused->limit);
    charge.settle(used, now);
    return "";
  }
  std::int64_t remaining(Rated kind) {
    Charge charge;
    charge.begin(grant(), kNow);
    return charge.standing(kind, kNow.tick)->remaining;
  }

  std::shared_ptr<const Directory> directory_;
};

TEST_F(ChargeTest, TakesFromTheKeyAndAllItsTeams) {
  set({.tokens_per_minute = 1000}, {.tokens_per_minute = 100});
  EXPECT_EQ(ask({50, 10}, Usage{50, 10}), "");
  EXPECT_EQ(remaining(Rated::tokens_per_minute), 40) << "the tightest";
  EXPECT_EQ(ask({50, 10}, Usage{50, 10}), "tpm");
}

TEST_F(ChargeTest, SettlesWhatWasUsed) {
  set({.tokens_per_minute = 1000});
  EXPECT_EQ(ask({100, 400}, Usage{100, 100}), "");
  EXPECT_EQ(remaining(Rated::tokens_per_minute), 800);
  EXPECT_EQ(ask({100, 0}, Usage{100, 900}), "");
  EXPECT_EQ(remaining(Rated::tokens_per_minute), 0);
  EXPECT_EQ(ask({1, 0}, Usage{1, 0}), "tpm") << "over-use is debt";
  EXPECT_EQ(ask({1, 0}, Usage{1, 0}, later(13)), "");
}

TEST_F(ChargeTest, CountsInputAndOutputApart) {
  set({.input_tokens_per_minute = 100, .output_tokens_per_minute = 1000});
  EXPECT_EQ(ask({80, 10}, Usage{80, 10}), "");
  EXPECT_EQ(ask({30, 10}, Usage{30, 10}), "itpm");
  EXPECT_EQ(ask({10, 995}, Usage{10, 1000}), "otpm");
}

TEST_F(ChargeTest, WhatNeverWentUpstreamCostsNothing) {
  set({.requests_per_minute = 1, .tokens_per_minute = 100});
  EXPECT_EQ(ask({50, 50}, std::nullopt), "");
  EXPECT_EQ(ask({50, 50}, Usage{50, 50}), "");
  EXPECT_EQ(ask({50, 50}, Usage{50, 50}), "rpm");
}

TEST_F(ChargeTest, RefusesForGoodOnlyWhatIsCertainlyTooLarge) {
  set({.tokens_per_minute = 100});
  EXPECT_EQ(ask({10, 4000}, Usage{10, 20}), "") << "an expectation is none of the client's fault";
  Charge charge;
  charge.begin(grant(), later(60));
  const auto& refused = charge.reserve({101, 0}, later(60));
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->what, Limited::too_many_tokens);
  EXPECT_EQ(refused->wait, 0);
}

TEST_F(ChargeTest, O6_RefusedRequestsTakeNothing) {
  set({.requests_per_minute = 1, .concurrency = 1});
  {
    Charge running;
    ASSERT_FALSE(running.begin(grant(), kNow));
    EXPECT_EQ(ask({}, Usage{}), "concurrency");
    running.settle(std::nullopt, kNow);
  }
  EXPECT_EQ(ask({}, Usage{}), "") << "the refused one took neither place nor request";
  set({.requests_per_minute = 10}, {.tokens_per_minute = 10});
  EXPECT_EQ(ask({11, 0}, Usage{}, later(60)), "tpm");
  EXPECT_EQ(ask({10, 0}, Usage{10, 0}, later(60)), "");
}

TEST_F(ChargeTest, O5_EveryWayOutGivesThePlaceBack) {
  set({.concurrency = 3});
  for (int i = 0; i < 10'000; ++i) {
    Charge charge;
    ASSERT_FALSE(charge.begin(grant(), kNow)) << i;
    if (i % 2 == 0) charge.reserve({1, 1}, kNow);
    if (i % 3 == 0) charge.settle(Usage{1, 1}, kNow);
    if (i % 6 == 0) charge.settle(Usage{1, 1}, kNow);
  }
  EXPECT_EQ(grant().scopes[0].meter->in_flight, 0);
}

TEST_F(ChargeTest, O16_SettlesOnce) {
  set({.tokens_per_minute = 1000});
  Charge charge;
  charge.begin(grant(), kNow);
  charge.reserve({10, 10}, kNow);
  charge.reserve({10, 10}, kNow);  // another call of the same request
  charge.settle(Usage{50, 50}, kNow);
  charge.settle(Usage{50, 50}, kNow);
  EXPECT_EQ(charge.standing(Rated::tokens_per_minute, kNow.tick)->remaining, 900);
}

TEST_F(ChargeTest, AnExceptionLeavesTheReservationSpent) {
  set({.tokens_per_minute = 100});
  {
    Charge lost;
    lost.begin(grant(), kNow);
    lost.reserve({60, 0}, kNow);
  }
  EXPECT_EQ(ask({60, 0}, Usage{}), "tpm");
}

TEST_F(ChargeTest, O18_AnEditResetsNothing) {
  set({.tokens_per_minute = 100});
  EXPECT_EQ(ask({60, 0}, Usage{60, 0}), "");
  set({.tokens_per_minute = 110});
  EXPECT_EQ(ask({60, 0}, Usage{60, 0}), "tpm");
}

TEST_F(ChargeTest, O3_AgentsWithLargeMaximaAreNotStarved) {
  set({.tokens_per_minute = 100'000});
  std::vector<std::unique_ptr<Charge>> agents;
  for (int i = 0; i < 50; ++i) {
    const auto expected = grant().learnt->output_tokens("key", "model");
    auto& agent = agents.emplace_back(std::make_unique<Charge>());
    ASSERT_FALSE(agent->begin(grant(), kNow));
    ASSERT_FALSE(agent->reserve({1000, std::min<std::int64_t>(expected, 64'000)}, kNow)) << i;
    grant().learnt->saw_output("key", "model", 300);
  }
}

TEST_F(ChargeTest, O1_OneHundredAtOncePassWhatThereIs) {
  set({.requests_per_minute = 5});
  std::atomic<int> passed{0};
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 100; ++i)
      threads.emplace_back([&] { passed += ask({}, Usage{}).empty() ? 1 : 0; });
  }
  EXPECT_EQ(passed, 5);
}

TEST_F(ChargeTest, BudgetsBlockWarnAndStartAnew) {
  set({}, {}, {{100, Window::day, OnExceed::block}, {10, Window::total, OnExceed::warn}});
  EXPECT_EQ(ask({1, 1, 90}, Usage{1, 1, 80}), "");
  EXPECT_EQ(ask({1, 1, 30}, Usage{1, 1, 30}), "day");
  EXPECT_EQ(ask({1, 1, 0}, Usage{1, 1, 0}), "") << "what costs nothing passes";
  EXPECT_EQ(ask({1, 1, 30}, Usage{1, 1, 30}, later(86'400)), "");
}

TEST_F(ChargeTest, O4_WithoutAPriceABudgetRefuses) {
  set({}, {}, {{100, Window::day, OnExceed::block}});
  Charge charge;
  charge.begin(grant(), kNow);
  EXPECT_EQ(charge.reserve({1, 1, std::nullopt}, kNow)->what, Limited::unpriced);
}

TEST(Learnt, FollowsWhatItSees) {
  Learnt learnt;
  EXPECT_EQ(learnt.output_tokens("key", "model"), 256);
  for (int i = 0; i < 20; ++i) learnt.saw_output("key", "model", 4000);
  EXPECT_NEAR(static_cast<double>(learnt.output_tokens("key", "model")), 4000, 10);
  EXPECT_EQ(learnt.output_tokens("other", "model"), 256);
  EXPECT_EQ(learnt.input_tokens("model", 4000), 1001);
  for (int i = 0; i < 100; ++i) learnt.saw_input("model", 4000, 2000);
  EXPECT_NEAR(static_cast<double>(learnt.input_tokens("model", 4000)), 2000, 60);
}

}  // namespace
}  // namespace gw::tenancy
