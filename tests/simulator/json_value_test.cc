#include "simulator/json_value.h"

#include <gtest/gtest.h>

namespace gw::simulator {
namespace {

TEST(JsonValue, ReadsEveryKindOfValue) {
  const auto value = parse_json(
      R"( {"n": null, "b": [true, false], "i": -12, "f": 1.5e2, "s": "a\"\\\/\b\f\n\r\t"} )");
  ASSERT_TRUE(value);
  EXPECT_TRUE((*value)["n"].is(Value::Kind::null));
  EXPECT_TRUE((*value)["b"].items[0].boolean);
  EXPECT_FALSE((*value)["b"].items[1].boolean);
  EXPECT_TRUE((*value)["i"].is(Value::Kind::integer));
  EXPECT_EQ((*value)["i"].number, -12);
  EXPECT_TRUE((*value)["f"].is(Value::Kind::number));
  EXPECT_EQ((*value)["f"].number, 150);
  EXPECT_EQ((*value)["s"].text, "a\"\\/\b\f\n\r\t");
  EXPECT_EQ((*value)["absent"]["further"].text, "");
}

TEST(JsonValue, DecodesUnicode) {
  const auto value = parse_json(R"(["\u0041\u00e9\u4e2d\ud83d\ude00", "Aé中😀"])");
  ASSERT_TRUE(value);
  EXPECT_EQ(value->items[0].text, value->items[1].text);
}

TEST(JsonValue, RefusesWhatIsNotJson) {
  for (const std::string_view text : {"",
                                      "{",
                                      "[1,]",
                                      "{\"a\":1,}",
                                      "{\"a\" 1}",
                                      "{a:1}",
                                      "'a'",
                                      "01",
                                      "1.",
                                      ".5",
                                      "-",
                                      "+1",
                                      "1e",
                                      "tru",
                                      "nul",
                                      "[1] 2",
                                      "\"a",
                                      "\"\n\"",
                                      "\"\\x\"",
                                      "\"\\u12\"",
                                      "\"\\ud800\"",
                                      "\"\\udc00\"",
                                      "\"\\ud800\\u0041\"",
                                      "\"\xff\"",
                                      "\"\xc0\x80\"",
                                      "\"\xed\xa0\x80\"",
                                      "\"\xf5\x80\x80\x80\"",
                                      "\"\xe4\xb8\"",
                                      "{\"a\":1,\"a\":2}",
                                      "NaN",
                                      "1e999"}) {
    EXPECT_FALSE(parse_json(text)) << text;
  }
}

TEST(JsonValue, RefusesEndlessNesting) {
  EXPECT_TRUE(parse_json(std::string(100, '[') + std::string(100, ']')));
  const auto deep = parse_json(std::string(100'000, '['));
  ASSERT_FALSE(deep);
  EXPECT_EQ(deep.error().code, Errc::too_large);
}

}  // namespace
}  // namespace gw::simulator
