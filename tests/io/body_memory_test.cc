#include "io/body_memory.h"

#include <utility>

#include <gtest/gtest.h>

namespace gw::io {
namespace {

constexpr std::size_t kSmall = BodyMemory::kSmall;

TEST(BodyMemory, IsSharedByAllBodies) {
  Quota quota;
  BodyMemory request(&quota, 10 * kSmall);
  BodyMemory answer(&quota, 10 * kSmall);
  EXPECT_TRUE(request.hold(6 * kSmall));
  EXPECT_FALSE(answer.hold(5 * kSmall));
  EXPECT_TRUE(answer.hold(4 * kSmall));
  request.release();
  EXPECT_TRUE(answer.hold(10 * kSmall));
}

TEST(BodyMemory, DoesNotCountSmallBodies) {
  Quota quota;
  BodyMemory large(&quota, 2 * kSmall);
  ASSERT_TRUE(large.hold(2 * kSmall));
  BodyMemory small(&quota, 2 * kSmall);
  EXPECT_TRUE(small.hold(kSmall));
  EXPECT_FALSE(small.hold(kSmall + 1));
}

TEST(BodyMemory, CountsTheMostThatWasHeld) {
  Quota quota;
  BodyMemory stream(&quota, 4 * kSmall);
  ASSERT_TRUE(stream.hold(3 * kSmall));
  ASSERT_TRUE(stream.hold(0));
  BodyMemory other(&quota, 4 * kSmall);
  EXPECT_FALSE(other.hold(2 * kSmall));
}

TEST(BodyMemory, GivesBackWhatItHeldAtItsEnd) {
  Quota quota;
  {
    BodyMemory body(&quota, 2 * kSmall);
    ASSERT_TRUE(body.hold(2 * kSmall));
    const BodyMemory moved(std::move(body));
  }
  BodyMemory after(&quota, 2 * kSmall);
  EXPECT_TRUE(after.hold(2 * kSmall));
}

TEST(BodyMemory, WithoutAQuotaHoldsAnything) {
  BodyMemory body;
  EXPECT_TRUE(body.hold(Quota::kUnlimited));
}

}  // namespace
}  // namespace gw::io
