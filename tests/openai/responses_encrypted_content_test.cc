#include <gtest/gtest.h>

#include "base/encoding.h"
#include "openai/responses/encrypted_content.h"

namespace gw::openai {
namespace {

const llm::Reasoning kSigned{
    .text = {"a\\n\\\"b\\\" \\u4f60 é"}, .signature = {"Eq+/=="}, .family = "claude-4.6"};
const llm::Reasoning kRedacted{.redacted = {"cmVk"}, .family = "claude-4.6"};

std::string sealed_json(std::string_view json) {
  std::string text = to_base64(json);
  text.resize(std::min(text.find('='), text.size()));
  return "bgw1." + text;
}

TEST(EncryptedContent, ReasoningComesBackByteForByte) {
  for (const std::string_view key : {"", "k",
                                     "a longer key than a block of the hash has, which is "
                                     "sixty-four bytes"}) {
    for (const llm::Reasoning& block : {kSigned, kRedacted}) {
      const std::string sealed = seal_reasoning(block, key);
      std::list<std::string> storage;
      const auto content = unseal({sealed}, key, storage);
      ASSERT_TRUE(content) << sealed;
      EXPECT_FALSE(content->summary);
      ASSERT_EQ(content->blocks.size(), 1u);
      EXPECT_EQ(content->blocks[0].text, block.text);
      EXPECT_EQ(content->blocks[0].signature, block.signature);
      EXPECT_EQ(content->blocks[0].redacted, block.redacted);
      EXPECT_EQ(content->blocks[0].family, block.family);
    }
  }
}

TEST(EncryptedContent, ASignatureWithoutTextIsKept) {
  std::list<std::string> storage;
  const auto content = unseal({seal_reasoning({.signature = {"sig"}}, "")}, "", storage);
  ASSERT_TRUE(content);
  ASSERT_EQ(content->blocks.size(), 1u);
  EXPECT_TRUE(content->blocks[0].text.empty());
  EXPECT_EQ(content->blocks[0].signature.escaped, "sig");
}

TEST(EncryptedContent, ASummaryComesBackToo) {
  std::list<std::string> storage;
  const auto content = unseal({seal_summary({"what\\nwas"}, "key")}, "key", storage);
  ASSERT_TRUE(content && content->summary);
  EXPECT_EQ(content->summary->escaped, "what\\nwas");
}

TEST(EncryptedContent, NeedsNoEscapingAndIsReadWithSuperfluousEscapes) {
  const std::string sealed = seal_reasoning(kSigned, "key");
  EXPECT_EQ(
      sealed.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_."),
      sealed.npos);
  std::list<std::string> storage;
  EXPECT_TRUE(unseal({"\\u0062" + sealed.substr(1)}, "key", storage));
}

TEST(EncryptedContent, WithAKeyOnlyItsOwnContentIsAccepted) {
  struct Case {
    std::string content;
    std::string_view key;
    bool accepted;
  };
  std::string changed = seal_reasoning(kSigned, "key");
  changed[8] = changed[8] == 'A' ? 'B' : 'A';
  for (const Case& c : {
           Case{seal_reasoning(kSigned, "key"), "key", true},
           Case{seal_reasoning(kSigned, "other"), "key", false},
           Case{seal_reasoning(kSigned, ""), "key", false},
           Case{changed, "key", false},
           Case{seal_reasoning(kSigned, "key") + "A", "key", false},
           Case{seal_reasoning(kSigned, "") + ".", "key", false},
           // A key that was taken away ends no conversation.
           Case{seal_reasoning(kSigned, "key"), "", true},
       }) {
    std::list<std::string> storage;
    EXPECT_EQ(unseal({c.content}, c.key, storage).has_value(), c.accepted) << c.content;
  }
}

TEST(EncryptedContent, WhatIsForeignOrBrokenIsNoContent) {
  for (const std::string& content :
       {std::string(), std::string("gAAAAABopaque"), std::string("bgw1"), std::string("bgw1."),
        std::string("bgw2.e30"), std::string("bgw1.!!!"), std::string("bgw1.\\x"),
        sealed_json("[]"), sealed_json("{}"), sealed_json("{"), sealed_json(R"({"blocks":{}})"),
        sealed_json(R"({"blocks":[1]})"), sealed_json(R"({"blocks":[{"text":1}]})"),
        sealed_json(R"({"family":"f","blocks":[{"text":"\ud800"}]})"),
        sealed_json(R"({"family":1,"blocks":[]})"), sealed_json(R"({"summary":null})"),
        sealed_json(std::string(100000, '['))}) {
    std::list<std::string> storage;
    EXPECT_FALSE(unseal({content}, "", storage)) << content.substr(0, 100);
  }
}

}  // namespace
}  // namespace gw::openai
