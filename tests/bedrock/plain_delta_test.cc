#include "bedrock/plain_delta.h"

#include <string>

#include <gtest/gtest.h>

#include "answers.h"
#include "json/value.h"

namespace gw::bedrock {
namespace {

TEST(PlainDelta, ReadsTheUsualSpelling) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {R"({"contentBlockIndex":0,"delta":{"text":"Hi"},"p":"abcd"})", "Hi"},
      {R"({"contentBlockIndex":0,"delta":{"text":"Hi"}})", "Hi"},
      {R"({"contentBlockIndex":12,"delta":{"text":""},"p":""})", ""},
      {R"({"contentBlockIndex":0,"delta":{"text":"a \"longer\" text\n with \u00e9 \\"},"p":"x"})",
       R"(a \"longer\" text\n with \u00e9 \\)"},
      {R"({"contentBlockIndex":0,"delta":{"text":" 日本, naïve 🙂"},"p":"abcd"})",
       " 日本, naïve 🙂"},
  };
  for (const auto& [payload, text] : cases) {
    const auto read = read_plain_delta(payload);
    ASSERT_TRUE(read) << payload;
    EXPECT_EQ(read->escaped, text);
  }
}

TEST(PlainDelta, LeavesEverythingElseToTheParser) {
  for (const std::string_view payload :
       {R"({"contentBlockIndex":00,"delta":{"text":"Hi"}})",
        R"({"contentBlockIndex":,"delta":{"text":"Hi"}})",
        R"({"contentBlockIndex":-1,"delta":{"text":"Hi"}})",
        R"({"contentBlockIndex":1000,"delta":{"text":"Hi"}})",
        R"({"contentBlockIndex":0, "delta":{"text":"Hi"}})",
        R"({"contentBlockIndex":0,"delta":{"text":"Hi"},"p":"a"} )",
        R"({"contentBlockIndex":0,"delta":{"text":"Hi"},"p":"a\n"})",
        R"({"contentBlockIndex":0,"delta":{"text":"Hi"},"p":"a","q":1})",
        R"({"contentBlockIndex":0,"delta":{"text":"Hi","text":"You"}})",
        "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"\xC3\"}}",
        "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"\"},\"p\":\"\xED\xA0\x80\"}",
        "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"a\nb\"}}",
        "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"a\\\nb\"}}",
        R"({"contentBlockIndex":0,"delta":{"toolUse":{"input":"Hi"}}})",
        R"({"delta":{"text":"Hi"},"contentBlockIndex":0})"})
    EXPECT_FALSE(read_plain_delta(payload)) << payload;
}

// What it reads, the parser reads as the same; what the parser refuses, it does not read.
TEST(PlainDelta, AgreesWithTheParserOnEveryChange) {
  const std::string_view originals[] = {
      R"({"contentBlockIndex":0,"delta":{"text":"Hi, a \"somewhat\" longer text"},"p":"abcdefgh"})",
      R"({"contentBlockIndex":7,"delta":{"text":"\\"}})",
      R"({"contentBlockIndex":0,"delta":{"text":"日é\n🙂"},"p":"ab"})",
  };
  json::Document document;
  const auto check = [&](const std::string& payload) {
    const auto read = read_plain_delta(payload);
    if (!read) return;
    const Buffer bytes = buffer_of(payload);
    const auto json = document.parse(bytes.view());
    ASSERT_TRUE(json) << payload;
    const auto delta = json->object()->find("delta");
    EXPECT_EQ(*delta->object()->find("text")->string(), *read) << payload;
  };
  for (const auto original : originals) {
    for (std::size_t at = 0; at <= original.size(); ++at) {
      check(std::string(original.substr(0, at)));
      for (int byte = 0; byte < 256; ++byte) {
        std::string changed(original);
        check(changed.insert(at, 1, static_cast<char>(byte)));
        if (at == original.size()) continue;
        changed = original;
        changed[at] = static_cast<char>(byte);
        check(changed);
      }
    }
  }
}

}  // namespace
}  // namespace gw::bedrock
