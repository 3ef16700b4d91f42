#include "bedrock/catalogue.h"

#include <gtest/gtest.h>

namespace gw::bedrock {
namespace {

ModelRules rules(std::string pattern, std::string family = {}) {
  return {.pattern = pattern, .family = family.empty() ? pattern : family};
}

TEST(Catalogue, MostOfTheModelMatchedWins) {
  const Catalogue catalogue({
      rules("a*"),
      rules("anthropic.claude-3-haiku*"),
      rules("anthropic.*"),
      rules("anthropic.claude-3*"),
      rules("anthropic.claude-3-opus-v1:0"),
      rules("anthropic.claude-3-opus-v1:0*"),
      rules("ab"),
      rules("ab*"),
  });
  const struct {
    std::string_view model;
    std::string_view pattern;
  } cases[] = {
      {"anthropic.claude-3-haiku-x", "anthropic.claude-3-haiku*"},
      {"anthropic.claude-3-haiku", "anthropic.claude-3-haiku*"},
      {"anthropic.claude-3-hai", "anthropic.claude-3*"},
      {"anthropic.claude-3-opus-v1:0", "anthropic.claude-3-opus-v1:0"},
      {"anthropic.claude-3-opus-v1:0:200k", "anthropic.claude-3-opus-v1:0*"},
      {"anthropic.claude-2", "anthropic.*"},
      {"anthropic", "a*"},
      {"amazon", "a*"},
      {"ab", "ab"},
      {"abc", "ab*"},
      {"mars.anthropic.claude-3-haiku-x", "anthropic.claude-3-haiku*"},
      {"arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-2", "anthropic.*"},
      {"arn:aws:bedrock:us-east-1:1:inference-profile/us.anthropic.claude-2", "anthropic.*"},
  };
  for (const auto& [model, pattern] : cases)
    EXPECT_EQ(catalogue.find(model).pattern, pattern) << model;
}

TEST(Catalogue, UnknownModelsAreAllowedEverything) {
  const Catalogue catalogue({rules("anthropic.*")});
  for (const std::string_view model : {"", "b", "acme.rocket-1", "us.acme.rocket-1", "anthropic"}) {
    const auto& found = catalogue.find(model);
    EXPECT_EQ(found.pattern, "") << model;
    EXPECT_EQ(found.api, Api::converse);
    EXPECT_TRUE(found.system);
  }
  EXPECT_EQ(Catalogue({}).find("anthropic.claude-2").pattern, "");
}

TEST(Catalogue, LaterRulesWin) {
  const Catalogue catalogue({rules("a.b", "1"), rules("a.*", "2"), rules("a.b", "3"),
                             rules("a.*", "4"), rules("a.*", "5")});
  EXPECT_EQ(catalogue.find("a.b").family, "3");
  EXPECT_EQ(catalogue.find("a.c").family, "5");
}

TEST(Catalogue, ArnsAndProfilesCanHaveRulesOfTheirOwn) {
  const Catalogue catalogue({
      rules("anthropic.claude-3*"),
      rules("us.anthropic.claude-3-x"),
      rules("arn:aws:bedrock:us-east-1:1:application-inference-profile/abc"),
      rules("arn:aws:bedrock:us-east-1:2:*"),
      rules("*"),
  });
  EXPECT_EQ(catalogue.find("us.anthropic.claude-3-x").pattern, "us.anthropic.claude-3-x");
  EXPECT_EQ(catalogue.find("eu.anthropic.claude-3-x").pattern, "anthropic.claude-3*");
  EXPECT_EQ(catalogue.find("arn:aws:bedrock:us-east-1:1:application-inference-profile/abc").pattern,
            "arn:aws:bedrock:us-east-1:1:application-inference-profile/abc");
  EXPECT_EQ(catalogue.find("arn:aws:bedrock:us-east-1:2:provisioned-model/xyz").pattern,
            "arn:aws:bedrock:us-east-1:2:*");
  EXPECT_EQ(catalogue.find("arn:aws:bedrock:us-east-1:3:provisioned-model/xyz").pattern, "*");
}

TEST(Catalogue, TakesBackWhatTheOperationCannotExpress) {
  ModelRules converse = rules("ai21.jamba*");
  converse.temperature_max = 2.0;
  ModelRules llama = rules("meta.llama3*");
  llama.api = Api::invoke;
  llama.native = NativeFormat::llama3;
  ModelRules jamba = rules("ai21.jamba-invoked");
  jamba.api = Api::invoke;
  jamba.native = NativeFormat::jamba;
  jamba.temperature_max = 2.0;
  const Catalogue catalogue({converse, llama, jamba});

  EXPECT_EQ(catalogue.find("ai21.jamba-1").temperature_max, 1.0);
  EXPECT_EQ(catalogue.find("ai21.jamba-invoked").temperature_max, 2.0);
  EXPECT_FALSE(catalogue.find("meta.llama3-8b").stop);
}

TEST(Catalogue, SurvivesBeingCopiedAndMoved) {
  Catalogue first({rules("anthropic.claude-3*"), rules("x")});
  const Catalogue copy = first;
  const Catalogue moved = std::move(first);
  for (const auto* catalogue : {&copy, &moved}) {
    EXPECT_EQ(catalogue->find("x").pattern, "x");
    EXPECT_EQ(catalogue->find("anthropic.claude-3-z").pattern, "anthropic.claude-3*");
  }
}

}  // namespace
}  // namespace gw::bedrock
