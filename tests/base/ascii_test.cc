#include "base/ascii.h"

#include <string>

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

TEST(Ascii, CaseIsThatOfEveryCharacterWhereverItStands) {
  for (int a = 0; a < 256; ++a) {
    for (int b = 0; b < 256; ++b) {
      const bool equal = lower(static_cast<char>(a)) == lower(static_cast<char>(b));
      for (const std::size_t at : {0U, 3U, 7U, 8U}) {
        std::string left("content-t");
        std::string right("CONTENT-T");
        left[at] = static_cast<char>(a);
        right[at] = static_cast<char>(b);
        ASSERT_EQ(equal_ignoring_case(left, right), equal) << a << ' ' << b << ' ' << at;
      }
    }
  }
}

TEST(Ascii, ControlCharactersAreFoundWhereverTheyStand) {
  for (int c = 0; c < 256; ++c) {
    const bool control = (c < 0x20 && c != '\t') || c == 0x7f;
    for (std::size_t at = 0; at < 20; ++at) {
      std::string text(20, '\xff');
      text[at / 2] = '\t';
      text[at] = static_cast<char>(c);
      ASSERT_EQ(find_control(text), control ? at : text.size()) << c << ' ' << at;
    }
  }
  EXPECT_EQ(find_control("\n\n", 1), 1u);
  EXPECT_EQ(find_control(""), 0u);
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
