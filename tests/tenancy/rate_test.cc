#include "tenancy/rate.h"

#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace gw::tenancy {
namespace {

constexpr Tick kMinute = 60 * kSecond;

TEST(RateCell, HoldsOnePeriodsWorthAndRefillsSteadily) {
  RateCell cell{0};
  const Rate rate{6, kMinute};
  const Tick now = 1000 * kSecond;
  for (int i = 0; i < 6; ++i) EXPECT_EQ(take(cell, rate, 1, now), 0) << i;
  EXPECT_EQ(take(cell, rate, 1, now), 10 * kSecond);
  EXPECT_NE(take(cell, rate, 1, now + 10 * kSecond - 1), 0);
  EXPECT_EQ(take(cell, rate, 1, now + 10 * kSecond), 0);
  EXPECT_NE(take(cell, rate, 1, now + 10 * kSecond), 0);
}

TEST(RateCell, TellsWhatIsLeft) {
  RateCell cell{0};
  const Rate rate{100, kMinute};
  EXPECT_EQ(standing(cell, rate, 0).remaining, 100);
  EXPECT_EQ(standing(cell, rate, 0).until_full, 0);
  take(cell, rate, 40, 0);
  EXPECT_EQ(standing(cell, rate, 0).remaining, 60);
  EXPECT_EQ(standing(cell, rate, 0).until_full, 24 * kSecond);
}

TEST(RateCell, KeepsOveruseAsDebtAlsoLongAfterTheReservation) {
  RateCell cell{0};
  const Rate rate{60, kMinute};
  ASSERT_EQ(take(cell, rate, 1, 0), 0);
  take_used(cell, rate, 120, 10 * kMinute);  // the stream took ten minutes
  EXPECT_EQ(standing(cell, rate, 10 * kMinute).remaining, 0);
  EXPECT_EQ(take(cell, rate, 1, 10 * kMinute), 61 * kSecond);
}

TEST(RateCell, GivesBackNoMoreThanThereWas) {
  RateCell cell{0};
  const Rate rate{10, kMinute};
  ASSERT_EQ(take(cell, rate, 10, 0), 0);
  give_back(cell, rate, 10);
  EXPECT_EQ(standing(cell, rate, 0).remaining, 10);
  ASSERT_EQ(take(cell, rate, 10, 0), 0);
  give_back(cell, rate, 10);
  EXPECT_EQ(take(cell, rate, 10, kMinute), 0);
  EXPECT_NE(take(cell, rate, 1, kMinute), 0);
}

TEST(RateCell, SurvivesAbsurdCounts) {
  RateCell cell{0};
  const Rate rate{1, kMinute};
  take_used(cell, rate, std::int64_t{1} << 53, kMinute);
  take_used(cell, rate, std::int64_t{1} << 53, kMinute);
  EXPECT_GT(take(cell, rate, 1, kMinute), 0);
}

// Others read, then added: parallel requests all passed.
TEST(RateCell, O1_ParallelRequestsPassExactlyOnce) {
  RateCell cell{0};
  const Rate rate{5, kMinute};
  std::atomic<int> passed{0};
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 100; ++i)
      threads.emplace_back([&] { passed += take(cell, rate, 1, kSecond) == 0 ? 1 : 0; });
  }
  EXPECT_EQ(passed, 5);
}

}  // namespace
}  // namespace gw::tenancy
