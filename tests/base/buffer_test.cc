#include "base/buffer.h"

#include <string>
#include <utility>

#include <gtest/gtest.h>

namespace gw {
namespace {

// Storage comes from three places, by size: none of them may show.
TEST(Buffer, KeepsItsContentAsItGrows) {
  Buffer buffer;
  std::string expected;
  for (char c = 'a'; expected.size() < 10'000'000; c = static_cast<char>(c == 'z' ? 'a' : c + 1)) {
    const std::string piece(1 + expected.size() / 2, c);
    buffer.append(piece);
    expected += piece;
    ASSERT_EQ(buffer.view(), expected) << expected.size();
  }
  Buffer other = std::move(buffer);
  other.consume(5'000'000);
  EXPECT_EQ(other.view(), std::string_view(expected).substr(5'000'000));
  other.release();
  EXPECT_TRUE(other.empty());
  EXPECT_EQ(other.capacity(), 0U);
}

}  // namespace
}  // namespace gw
