#include "base/secret.h"

#include <ostream>
#include <string>
#include <utility>

#include <gtest/gtest.h>

namespace gw {
namespace {

template <class T>
concept Printable = requires(std::ostream& out, const T& value) { out << value; };
static_assert(!Printable<Secret>);

TEST(Secret, ComparesByContent) {
  EXPECT_EQ(Secret("key"), Secret("key"));
  EXPECT_NE(Secret("key"), Secret("kez"));
  EXPECT_NE(Secret("key"), Secret("keys"));
  EXPECT_EQ(Secret(), Secret(""));
  EXPECT_TRUE(equal_in_constant_time("", ""));
  EXPECT_FALSE(equal_in_constant_time("", "a"));
}

TEST(Secret, CopiesAreIndependent) {
  Secret original("first");
  const Secret copy = original;
  original = Secret("second");
  EXPECT_EQ(copy.reveal(), "first");
  EXPECT_EQ(original.reveal(), "second");
}

TEST(Secret, GivenAShortSecretWhenMovedThenItsBytesDoNotMoveAndNothingStays) {
  Secret source("short");
  const char* bytes = source.reveal().data();
  const Secret target = std::move(source);
  EXPECT_EQ(target.reveal().data(), bytes);
  EXPECT_EQ(target.reveal(), "short");
  EXPECT_TRUE(source.empty());  // NOLINT(bugprone-use-after-move): what is left is the point
}

TEST(Secret, MayBeAssignedToItself) {
  Secret secret("value");
  const Secret& same = secret;
  secret = same;
  EXPECT_EQ(secret.reveal(), "value");
}

}  // namespace
}  // namespace gw
