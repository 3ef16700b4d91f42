#include "policy/latency.h"

#include <gtest/gtest.h>

namespace gw::policy {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(Latency, FollowsWhatIsMeasured) {
  Latency latency;
  EXPECT_EQ(latency.at(seconds(0)), std::nullopt);
  latency.add(milliseconds(100), seconds(1));
  EXPECT_EQ(latency.at(seconds(1)), milliseconds(100));
  latency.add(milliseconds(600), seconds(2));
  EXPECT_EQ(latency.at(seconds(2)), milliseconds(200));
  for (int i = 0; i < 50; ++i) latency.add(milliseconds(600), seconds(3));
  EXPECT_GE(latency.at(seconds(3)), milliseconds(599));
}

TEST(Latency, IsForgotten) {
  Latency latency;
  latency.add(milliseconds(100), seconds(0));
  EXPECT_EQ(latency.at(milliseconds(29'999)), milliseconds(100));
  EXPECT_EQ(latency.at(seconds(30)), std::nullopt);
  latency.add(milliseconds(600), seconds(40));
  EXPECT_EQ(latency.at(seconds(40)), milliseconds(600));
}

}  // namespace
}  // namespace gw::policy
