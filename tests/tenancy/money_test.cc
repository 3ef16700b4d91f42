#include "tenancy/money.h"

#include <gtest/gtest.h>

namespace gw::tenancy {
namespace {

TEST(Money, IsReadAndShownExactly) {
  EXPECT_EQ(parse_usd("25"), 25 * kDollar);
  EXPECT_EQ(parse_usd("25.00"), 25 * kDollar);
  EXPECT_EQ(parse_usd("0.000000001"), 1);
  EXPECT_EQ(parse_usd("1000000000"), kMostMoney);
  EXPECT_EQ(format_usd(25 * kDollar), "25.00");
  EXPECT_EQ(format_usd(4'200'000), "0.0042");
  EXPECT_EQ(format_usd(1), "0.000000001");
  EXPECT_EQ(format_usd(-1'500'000'000), "-1.50");
  EXPECT_EQ(format_usd(0), "0.00");
}

// A negative budget made other gateways' keys pay themselves back.
TEST(Money, O19_NegativeBudgets) {
  for (const auto* const wrong :
       {"-1", "+1", "NaN", "1e308", "inf", "", ".", "1.", ".5", " 1", "1 ", "0.0000000001",
        "1000000000.01", "99999999999999999999", "0x10", "1,5"})
    EXPECT_FALSE(parse_usd(wrong)) << wrong;
}

}  // namespace
}  // namespace gw::tenancy
