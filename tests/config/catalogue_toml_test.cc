#include "config/catalogue_toml.h"

#include <algorithm>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "bedrock/catalogue.h"

namespace gw::config {
namespace {

using bedrock::Api;
using bedrock::Catalogue;
using bedrock::NativeFormat;
using bedrock::Sampling;
using bedrock::Status;

// The models of the first release: each must be callable in both forms.
constexpr std::string_view kModels[] = {
    "ai21.jamba-1-5-large-v1:0",
    "ai21.jamba-1-5-mini-v1:0",
    "ai21.jamba-instruct-v1:0",
    "amazon.titan-text-express-v1",
    "amazon.titan-text-lite-v1",
    "amazon.titan-text-premier-v1:0",
    "amazon.titan-tg1-large",
    "anthropic.claude-v2:1",
    "anthropic.claude-v2",
    "anthropic.claude-3-5-haiku-20241022-v1:0",
    "anthropic.claude-3-sonnet-20240229-v1:0",
    "cohere.command-light-text-v14",
    "cohere.command-r-plus-v1:0",
    "cohere.command-r-v1:0",
    "cohere.command-text-v14",
    "meta.llama3-8b-instruct-v1:0",
    "meta.llama3-70b-instruct-v1:0",
    "meta.llama3-1-8b-instruct-v1:0",
    "meta.llama3-2-1b-instruct-v1:0",
    "mistral.mistral-7b-instruct-v0:2",
    "mistral.mixtral-8x7b-instruct-v0:1",
};

const Catalogue& builtin() {
  static const Catalogue catalogue(builtin_catalogue());
  return catalogue;
}

TEST(BuiltinCatalogue, EveryModelHasBothForms) {
  for (const auto model : kModels) {
    const auto& rules = builtin().find(model);
    EXPECT_EQ(rules.pattern, model) << "lists show models, not patterns";
    EXPECT_EQ(rules.api, Api::converse) << model;
    EXPECT_NE(rules.native, NativeFormat::none) << model;
    EXPECT_FALSE(rules.family.empty()) << model;
    EXPECT_GT(rules.max_output, 0) << model;
    EXPECT_LE(rules.default_max_tokens.value_or(0), rules.max_output) << model;
  }
}

TEST(BuiltinCatalogue, FamiliesRefuseWhatBedrockRefuses) {
  for (const std::string_view model :
       {"amazon.titan-text-express-v1", "amazon.titan-tg1-large", "cohere.command-text-v14",
        "cohere.command-light-text-v14", "mistral.mistral-7b-instruct-v0:2",
        "mistral.mixtral-8x7b-instruct-v0:1"})
    EXPECT_FALSE(builtin().find(model).system) << model;
  for (const std::string_view model :
       {"cohere.command-r-v1:0", "anthropic.claude-v2:1", "meta.llama3-8b-instruct-v1:0",
        "amazon.nova-pro-v1:0", "mistral.mistral-large-2402-v1:0"})
    EXPECT_TRUE(builtin().find(model).system) << model;
  EXPECT_FALSE(builtin().find("cohere.command-text-v14").history);
  EXPECT_TRUE(builtin().find("cohere.command-r-plus-v1:0").history);
  EXPECT_FALSE(builtin().find("openai.gpt-oss-120b-1:0").stop);

  using enum Sampling;
  const std::pair<std::string_view, Sampling> samplings[] = {
      {"anthropic.claude-3-sonnet-20240229-v1:0", both},
      {"us.anthropic.claude-sonnet-4-20250514-v1:0", both},
      {"us.anthropic.claude-sonnet-4-5-20250929-v1:0", one_of},
      {"global.anthropic.claude-haiku-4-5-20251001-v1:0", one_of},
      {"anthropic.claude-opus-4-1-20250805-v1:0", one_of},
      {"anthropic.claude-opus-4-6-v1", one_of},
      {"anthropic.claude-sonnet-4-6", one_of},
      {"anthropic.claude-opus-4-7", none},
      {"anthropic.claude-sonnet-5", none},
      {"anthropic.claude-of-next-year", none},
      {"openai.gpt-5.6-luna", none},
      {"openai.gpt-oss-20b-1:0", both},
  };
  for (const auto& [model, sampling] : samplings)
    EXPECT_EQ(builtin().find(model).sampling, sampling) << model;
}

TEST(BuiltinCatalogue, KnowsWhatIsRetired) {
  const auto& titan = builtin().find("amazon.titan-text-lite-v1");
  EXPECT_EQ(titan.status, Status::end_of_life);
  EXPECT_EQ(titan.successor, "amazon.nova-lite-v1:0");
  const auto& sonnet = builtin().find("anthropic.claude-3-sonnet-20240229-v1:0");
  EXPECT_EQ(sonnet.end_of_life, "2026-07-30");
  EXPECT_EQ(builtin().find("ai21.jamba-1-5-mini-v1:0").status, Status::legacy);
  EXPECT_EQ(builtin().find("anthropic.claude-opus-4-7").status, Status::active);
  EXPECT_EQ(builtin().find("mistral.mixtral-8x7b-instruct-v0:1").status, Status::active);
}

TEST(BuiltinCatalogue, NamesSuccessorsThatServe) {
  for (const auto& rules : builtin().rules()) {
    EXPECT_EQ(rules.status == Status::active, rules.successor.empty()) << rules.pattern;
    if (rules.successor.empty()) continue;
    const auto& successor = builtin().find(rules.successor);
    EXPECT_EQ(successor.status, Status::active) << rules.pattern;
    EXPECT_FALSE(successor.family.empty()) << rules.pattern;
  }
}

TEST(BuiltinCatalogue, HasCardsOfSingleModels) {
  std::set<std::string> names;
  for (const auto& rules : builtin().rules()) {
    const bedrock::ModelCard& card = rules.card;
    EXPECT_EQ(card.name.empty(), card.maker.empty()) << rules.pattern;
    EXPECT_TRUE(card.name.empty() || !rules.pattern.ends_with('*')) << rules.pattern;
    for (const auto& name : card.own_names) {
      EXPECT_TRUE(names.insert(name).second) << name;
      EXPECT_NE(rules.status, Status::end_of_life) << name;
    }
  }
  EXPECT_TRUE(names.contains("claude-opus-5-5"));
  EXPECT_TRUE(names.contains("claude-sonnet-4-5"));
  EXPECT_TRUE(names.contains("claude-sonnet-4-5-20250929"));
  const auto& opus = builtin().find("us.anthropic.claude-opus-5-5").card;
  EXPECT_EQ(opus.name, "Claude Opus 5.5");
  EXPECT_EQ(opus.maker, "Anthropic");
  EXPECT_EQ(opus.context, 1'000'000);
  EXPECT_EQ(opus.profiles.back(), "global");
  EXPECT_EQ(builtin().find("cohere.embed-v4:0").card.kind, bedrock::ModelKind::embedding);
}

bedrock::ModelRules load_one(std::string_view toml, std::string_view model) {
  auto rules = load_models(toml, "test.toml", builtin_catalogue());
  EXPECT_TRUE(rules) << rules.error().front().message;
  return rules ? Catalogue(*std::move(rules)).find(model) : bedrock::ModelRules{};
}

TEST(LoadModels, ACardIsSetLikeTheRules) {
  const auto rules = load_one(R"(
    [[model]]
    pattern = "maker.model"
    name = "Model 1"
    maker = "Maker"
    kind = "embedding"
    context = 8192
    profiles = ["eu", "global"]
    own_names = ["model-1"]
  )",
                              "maker.model");
  EXPECT_EQ(rules.card.name, "Model 1");
  EXPECT_EQ(rules.card.maker, "Maker");
  EXPECT_EQ(rules.card.kind, bedrock::ModelKind::embedding);
  EXPECT_EQ(rules.card.context, 8192);
  EXPECT_EQ(rules.card.profiles, (std::vector<std::string>{"eu", "global"}));
  EXPECT_EQ(rules.card.own_names, std::vector<std::string>{"model-1"});
}

TEST(LoadModels, WhatIsLikeAModelHasNotItsNames) {
  const auto rules = load_one(R"(
    [[model]]
    pattern = "arn:aws:bedrock:us-east-1:1:application-inference-profile/ours"
    like = "anthropic.claude-opus-5-5"
  )",
                              "arn:aws:bedrock:us-east-1:1:application-inference-profile/ours");
  EXPECT_EQ(rules.card.context, 1'000'000);
  EXPECT_TRUE(rules.card.own_names.empty());
}

