#include "base/edit_distance.h"

#include <gtest/gtest.h>

namespace gw {
namespace {

TEST(EditDistance, CountsWhatHasToChange) {
  struct Case {
    std::string_view a, b;
    std::size_t distance;
  };
  const Case cases[] = {
      {"", "", 0},       {"abc", "abc", 0}, {"", "abc", 3},
      {"abc", "abd", 1}, {"abc", "bc", 1},  {"claude-4-6", "claude-4.6", 1},
  };
  for (const auto& [a, b, distance] : cases) {
    EXPECT_EQ(edit_distance(a, b), distance) << a << " " << b;
    EXPECT_EQ(edit_distance(b, a), distance) << b << " " << a;
  }
}

}  // namespace
}  // namespace gw
