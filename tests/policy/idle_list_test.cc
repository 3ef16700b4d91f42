#include "policy/idle_list.h"

#include <memory>

#include <gtest/gtest.h>

namespace gw::policy {
namespace {

using namespace std::chrono_literals;

TEST(IdleList, GivesTheMostRecentlyUsedFirst) {
  IdleList<int> list;
  list.put(1, 0ms, 10);
  list.put(2, 1ms, 10);
  EXPECT_EQ(list.take(), 2);
  EXPECT_EQ(list.take(), 1);
  EXPECT_EQ(list.take(), std::nullopt);
}

TEST(IdleList, DropsTheOneIdleLongestWhenThereAreTooMany) {
  IdleList<std::unique_ptr<int>> list;
  for (int i = 1; i <= 3; ++i) list.put(std::make_unique<int>(i), 0ms, 2);
  EXPECT_EQ(list.size(), 2u);
  EXPECT_EQ(**list.take(), 3);
  EXPECT_EQ(**list.take(), 2);
}

TEST(IdleList, KeepsNothingWhenNothingMayBeKept) {
  IdleList<int> list;
  list.put(1, 0ms, 0);
  EXPECT_EQ(list.size(), 0u);
}

TEST(IdleList, DropsWhatHasBeenIdleForTheTimeOrLonger) {
  IdleList<int> list;
  list.put(1, 0ms, 10);
  list.put(2, 10ms, 10);
  list.put(3, 11ms, 10);
  list.expire(60ms, 50ms);
  EXPECT_EQ(list.size(), 1u);
  EXPECT_EQ(list.take(), 3);
}

}  // namespace
}  // namespace gw::policy
