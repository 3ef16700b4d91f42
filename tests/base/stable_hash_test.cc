#include "base/stable_hash.h"

#include <set>
#include <string>

#include <gtest/gtest.h>

namespace gw {
namespace {

TEST(StableHash, R8IsTheSameEverywhere) {
  EXPECT_EQ(stable_hash(""), 13700103328578044600U);
  EXPECT_EQ(stable_hash("a"), 16704394203638809655U);
  EXPECT_EQ(stable_hash("eu-central-1/anthropic.claude"), 16003758131607264897U);
}

TEST(StableHash, DiffersForWhatIsAlmostTheSame) {
  std::set<std::uint64_t> seen;
  std::string text;
  for (int i = 0; i < 300; ++i) {
    seen.insert(stable_hash(text));
    seen.insert(stable_hash(text + "b"));
    text += 'a';
  }
  seen.insert(stable_hash(std::string(1, '\0')));
  seen.insert(stable_hash(std::string(2, '\0')));
  EXPECT_EQ(seen.size(), 602U);
}

}  // namespace
}  // namespace gw
