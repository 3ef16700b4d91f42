#include "bedrock/aliases.h"

#include <gtest/gtest.h>

namespace gw::bedrock {
namespace {

TEST(Aliases, StandForTheModelOfTheNarrowestPattern) {
  const Aliases aliases({
      {"gpt-4o", "us.anthropic.claude-sonnet-4-6"},
      {"gpt-*", "amazon.nova-pro-v1:0"},
      {"gpt-4*", "amazon.nova-lite-v1:0"},
      {"claude-*-haiku*", "eu-west-1/eu.anthropic.claude-haiku-4-5-20251001-v1:0"},
      {"*-same", "first"},
      {"same-*", "second"},
  });
  struct Case {
    std::string_view name;
    std::string_view model;
  };
  const Case cases[] = {
      {"gpt-4o", "us.anthropic.claude-sonnet-4-6"},
      {"gpt-4o-mini", "amazon.nova-lite-v1:0"},
      {"gpt-5", "amazon.nova-pro-v1:0"},
      {"gpt-", "amazon.nova-pro-v1:0"},
      {"claude-3-5-haiku-latest", "eu-west-1/eu.anthropic.claude-haiku-4-5-20251001-v1:0"},
      {"claude--haiku", "eu-west-1/eu.anthropic.claude-haiku-4-5-20251001-v1:0"},
      {"same-same", "first"},
      // No alias: the name itself.
      {"gpt", "gpt"},
      {"claude-haiku", "claude-haiku"},
      {"anthropic.claude-3-haiku", "anthropic.claude-3-haiku"},
      {"", ""},
  };
  for (const auto& [name, model] : cases) EXPECT_EQ(aliases.resolve(name), model) << name;
}

TEST(Aliases, AreNotLookedUpAgain) {
  const Aliases aliases({{"a", "b"}, {"b", "a"}});
  EXPECT_EQ(aliases.resolve("a"), "b");
}

TEST(Aliases, MatchAsManyStarsAsThereAre) {
  const Aliases aliases({{"*a*b*", "hit"}});
  for (const std::string_view name : {"ab", "xaxbx", "aab", "abab", "bab"})
    EXPECT_EQ(aliases.resolve(name), "hit") << name;
  for (const std::string_view name : {"", "a", "ba", "bbaa"})
    EXPECT_EQ(aliases.resolve(name), name);
}

}  // namespace
}  // namespace gw::bedrock
