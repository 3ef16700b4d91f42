#include "policy/refresh_schedule.h"

#include <gtest/gtest.h>

namespace gw::policy {
namespace {

TEST(RenewalTime, IsEarlyEnoughForEveryLife) {
  struct Case {
    std::int64_t life, after;
  };
  for (const Case& c : std::vector<Case>{{43'200, 34'560},  // twelve hours: 80 %
                                         {3'600, 2'880},
                                         {1'500, 1'200},
                                         {900, 600},  // five minutes before the end
                                         {400, 200},  // short lives: half
                                         {10, 5},
                                         {1, 0},
                                         {0, 0},
                                         {-5, 0}}) {
    EXPECT_EQ(renewal_time(1'000, 1'000 + c.life, 0), 1'000 + c.after) << c.life;
  }
}

TEST(RenewalTime, IsSpread) {
  EXPECT_EQ(renewal_time(0, 3'600, 0.5), 2'880 - 90);
  EXPECT_GE(renewal_time(0, 3'600, 0.999), 2'880 - 180);
}

TEST(RenewalBackoff, DoublesUpToAMinute) {
  using std::chrono::milliseconds;
  EXPECT_EQ(renewal_backoff(1, 0), milliseconds(1'000));
  EXPECT_EQ(renewal_backoff(2, 0), milliseconds(2'000));
  EXPECT_EQ(renewal_backoff(6, 0), milliseconds(32'000));
  EXPECT_EQ(renewal_backoff(7, 0), milliseconds(60'000));
  EXPECT_EQ(renewal_backoff(1'000, 0), milliseconds(60'000));
  EXPECT_EQ(renewal_backoff(1, 0.5), milliseconds(875));
}

}  // namespace
}  // namespace gw::policy
