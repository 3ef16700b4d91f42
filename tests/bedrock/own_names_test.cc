#include "bedrock/own_names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gw::bedrock {
namespace {

ModelRules model(std::string pattern, std::vector<std::string> profiles,
                 std::vector<std::string> names) {
  ModelRules rules;
  rules.pattern = std::move(pattern);
  rules.card.profiles = std::move(profiles);
  rules.card.own_names = std::move(names);
  rules.card.context = rules.pattern.contains("opus") ? 1'000'000 : 200'000;
  return rules;
}

const OwnNames& names() {
  static const std::vector<ModelRules> kRules{
      model("anthropic.claude-opus-5-5", {"us", "eu", "jp", "global"}, {"claude-opus-5-5"}),
      model("anthropic.claude-haiku-4-5-20251001-v1:0", {"us"},
            {"claude-haiku-4-5", "claude-haiku-4-5-20251001"}),
      model("amazon.nova-lite-v1:0", {}, {}),
  };
  static const OwnNames kNames{kRules};
  return kNames;
}

TEST(OwnNames, StandForTheProfileOfTheRegionsGeography) {
  struct Case {
    std::string_view name, region, id;
  };
  const Case cases[] = {
      {"claude-opus-5-5", "us-east-1", "us.anthropic.claude-opus-5-5"},
      {"claude-opus-5-5", "eu-west-3", "eu.anthropic.claude-opus-5-5"},
      {"claude-opus-5-5", "ap-northeast-1", "jp.anthropic.claude-opus-5-5"},
      {"claude-opus-5-5", "sa-east-1", "global.anthropic.claude-opus-5-5"},
      {"claude-haiku-4-5", "us-east-1", "us.anthropic.claude-haiku-4-5-20251001-v1:0"},
      {"claude-haiku-4-5-20251001", "us-west-2", "us.anthropic.claude-haiku-4-5-20251001-v1:0"},
      // No profile is there: then the model itself may be.
      {"claude-haiku-4-5", "eu-west-1", "anthropic.claude-haiku-4-5-20251001-v1:0"},
      // The context is that large anyway.
      {"claude-opus-5-5[1m]", "us-east-1", "us.anthropic.claude-opus-5-5"},
      // As other gateways write it.
      {"anthropic/claude-opus-5.5", "us-east-1", "us.anthropic.claude-opus-5-5"},
      {"openrouter/anthropic/claude-haiku-4.5", "us-east-1",
       "us.anthropic.claude-haiku-4-5-20251001-v1:0"},
  };
  for (const auto& [name, region, id] : cases) {
    EXPECT_EQ(names().resolve(name, region, {}), id) << name << " in " << region;
  }
}

TEST(OwnNames, AreNobodyElses) {
  for (const std::string_view name :
       {"", "claude", "claude-opus-5", "claude-opus-5.5", "anthropic.claude-opus-5-5",
        "us.anthropic.claude-opus-5-5", "amazon.nova-lite-v1:0", "Claude-Opus-5-5", "/",
        "claude-haiku-4-5[1m]", "[1m]"}) {
    EXPECT_EQ(names().resolve(name, "us-east-1", {}), std::nullopt) << name;
  }
  EXPECT_EQ(OwnNames().resolve("claude-opus-5-5", "us-east-1", {}), std::nullopt);
}

TEST(OwnNames, StayInsideTheResidency) {
  const std::vector<std::string> eu{"eu"};
  const std::vector<std::string> alone{"eu-west-1"};
  EXPECT_EQ(names().resolve("claude-opus-5-5", "eu-west-1", *Residency::parse(eu)),
            "eu.anthropic.claude-opus-5-5");
  EXPECT_EQ(names().resolve("claude-opus-5-5", "eu-west-1", *Residency::parse(alone)),
            "anthropic.claude-opus-5-5");
}

TEST(OwnNames, AreListedInOrder) {
  EXPECT_THAT(names().all(), testing::ElementsAre("claude-haiku-4-5", "claude-haiku-4-5-20251001",
                                                  "claude-opus-5-5"));
}

}  // namespace
}  // namespace gw::bedrock
