#include "io/quota.h"

#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace gw::io {
namespace {

TEST(Quota, IsHeldByItsShares) {
  Quota quota;
  Quota::Share first(&quota);
  Quota::Share second(&quota);
  EXPECT_TRUE(first.grow_to(6, 10));
  EXPECT_TRUE(second.grow_to(4, 10));
  EXPECT_FALSE(second.grow_to(5, 10)) << "above the limit";
  EXPECT_TRUE(second.grow_to(3, 10)) << "what is held stays held";
  first.release();
  EXPECT_TRUE(second.grow_to(10, 10));
  EXPECT_FALSE(first.grow_to(1, 10));
}

TEST(Quota, GoesWithItsShare) {
  Quota quota;
  {
    Quota::Share share(&quota);
    ASSERT_TRUE(share.grow_to(10, 10));
    Quota::Share moved(std::move(share));
    Quota::Share other(&quota);
    EXPECT_FALSE(other.grow_to(1, 10));
  }
  Quota::Share after(&quota);
  EXPECT_TRUE(after.grow_to(10, 10));
}

TEST(Quota, ALimitThatWasLoweredRefusesUntilThereIsRoomAgain) {
  Quota quota;
  Quota::Share many(&quota);
  Quota::Share one(&quota);
  ASSERT_TRUE(many.grow_to(8, 10));
  EXPECT_FALSE(one.grow_to(1, 5));
  EXPECT_TRUE(one.grow_to(1, Quota::kUnlimited));
}

TEST(Quota, IsNeverExceededByManyThreads) {
  constexpr std::size_t kLimit = 3;
  Quota quota;
  std::atomic<std::size_t> holding{0};
  std::atomic<std::size_t> most{0};
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int round = 0; round < 20'000; ++round) {
        Quota::Share share(&quota);
        if (!share.grow_to(1, kLimit)) continue;
        const std::size_t now = ++holding;
        std::size_t seen = most;
        while (now > seen && !most.compare_exchange_weak(seen, now)) continue;
        --holding;
      }
    });
  }
  threads.clear();
  EXPECT_LE(most, kLimit);
  Quota::Share all(&quota);
  EXPECT_TRUE(all.grow_to(kLimit, kLimit));
}

}  // namespace
}  // namespace gw::io
