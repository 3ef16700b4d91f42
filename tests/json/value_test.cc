#include "json/value.h"

#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <simdjson.h>

namespace gw::json {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// The text in memory of exactly its size, so that the sanitizer sees any byte read behind it.
struct Exact {
  explicit Exact(std::string_view text) : bytes(new char[text.size()]), size(text.size()) {
    std::copy(text.begin(), text.end(), bytes.get());
  }
  std::string_view view() const { return {bytes.get(), size}; }
  std::unique_ptr<char[]> bytes;
  std::size_t size;
};

std::string parse_error(std::string_view text) {
  const Exact exact(text);
  Document document;
  auto parsed = document.parse(exact.view());
  return parsed ? "" : parsed.error().message;
}

TEST(Value, EveryTypeIsReadAsItself) {
  Document document;
  const auto root =
      document.parse(R"( {"o":{"x":[]},"a":[1,2],"s":"t\n","n":-1.5e1,"b":true,"z":null} )");
  ASSERT_TRUE(root);
  const Object object = root->object().value();
  EXPECT_EQ(object.find("o")->raw(), R"({"x":[]})");
  EXPECT_EQ(object.find("a")->raw(), "[1,2]");
  EXPECT_EQ(object.find("s")->string()->escaped, "t\\n");
  EXPECT_EQ(object.find("n")->number(), -15.0);
  EXPECT_EQ(object.find("n")->integer(), -15);
  EXPECT_EQ(object.find("b")->boolean(), true);
  EXPECT_TRUE(object.find("z")->is_null());
  EXPECT_EQ(object.find("missing"), std::nullopt);
}

TEST(Value, AnotherTypeIsNoValue) {
  Document document;
  const Value text = document.parse(R"("text")").value();
  EXPECT_EQ(text.type(), Type::string);
  EXPECT_FALSE(text.object());
  EXPECT_FALSE(text.array());
  EXPECT_FALSE(text.boolean());
  EXPECT_FALSE(text.integer());
  EXPECT_FALSE(text.number());
  EXPECT_FALSE(document.parse("1")->string());
}

TEST(Value, MembersComeInOrderWhateverIsReadOfThem) {
  Document document;
  const Value root =
      document.parse("{ \"a\" : {\"x\":[{}]} , \"b\\\"\" : [ [ ] , 2 ] , \"a\":3 }").value();
  const Object object = root.object().value();
  std::vector<std::string> seen;
  for (const auto [key, value] : object) {
    seen.push_back(std::string(key) + "=" + std::string(value.raw()));
  }
  EXPECT_THAT(seen, ElementsAre("a={\"x\":[{}]}", "b\\\"=[ [ ] , 2 ]", "a=3"));
}

TEST(Value, ItemsComeInOrder) {
  Document document;
  const Value root = document.parse("[1,\"two\" , [3] ,{\"4\":4}, null\n]").value();
  const Array array = root.array().value();
  std::vector<std::string> seen;
  for (const Value item : array) seen.emplace_back(item.raw());
  EXPECT_THAT(seen, ElementsAre("1", "\"two\"", "[3]", "{\"4\":4}", "null"));
  EXPECT_TRUE(document.parse("[ ]")->array()->empty());
}

TEST(Value, IntegersAreExact) {
  const struct {
    const char* text;
    std::optional<std::int64_t> value;
  } cases[] = {
      {"0", 0},
      {"-0", 0},
      {"9223372036854775807", INT64_MAX},
      {"-9223372036854775808", INT64_MIN},
      {"9223372036854775808", std::nullopt},
      {"1e30", std::nullopt},
      {"1e999", std::nullopt},
      {"100.0", 100},
      {"1e3", 1000},
      {"1.5", std::nullopt},
  };
  Document document;
  for (const auto& [text, value] : cases) {
    EXPECT_EQ(document.parse(text)->integer(), value) << text;
  }
}

TEST(Value, MalformedTextIsRefusedWithItsPlace) {
  const struct {
    const char* text;
    const char* message;
  } cases[] = {
      {"", "empty"},
      {" \n", "empty"},
      {"\x01\x02", "at byte 0"},
      {"{\"a\":1,}", "at byte 7"},
      {"{\"a\" 1}", "at byte 1"},
      {"{\"a\":1 \"b\":2}", "at byte 7"},
      {"{1:2}", "at byte 1"},
      {"{\"a\":1", "too early"},
      {"[1,2", "too early"},
      {"[1,", "too early"},
      {"{", "too early"},
      {"[1}", "at byte 2"},
      {"{\"a\":[1]]", "at byte 8"},
      {"{} {}", "at byte 3"},
      {"{}x", "at byte 2"},
      {"01", "at byte 0"},
      {"[1.]", "at byte 1"},
      {"[.5]", "at byte 1"},
      {"[1e]", "at byte 1"},
      {"[+1]", "at byte 1"},
      {"[-]", "at byte 1"},
      {"[NaN]", "at byte 1"},
      {"[tru]", "at byte 1"},
      {"[true\"x\"]", "at byte 1"},
      {"[\"a\"\"b\"]", "at byte 4"},
      {"[\"a\"b]", "at byte 4"},
      {"['a']", "at byte 1"},
      {"\"abc", "not closed"},
      {"[\"a\nb\"]", "control character"},
      {"\"\xff\"", "UTF-8"},
      {"\"\xed\xa0\x80\"", "UTF-8"},
      {"\xef\xbb\xbf{}", "at byte 0"},
      {"\x02\x02", "at byte 0"},
      {"[\x1c 1]", "at byte 1"},
      {"[1\f]", "at byte 2"},
  };
  for (const auto& [text, message] : cases) {
    EXPECT_THAT(parse_error(text), HasSubstr(message)) << text;
  }
}

TEST(Value, DepthIsBounded) {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  EXPECT_EQ(parse_error(nested(Document::kMaxDepth)), "");
  EXPECT_THAT(parse_error(nested(Document::kMaxDepth + 1)), HasSubstr("deeper than 256"));
  EXPECT_THAT(parse_error(std::string(1'000'000, '[')), HasSubstr("deeper than 256"));
}

TEST(Value, ADocumentIsReusedForTextsOfAnySize) {
  Document document;
  for (const std::size_t size : {1uz, 100'000uz, 10uz, 1'000'000uz, 0uz}) {
    const std::string text = "[\"" + std::string(size, 'x') + "\"]";
    const Array array = document.parse(text)->array().value();
    for (const Value item : array) EXPECT_EQ(item.string()->escaped.size(), size);
    EXPECT_FALSE(document.parse("[1").has_value());
  }
}

// Our grammar check and simdjson's own full parser agree on every one-byte change of a text.
TEST(Value, AcceptsWhatSimdjsonAccepts) {
  const std::string text = R"({"a":[1,-2.5e3,true,null,{"b":"c\n"},[]],"d":{}} )";
  const std::string replacements = "{}[],:\"\\ 019-+.eEtfn\x01\x7f\xc3";
  simdjson::dom::parser reference;
  for (std::size_t i = 0; i < text.size(); ++i) {
    for (const char c : replacements) {
      std::string changed = text;
      changed[i] = c;
      if (changed.find("\\", 0) != changed.find("\\n")) continue;  // escapes are not checked here
      EXPECT_EQ(parse_error(changed).empty(), reference.parse(changed).error() == simdjson::SUCCESS)
          << changed;
    }
  }
}

}  // namespace
}  // namespace gw::json
