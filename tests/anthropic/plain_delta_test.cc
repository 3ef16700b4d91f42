#include "anthropic/plain_delta.h"

#include <string>

#include <gtest/gtest.h>

#include "base/buffer.h"
#include "json/value.h"

namespace gw::anthropic {
namespace {

constexpr std::string_view kText =
    R"({"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":" \"a\" 日"}})";
constexpr std::string_view kThinking =
    R"({"type":"content_block_delta","index":1,"delta":{"type":"thinking_delta","thinking":"so"}})";
constexpr std::string_view kCall =
    R"({"type":"content_block_delta","index":12,"delta":{"type":"input_json_delta","partial_json":"{\"a"}})";

TEST(PlainDelta, ReadsTheUsualSpellings) {
  const auto text = read_plain_delta(kText);
  ASSERT_TRUE(text);
  EXPECT_EQ(text->block, 0);
  EXPECT_EQ(text->said.escaped, R"( \"a\" 日)");
  const auto thinking = read_plain_delta(kThinking);
  ASSERT_TRUE(thinking);
  EXPECT_EQ(thinking->block, 1);
  EXPECT_EQ(thinking->said.escaped, "so");
  const auto call = read_plain_delta(kCall);
  ASSERT_TRUE(call);
  EXPECT_EQ(call->block, 12);
  EXPECT_EQ(call->said.escaped, R"({\"a)");
}

TEST(PlainDelta, LeavesEverythingElseToTheParser) {
  for (
      const std::string_view event : {
          R"({"type":"content_block_delta","index":01,"delta":{"type":"text_delta","text":"a"}})",
          R"({"type":"content_block_delta","index":1000,"delta":{"type":"text_delta","text":"a"}})",
          R"({"type":"content_block_delta", "index":0,"delta":{"type":"text_delta","text":"a"}})",
          R"({"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"a"}} )",
          R"({"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"a","b":1}})",
          R"({"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"a"},"amazon-bedrock-trace":{}})",
          R"({"type":"content_block_delta","index":0,"delta":{"type":"text_delta","thinking":"a"}})",
          R"({"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"a"}})",
          R"({"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"\ud800"}})",
          R"({"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"\x"}})",
          ("{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\","
           "\"text\":\"\n\"}}"),
          ("{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\","
           "\"text\":\"\xC3\"}}"),
      })
    EXPECT_FALSE(read_plain_delta(event)) << event;
}

// What it reads, the parser reads as the same; what the parser refuses, it does not read.
TEST(PlainDelta, AgreesWithTheParserOnEveryChange) {
  json::Document document;
  const auto check = [&](const std::string& event) {
    const auto read = read_plain_delta(event);
    if (!read) return;
    const auto value = document.parse(event);
    ASSERT_TRUE(value) << event;
    EXPECT_FALSE(event.contains('\n')) << event;
    const auto delta = value->object()->find("delta")->object();
    EXPECT_EQ(value->object()->find("index")->integer(), read->block) << event;
    std::optional<json::RawString> said;
    for (const std::string_view key : {"text", "thinking", "partial_json"}) {
      if (const auto found = delta->find(key)) said = found->string();
    }
    EXPECT_EQ(said, read->said) << event;
  };
  for (const std::string_view original : {kText, kThinking, kCall}) {
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

TEST(PlainChunk, IsTheBase64OfAChunk) {
  EXPECT_EQ(read_plain_chunk(R"({"bytes":"eyJ9","p":"abcd"})"), "eyJ9");
  EXPECT_EQ(read_plain_chunk(R"({"bytes":"eyJ9"})"), "eyJ9");
  EXPECT_EQ(read_plain_chunk(R"({"bytes":"eyJ9","p":"é"})"), "eyJ9");
  for (const std::string_view payload :
       {R"({"p":"abcd","bytes":"eyJ9"})", R"({"bytes":"eyJ9","p":"abcd","q":1})",
        R"({"bytes":null})", R"({"bytes":"eyJ9","p":"a\"b"})", R"({"bytes":"eyJ9"} )",
        R"({"bytes":"eyJ9")"})
    EXPECT_FALSE(read_plain_chunk(payload)) << payload;
}

}  // namespace
}  // namespace gw::anthropic
