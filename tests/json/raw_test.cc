#include "json/raw.h"

#include <string>

#include <gtest/gtest.h>

namespace gw::json {
namespace {

TEST(RawString, BlankIsWhiteSpaceEscapedOrNot) {
  for (const char* blank : {"", " ", "\\n", " \\t\\r\\n ", "\\u0020\\u00a0", "\xc2\xa0",
                            "\xe3\x80\x80", "\\u3000\xe2\x80\x89"}) {
    EXPECT_TRUE(is_blank({blank})) << blank;
  }
  for (const char* text : {"x", " x", "\\\\", "\\u0000", "\xe2\x80\x8b", "\\ud83d\\ude00", "\\q"}) {
    EXPECT_FALSE(is_blank({text})) << text;
  }
}

TEST(RawString, TrimKnowsEscapes) {
  EXPECT_EQ(trim_end({"a b\\n \\u0020"}).escaped, "a b");
  EXPECT_EQ(trim_end({"a\\\\n"}).escaped, "a\\\\n");  // a backslash and the letter n
  EXPECT_EQ(trim_end({" \xe3\x80\x80"}).escaped, "");
  EXPECT_EQ(trim({"\\n a\\tb \\r"}).escaped, "a\\tb");
}

TEST(RawString, SurrogatesMustComeInPairs) {
  EXPECT_TRUE(is_well_formed({"plain \xf0\x9f\x98\x80"}));
  EXPECT_TRUE(is_well_formed({"\\ud83d\\ude00 \\\" \\u0000"}));
  EXPECT_FALSE(is_well_formed({"\\ud83d"}));
  EXPECT_FALSE(is_well_formed({"\\ude00\\ud83d"}));
  EXPECT_FALSE(is_well_formed({"\\ud83d\\ud83d\\ude00"}));
  EXPECT_FALSE(is_well_formed({"\\x41"}));
  EXPECT_FALSE(is_well_formed({"\\u12g4"}));
  EXPECT_FALSE(is_well_formed({"\\u12"}));
  EXPECT_FALSE(is_well_formed({"\\"}));
}

TEST(RawString, RepairReplacesLoneSurrogatesOnly) {
  EXPECT_EQ(repair({"a\\ud83d\\n\\ud83d\\ude00\\ude00"}).value(),
            "a\xEF\xBF\xBD\\n\\ud83d\\ude00\xEF\xBF\xBD");
  EXPECT_FALSE(repair({"\\q"}).has_value());
}

TEST(RawString, DecodeGivesUtf8) {
  EXPECT_EQ(decode({R"(\"\\\/\b\f\n\r\t\u0041\u00e9\u20ac\ud83d\ude00\ud83d)"}).value(),
            "\"\\/\b\f\n\r\tA\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\xEF\xBF\xBD");
  EXPECT_EQ(decode({"\\u0000"}).value(), std::string(1, '\0'));
  EXPECT_FALSE(decode({"\\u00"}).has_value());
}

TEST(RawString, ReadableJsonHasNoEscapesButThoseItNeeds) {
  EXPECT_EQ(readable(R"({"\u4f60":["\u003cb\u003e \ud83d\ude00\n\/",1.0, true]})"),
            "{\"\xe4\xbd\xa0\":[\"<b> \xf0\x9f\x98\x80\\n\\/\",1.0, true]}");
  EXPECT_EQ(readable(R"("\u0000\u001f\u0022\u005c\\u4f60")"),
            R"("\u0000\u001f\u0022\u005c\\u4f60")");
  EXPECT_EQ(readable(R"("\ud83d")"), "\"\xEF\xBF\xBD\"");
}

TEST(RawString, EscapeKeepsUnicodeAndReplacesWhatIsNone) {
  EXPECT_EQ(escape("\"\\\b\f\n\r\t\x01\x7f/"), "\\\"\\\\\\b\\f\\n\\r\\t\\u0001\x7f/");
  EXPECT_EQ(escape("\xe6\xbc\xa2 \xf0\x9f\x98\x80"), "\xe6\xbc\xa2 \xf0\x9f\x98\x80");
  EXPECT_EQ(escape("\xff\xc3(\xed\xa0\x80"),
            "\xEF\xBF\xBD\xEF\xBF\xBD(\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
  EXPECT_EQ(escape("\xe2\x82"), "\xEF\xBF\xBD\xEF\xBF\xBD");
}

TEST(Length, CountsCharactersNotBytesOrEscapes) {
  const std::pair<std::string_view, std::size_t> cases[] = {
      {"", 0},
      {"abc", 3},
      {"\u00dcber \u65e5\u672c", 7},
      {"\U0001f600!", 2},
      {R"(a\n\"\u00e9)", 4},
      {R"(\ud83d\ude00x)", 2},
      {R"(\ud83dx)", 2},
  };
  for (const auto& [text, count] : cases) EXPECT_EQ(length({text}), count) << text;
}

TEST(Prefix, CutsBetweenCharacters) {
  constexpr std::string_view kText = R"(\u00fc\n\ud83d\ude00)"
                                     "\u00e9"
                                     "z";
  const std::string_view prefixes[] = {"",
                                       R"(\u00fc)",
                                       R"(\u00fc\n)",
                                       R"(\u00fc\n\ud83d\ude00)",
                                       (R"(\u00fc\n\ud83d\ude00)"
                                        "\u00e9"),
                                       kText,
                                       kText};
  for (std::size_t n = 0; n < std::size(prefixes); ++n)
    EXPECT_EQ(prefix({kText}, n).escaped, prefixes[n]) << n;
}

}  // namespace
}  // namespace gw::json
