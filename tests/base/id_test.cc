#include "base/id.h"

#include <algorithm>
#include <set>
#include <string>
#include <thread>

#include <gtest/gtest.h>

#include "base/ascii.h"

namespace gw {
namespace {

TEST(Id, HasThePrefixTheLengthAndOnlyLettersAndDigits) {
  for (std::size_t length = 0; length < 40; ++length) {
    const std::string id = make_id("req_", length);
    ASSERT_EQ(id.size(), 4 + length);
    ASSERT_TRUE(id.starts_with("req_"));
    ASSERT_TRUE(std::all_of(id.begin() + 4, id.end(), [](char c) {
      return ascii::is_alpha(c) || ascii::is_digit(c);
    })) << id;
  }
}

TEST(Id, UsesTheWholeAlphabetAndDoesNotRepeat) {
  std::set<std::string> ids;
  std::set<char> letters;
  for (int i = 0; i < 1000; ++i) {
    const std::string id = make_id("", 24);
    letters.insert(id.begin(), id.end());
    ids.insert(id);
  }
  EXPECT_EQ(ids.size(), 1000U);
  EXPECT_EQ(letters.size(), 62U);
}

TEST(Id, ThreadsDrawDifferentNumbers) {
  std::uint64_t other = 0;
  std::jthread([&] { other = random_u64(); }).join();
  EXPECT_NE(random_u64(), other);
}

}  // namespace
}  // namespace gw
