#include "tenancy/prices.h"

#include <gtest/gtest.h>

#include "config/prices_toml.h"

namespace gw::tenancy {
namespace {

const Prices& builtin() {
  static const Prices kPrices(config::builtin_prices());
  return kPrices;
}

Nanodollars cost(std::string_view model, const Tokens& tokens,
                 std::string_view region = "us-east-1") {
  const Price* const price = builtin().find(model, region);
  return price == nullptr ? -1 : price->cost(tokens).value_or(-1);
}

// By hand, in nanodollars: a dollar for a million tokens is 1,000 for each.
TEST(Prices, O24_GeographyAndBothLifetimesOfTheCache) {
  EXPECT_EQ(cost("global.anthropic.claude-sonnet-4-6", {.input = 1000, .output = 100}), 4'500'000);
  EXPECT_EQ(cost("eu.anthropic.claude-sonnet-4-6", {.input = 1000, .output = 100}), 4'950'000);
  EXPECT_EQ(cost("anthropic.claude-sonnet-4-6", {.input = 1000}), 3'300'000) << "in-region: as geo";
  EXPECT_EQ(cost("global.anthropic.claude-sonnet-4-6", {.cache_read = 1000}), 300'000);
  EXPECT_EQ(cost("global.anthropic.claude-sonnet-4-6", {.cache_write = 1000}), 3'750'000);
  EXPECT_EQ(
      cost("global.anthropic.claude-sonnet-4-6", {.cache_write = 1000, .cache_write_hour = 400}),
      600 * 3750 + 400 * 6000);
  EXPECT_EQ(cost("arn:aws:bedrock:eu-west-1:123456789012:inference-profile/"
                 "eu.anthropic.claude-sonnet-4-6",
                 {.input = 1000}),
            3'300'000);
  EXPECT_EQ(cost("amazon.nova-lite-v1:0", {.input = 1}), 60);
  EXPECT_EQ(cost("eu.amazon.nova-lite-v1:0", {.input = 1}), 78);
  EXPECT_EQ(cost("amazon.nova-lite-v1:0", {.input = 1}, "us-gov-west-1"), 72);
}

TEST(Prices, ALongPromptIsDearerAsAWhole) {
  EXPECT_EQ(cost("global.openai.gpt-6-sol", {.input = 272'000}), 272'000LL * 2000);
  EXPECT_EQ(cost("global.openai.gpt-6-sol", {.input = 272'001}), 272'001LL * 4000);
  const Price* const price = builtin().find("global.openai.gpt-6-sol", "us-east-1");
  EXPECT_EQ(*price->cost({.input = 400'000}, 2), 400'000LL * 2000) << "two calls";
}

TEST(Prices, UnknownIsNotNothing) {
  EXPECT_EQ(cost("nobodys.model", {.input = 1}), -1);
  EXPECT_EQ(cost("xx.anthropic.claude-sonnet-4-6", {.input = 1}), -1) << "nor another class's";
  EXPECT_EQ(cost("arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/x", {}), -1);
  EXPECT_EQ(cost("ai21.jamba-1-5-mini-v1:0", {.cache_read = 1}), -1) << "a rate that is missing";
}

TEST(Prices, TheConfigurationComesFirst) {
  const auto own = config::load_prices(
      "[[price]]\nmodel = 'amazon.nova-lite-v1:0'\nwhere = ['bare']\ninput = '0'\noutput = '0'\n",
      "g");
  ASSERT_TRUE(own);
  std::vector<PriceRow> rows = *own;
  rows.insert(rows.end(), config::builtin_prices().begin(), config::builtin_prices().end());
  const Prices prices(rows);
  EXPECT_EQ(prices.find("amazon.nova-lite-v1:0", "us-east-1")->cost({.input = 5, .output = 5}), 0);
  EXPECT_FALSE(config::load_prices("[[price]]\nmodel = 'a'\nwhere = ['us']\ninput = 3.3\n", "g"));
  EXPECT_FALSE(config::load_prices("[[price]]\nmodel = 'a'\nwhere = ['us']\ninput = '-1'\n", "g"));
  EXPECT_FALSE(config::load_prices("[[price]]\nmodel = 'a'\ninput = '1'\n", "g"));
}

TEST(Prices, AreRoundedOnce) {
  PriceRow row;
  row.model = "a.b";
  row.where = {"bare"};
  row.rates = {.input = 333'333, .output = 333'333};  // a third of a nanodollar each
  const Prices prices({row});
  EXPECT_EQ(prices.find("a.b", "x")->cost({.input = 1, .output = 2}), 1);
  EXPECT_EQ(prices.find("a.b", "x")->cost({.input = 1}), 0);
}

}  // namespace
}  // namespace gw::tenancy
