#include "config/types.h"

#include <gtest/gtest.h>

namespace gw::config {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

TEST(Duration, HasAUnit) {
  EXPECT_EQ(kDuration.read("1500ms"), milliseconds(1500));
  EXPECT_EQ(kDuration.read("30s"), seconds(30));
  EXPECT_EQ(kDuration.read("1h"), hours(1));
  EXPECT_EQ(kDuration.read("0"), milliseconds(0));
  for (const auto* text :
       {"", "30", "s", "-1s", "1.5s", " 1s", "1 s", "1d", "9223372036854775807h"})
    EXPECT_EQ(kDuration.read(text), std::nullopt) << text;
}

TEST(Size, MayHaveAUnit) {
  EXPECT_EQ(kSize.read("4096"), 4096U);
  EXPECT_EQ(kSize.read("64KiB"), 64U << 10);
  EXPECT_EQ(kSize.read("32mib"), 32U << 20);
  for (const auto* text : {"", "KiB", "-1", "1KB", "18446744073709551616", "17179869184GiB"})
    EXPECT_EQ(kSize.read(text), std::nullopt) << text;
}

TEST(Types, ShowWhatTheyRead) {
  for (const auto* text : {"0", "1ms", "1500ms", "30s", "5m", "1h", "61s"})
    EXPECT_EQ(kDuration.show(kDuration.read(text).value()), text);
  for (const auto* text : {"1", "4095", "64KiB", "32MiB", "1GiB"})
    EXPECT_EQ(kSize.show(kSize.read(text).value()), text);
  for (const auto* text : {"debug", "info", "warning", "error"})
    EXPECT_EQ(kLevel.show(kLevel.read(text).value()), text);
}

TEST(Flag, IsTrueOrFalse) {
  EXPECT_EQ(kFlag.read("true"), true);
  EXPECT_EQ(kFlag.read("1"), true);
  EXPECT_EQ(kFlag.read("FALSE"), false);
  EXPECT_EQ(kFlag.read("0"), false);
  EXPECT_EQ(kFlag.read("yes"), std::nullopt);
}

TEST(Secrets, AreNotShown) { EXPECT_EQ(kToken.show(Secret("tell nobody")), ""); }

}  // namespace
}  // namespace gw::config