TEST(LoadModels, ATableStartsFromWhatIsKnown) {
  const auto rules = load_one(R"(
    [server]
    listen = "somebody else's"
    [[model]]
    pattern = "anthropic.claude-v2"
    api = "invoke"
  )",
                              "anthropic.claude-v2");
  EXPECT_EQ(rules.api, Api::invoke);
  EXPECT_EQ(rules.native, NativeFormat::claude_text);
  EXPECT_EQ(rules.end_of_life, "2025-07-21");
}

TEST(LoadModels, ATableHoldsForAllItsPatternMatches) {
  constexpr std::string_view kToml =
      "model = [{ pattern = \"anthropic.claude*\", api = \"invoke\" }]";
  for (const std::string_view model :
       {"anthropic.claude-3-sonnet-20240229-v1:0", "eu.anthropic.claude-sonnet-4-5-20250929-v1:0",
        "anthropic.claude-v2"})
    EXPECT_EQ(load_one(kToml, model).api, Api::invoke) << model;
  EXPECT_EQ(load_one(kToml, "ai21.jamba-1-5-mini-v1:0").api, Api::converse);
}

TEST(LoadModels, AnOpaqueArnCanBeLikeAModel) {
  constexpr std::string_view kArn =
      "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abcdefghijkl";
  const auto rules = load_one("[[model]]\npattern = \"" + std::string(kArn) +
                                  "\"\nlike = \"us.anthropic.claude-sonnet-4-5-20250929-v1:0\"\n"
                                  "max_output = 1000",
                              kArn);
  EXPECT_EQ(rules.pattern, kArn);
  EXPECT_EQ(rules.family, "claude-4.5");
  EXPECT_EQ(rules.sampling, Sampling::one_of);
  EXPECT_EQ(rules.max_output, 1000);
}

