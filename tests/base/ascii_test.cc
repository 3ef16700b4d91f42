#include "base/ascii.h"

#include <gtest/gtest.h>

namespace gw::ascii {
namespace {

TEST(Ascii, CaseIsThatOfLettersOnly) {
  EXPECT_TRUE(equal_ignoring_case("Content-Type[", "content-tYPE["));
  EXPECT_FALSE(equal_ignoring_case("[", "{"));
  EXPECT_FALSE(equal_ignoring_case("a", "ab"));
  EXPECT_EQ(to_lower("AZ[\xc4"), "az[\xc4");
  EXPECT_TRUE(starts_with_ignoring_case("BEARER key", "bearer "));
  EXPECT_FALSE(starts_with_ignoring_case("Bear", "bearer"));
}

TEST(Ascii, TrimTakesWhiteSpaceFromBothEnds) {
  EXPECT_EQ(trim(" \t\r\na b\v\f"), "a b");
  EXPECT_EQ(trim(" \t"), "");
}

TEST(Ascii, TakeUntilWalksOverAList) {
  std::string_view rest = "a;;b";
  EXPECT_EQ(take_until(';', rest), "a");
  EXPECT_EQ(take_until(';', rest), "");
  EXPECT_EQ(take_until(';', rest), "b");
  EXPECT_TRUE(rest.empty());
}

}  // namespace
}  // namespace gw::ascii
