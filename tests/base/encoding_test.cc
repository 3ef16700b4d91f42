#include "base/encoding.h"

#include <cctype>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gw {
namespace {

std::string every_byte() {
  std::string bytes;
  for (int i = 0; i < 256; ++i) bytes.push_back(static_cast<char>(i));
  return bytes;
}

std::optional<std::string> from_base64(std::string_view text) {
  Buffer out;
  if (!append_base64_decoded(text, out)) return std::nullopt;
  return std::string(out.view());
}

TEST(Hex, WhatIsWrittenIsRead) {
  const std::string bytes = every_byte();
  const std::string digits =
      to_hex({reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()});
  EXPECT_TRUE(digits.starts_with("000102030405060708090a0b"));
  EXPECT_TRUE(digits.ends_with("fdfeff"));
  EXPECT_EQ(from_hex(digits), bytes);
}

TEST(Hex, ReadsBothCasesAndNothingElse) {
  EXPECT_EQ(from_hex("aBCd"), "\xab\xcd");
  EXPECT_EQ(from_hex(""), "");
  for (const std::string_view wrong : {"a", "abc", "0g", "g0", " 1", "0x"}) {
    EXPECT_EQ(from_hex(wrong), std::nullopt) << wrong;
  }
}

struct Base64Case {
  std::string_view bytes;
  std::string_view text;
};

TEST(Base64, VectorsOfRfc4648) {
  for (const Base64Case& c : std::vector<Base64Case>{{"", ""},
                                                     {"f", "Zg=="},
                                                     {"fo", "Zm8="},
                                                     {"foo", "Zm9v"},
                                                     {"foob", "Zm9vYg=="},
                                                     {"fooba", "Zm9vYmE="},
                                                     {"foobar", "Zm9vYmFy"},
                                                     {"\xff\xef\xbe", "/+++"}}) {
    EXPECT_EQ(to_base64(c.bytes), c.text);
    EXPECT_EQ(from_base64(c.text), c.bytes);
  }
}

TEST(Base64, EveryLengthComesBack) {
  const std::string bytes = every_byte();
  for (std::size_t length = 0; length <= bytes.size(); ++length) {
    const std::string_view part(bytes.data() + bytes.size() - length, length);
    ASSERT_EQ(from_base64(to_base64(part)), part);
  }
}

TEST(Base64, EveryByteOutsideTheAlphabetIsRefusedAtEveryPlace) {
  constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (const char byte : every_byte()) {
    const bool in_alphabet = kAlphabet.contains(byte);
    // Long texts are read in blocks.
    constexpr std::size_t kLength = 72;
    for (std::size_t place = 0; place < kLength; ++place) {
      std::string text(kLength, 'A');
      text[place] = byte;
      const bool padding = byte == '=' && place == kLength - 1;
      ASSERT_EQ(from_base64(text).has_value(), in_alphabet || padding) << text;
    }
  }
}

TEST(Base64, GivenWrongTextThenTheBufferStaysAsItWas) {
  for (const std::string_view wrong : {"A", "AA", "AAA", "AAAAA", "=", "====", "A===", "AA=A",
                                       "Zg==Zg==", "Zm8=Zm8=", "AAAA====", "Zm9v\n", "Zm9vZm9\n",
                                       "Zh==", "Zm9=", "Zm 9", "-_-_"}) {
    Buffer out;
    out.append("before");
    EXPECT_FALSE(append_base64_decoded(wrong, out)) << wrong;
    EXPECT_EQ(out.view(), "before");
  }
}

TEST(Base64, IsAppended) {
  Buffer out;
  out.append("before ");
  EXPECT_TRUE(append_base64_decoded("Zm9vYg==", out));
  EXPECT_TRUE(append_base64_decoded("", out));
  EXPECT_EQ(out.view(), "before foob");
}

TEST(Percent, OnlyUnreservedBytesStay) {
  const std::string bytes = every_byte();
  const std::string encoded = percent_encode(bytes);
  EXPECT_THAT(encoded, testing::StartsWith("%00%01%02"));
  EXPECT_THAT(encoded, testing::HasSubstr("%2C-.%2F0123456789%3A"));
  EXPECT_THAT(encoded, testing::HasSubstr("%40ABCDEFGHIJKLMNOPQRSTUVWXYZ%5B%5C%5D%5E_%60abc"));
  EXPECT_THAT(encoded, testing::HasSubstr("xyz%7B%7C%7D~%7F%80"));
  EXPECT_THAT(encoded, testing::EndsWith("%FE%FF"));
  EXPECT_EQ(percent_decode(encoded), bytes);
}

TEST(Percent, GivenAPathThenSlashesStay) {
  std::string out = "https://host";
  append_percent_encoded_path("/model/a:b%2F/x", out);
  EXPECT_EQ(out, "https://host/model/a%3Ab%252F/x");
}

TEST(Percent, DecodingRefusesBrokenEscapes) {
  EXPECT_EQ(percent_decode("%3a%3A+a"), "::+a");
  for (const std::string_view wrong : {"%", "a%", "%4", "%4g", "%g4", "%%41", "%-1"}) {
    EXPECT_EQ(percent_decode(wrong), std::nullopt) << wrong;
  }
}

TEST(LenientBase64, StandardTextIsRecognised) {
  for (const std::string_view fine : {"", "Zg==", "Zm8=", "Zm9v", "/+++", "AZaz09+/"})
    EXPECT_TRUE(is_base64(fine)) << fine;
  for (const std::string_view odd : {"Zg", "Zg=", "Z===", "====", "Zm9-", "Zm9_", "Zm 9v", "Zm9v\n",
                                     "Zm\\/v", "=Zg=", "Zm@v", "Zm[v", "Zm`v", "Zm{v", "Zm:v"}) {
    EXPECT_FALSE(is_base64(odd)) << odd;
  }
}

TEST(LenientBase64, EveryByteIsLookedAtWhereverItStands) {
  std::string text(100, 'A');
  for (char& c : text) {
    for (int byte = 0; byte < 256; ++byte) {
      c = static_cast<char>(byte);
      const bool in_alphabet = std::isalnum(byte) != 0 || c == '+' || c == '/';
      const bool padding = c == '=' && &c == &text.back();
      ASSERT_EQ(is_base64(text), in_alphabet || padding) << byte << " at " << &c - text.data();
    }
    c = 'A';
  }
}

TEST(LenientBase64, OtherSpellingsAreBroughtToTheStandard) {
  for (const auto& [written, standard] :
       std::vector<std::pair<std::string_view, std::optional<std::string>>>{
           {"Zm9v", "Zm9v"},
           {"Zg", "Zg=="},
           {"Zg=", "Zg=="},
           {"Zm8", "Zm8="},
           {"_-__", "/+//"},
           {" Zm\r\n9v\t", "Zm9v"},
           {"Zm8 =\n", "Zm8="},
           {"", ""},
           {"Z", std::nullopt},
           {"Zm9vZ", std::nullopt},
           {"Zg==Zg==", std::nullopt},
           {"Zm9v!", std::nullopt},
           {"<svg/>", std::nullopt}}) {
    EXPECT_EQ(to_standard_base64(written), standard) << written;
  }
}

TEST(LenientBase64, SizeIsThatOfTheBytes) {
  for (const std::string_view bytes : {"", "f", "fo", "foo", "foob"})
    EXPECT_EQ(base64_decoded_size(to_base64(bytes)), bytes.size());
}

}  // namespace
}  // namespace gw