TEST(LoadModels, EveryKeySetsItsField) {
  const auto rules = load_one(R"([[model]]
    pattern = "acme.*"
    family = "rocket"
    api = "invoke"
    native = "llama3"
    status = "legacy"
    end_of_life = "2030-01-01"
    successor = "acme.rocket-2"
    system = false
    history = false
    stop = true
    blank_stop = false
    prefill = false
    sampling = "none"
    temperature_max = 2
    max_output = 10
    default_max_tokens = 5
    max_stop_sequences = 3)",
                              "acme.rocket-1");
  EXPECT_EQ(rules.family, "rocket");
  EXPECT_EQ(rules.api, Api::invoke);
  EXPECT_EQ(rules.native, NativeFormat::llama3);
  EXPECT_EQ(rules.status, Status::legacy);
  EXPECT_EQ(rules.end_of_life, "2030-01-01");
  EXPECT_EQ(rules.successor, "acme.rocket-2");
  EXPECT_FALSE(rules.system);
  EXPECT_FALSE(rules.history);
  EXPECT_FALSE(rules.blank_stop);
  EXPECT_FALSE(rules.stop);  // this native format has no such parameter
  EXPECT_FALSE(rules.prefill);
  EXPECT_EQ(rules.sampling, Sampling::none);
  EXPECT_EQ(rules.temperature_max, 2.0);
  EXPECT_EQ(rules.max_output, 10);
  EXPECT_EQ(rules.default_max_tokens, 5);
  EXPECT_EQ(rules.max_stop_sequences, 3);
}

TEST(LoadModels, FlagsOfEveryRequestAreWrittenAsTheyStand) {
  const auto flags = [](const std::string& list) {
    return load_models("[[model]]\npattern = 'a*'\ndefault_beta_flags = " + list, "g.toml", {});
  };
  EXPECT_EQ(flags("['context-1m-2025-08-07']")->back().default_beta_flags,
            std::vector<std::string>{"context-1m-2025-08-07"});
  for (const char* wrong : {"'context-1m'", "['']", "['a\"b']", "['a b']", "['ä']"})
    EXPECT_FALSE(flags(wrong)) << wrong;
}

TEST(LoadModels, ReportsEverythingThatIsWrong) {
  const auto rules = load_models(R"(
[[model]]
patern = "a"
[[model]]
pattern = "a*b"
system = "no"
[[model]]
pattern = "acme.rocket-1"
api = "invoke"
sampling = "some"
max_output = -1
temperature_max = "hot"
[[model]]
pattern = "x"
like = "nobody.knows-this"
)",
                                 "my.toml", builtin_catalogue());
  ASSERT_FALSE(rules);
  std::string all;
  for (const auto& [where, message] : rules.error()) all += where + ": " + message + "\n";
  EXPECT_EQ(all,
            "my.toml:3: unknown key 'patern' (did you mean 'pattern'?)\n"
            "my.toml:2: a model needs a 'pattern': an id, or a prefix ending in '*'\n"
            "my.toml:6: 'system' must be true or false\n"
            "my.toml:5: '*' stands only at the end of a pattern\n"
            "my.toml:11: 'max_output' must be a number of 0 or more\n"
            "my.toml:10: 'sampling' must be \"both\", \"one_of\" or \"none\"\n"
            "my.toml:12: 'temperature_max' must be a number above 0\n"
            "my.toml:7: api = \"invoke\" needs a 'native' format, and 'acme.rocket-1' has none\n"
            "my.toml:15: 'like' must name a model of the catalogue\n");
}

TEST(LoadModels, ReportsWhatIsNoTomlAndNoTable) {
  const auto broken = load_models("\n\n[[model", "my.toml", {});
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().front().where, "my.toml:3");
  const auto number = load_models("model = 3", "my.toml", {});
  ASSERT_FALSE(number);
  EXPECT_EQ(number.error().front().message, "'model' must be tables: [[model]]");
  EXPECT_TRUE(load_models("", "my.toml", {})->empty());
}

}  // namespace
}  // namespace gw::config
