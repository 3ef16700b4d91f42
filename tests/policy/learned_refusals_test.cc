#include "policy/learned_refusals.h"

#include <gtest/gtest.h>

namespace gw::policy {
namespace {

using std::chrono::minutes;
using Names = std::vector<std::string>;
constexpr LearnedRefusals::Time kStart{};

TEST(LearnedRefusals, AreForgottenAfterAnHour) {
  LearnedRefusals learned;
  learned.learn("top_k", kStart);
  learned.learn("stop", kStart + minutes(30));
  EXPECT_EQ(learned.members(kStart + minutes(59)), (Names{"top_k", "stop"}));
  EXPECT_EQ(learned.members(kStart + minutes(61)), Names{"stop"});
  EXPECT_EQ(learned.members(kStart + minutes(91)), Names{});
}

TEST(LearnedRefusals, AreKeptOnce) {
  LearnedRefusals learned;
  learned.learn("top_k", kStart);
  learned.learn("top_k", kStart + minutes(30));
  EXPECT_EQ(learned.members(kStart + minutes(80)), Names{"top_k"});
}

TEST(LearnedRefusals, AreBounded) {
  LearnedRefusals learned;
  for (int i = 0; i < 1000; ++i) learned.learn("x" + std::to_string(i), kStart);
  const Names members = learned.members(kStart);
  EXPECT_EQ(members.size(), LearnedRefusals::kMost);
  EXPECT_EQ(members.back(), "x999");
  learned.learn(std::string(LearnedRefusals::kLongest + 1, 'x'), kStart);
  EXPECT_EQ(learned.members(kStart), members);
}

}  // namespace
}  // namespace gw::policy
