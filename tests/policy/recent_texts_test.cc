#include "policy/recent_texts.h"

#include <gtest/gtest.h>

namespace gw::policy {
namespace {

using std::chrono::milliseconds;

RecentTexts::Text text(std::string value) {
  return std::make_shared<const std::string>(std::move(value));
}

std::string found(const RecentTexts& texts, std::string_view key, int now) {
  const auto value = texts.find(key, milliseconds(now));
  return value ? *value : "(none)";
}

TEST(RecentTexts, KeepsATextUntilItsTimeIsOver) {
  RecentTexts texts(10'000, milliseconds(100));
  texts.put("a", text("one"), milliseconds(0));
  EXPECT_EQ(found(texts, "a", 99), "one");
  EXPECT_EQ(found(texts, "a", 100), "(none)");
  EXPECT_EQ(found(texts, "b", 0), "(none)");

  texts.put("b", text("two"), milliseconds(100));  // makes room
  const std::size_t one = texts.bytes();
  texts.put("c", text("two"), milliseconds(250));
  EXPECT_EQ(texts.bytes(), one);
}

TEST(RecentTexts, DropsTheOldestWhenThereIsNoRoom) {
  RecentTexts texts(2'500, milliseconds(1000));
  for (const char* key : {"a", "b", "c"})
    texts.put(key, text(std::string(900, 'x')), milliseconds(1));
  EXPECT_EQ(found(texts, "a", 2), "(none)");
  EXPECT_EQ(found(texts, "b", 2).size(), 900);
  EXPECT_EQ(found(texts, "c", 2).size(), 900);
  EXPECT_LE(texts.bytes(), 2'500);

  texts.put("d", text(std::string(5'000, 'x')), milliseconds(1));
  EXPECT_EQ(found(texts, "d", 2), "(none)");
  EXPECT_EQ(found(texts, "c", 2).size(), 900);
}

TEST(RecentTexts, AKeyHasOneText) {
  RecentTexts texts(10'000, milliseconds(100));
  texts.put("a", text("one"), milliseconds(0));
  const std::size_t one = texts.bytes();
  texts.put("a", text("two"), milliseconds(50));
  EXPECT_EQ(found(texts, "a", 120), "two");
  EXPECT_EQ(texts.bytes(), one);
}

TEST(RecentTexts, MayKeepNothing) {
  RecentTexts texts(0, milliseconds(100));
  texts.put("a", text("one"), milliseconds(0));
  EXPECT_EQ(found(texts, "a", 0), "(none)");
}

}  // namespace
}  // namespace gw::policy
