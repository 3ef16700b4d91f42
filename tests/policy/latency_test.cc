#include "policy/latency.h"

#include <gtest/gtest.h>

namespace gw::policy {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

void add(Latency& latency, int samples, milliseconds took, milliseconds now) {
  for (int i = 0; i < samples; ++i) latency.add(took, now);
}

TEST(Latency, FollowsWhatIsMeasured) {
  Latency latency;
  EXPECT_EQ(latency.at(seconds(0)), std::nullopt);
  add(latency, 4, milliseconds(100), seconds(1));
  EXPECT_EQ(latency.at(seconds(1)), std::nullopt);
  add(latency, 1, milliseconds(100), seconds(1));
  EXPECT_EQ(latency.at(seconds(1)), milliseconds(100));
  add(latency, 1, milliseconds(600), seconds(2));
  EXPECT_EQ(latency.at(seconds(2)), milliseconds(200));
  add(latency, 50, milliseconds(600), seconds(3));
  EXPECT_GE(latency.at(seconds(3)), milliseconds(599));
}

TEST(Latency, TheFirstSampleCountsNoMoreThanTheOthers) {
  Latency latency;
  add(latency, 1, milliseconds(500), seconds(0));
  add(latency, 4, milliseconds(0), seconds(0));
  EXPECT_LE(latency.at(seconds(0)), milliseconds(100));
}

TEST(Latency, IsForgotten) {
  Latency latency;
  add(latency, 5, milliseconds(100), seconds(0));
  EXPECT_EQ(latency.at(milliseconds(29'999)), milliseconds(100));
  EXPECT_EQ(latency.at(seconds(30)), std::nullopt);
  add(latency, 4, milliseconds(600), seconds(40));
  EXPECT_EQ(latency.at(seconds(40)), std::nullopt);
  add(latency, 1, milliseconds(600), seconds(40));
  EXPECT_GE(latency.at(seconds(40)), milliseconds(599));
}

}  // namespace
}  // namespace gw::policy
