#include "anthropic/claude_rules.h"

#include <gtest/gtest.h>

#include "anthropic/rules.h"

namespace gw::anthropic {
namespace {

TEST(ClaudeRules, VersionsAreReadFromNames) {
  const struct {
    std::string_view name;
    std::optional<int> version;
  } kCases[] = {
      {"claude-v2:1", 21},
      {"claude-instant-v1", 10},
      {"claude-3-haiku-20240307-v1:0", 30},
      {"claude-3-7-sonnet-20250219-v1:0", 37},
      {"claude-opus-4-20250514-v1:0", 40},
      {"claude-opus-4-1-20250805-v1:0", 41},
      {"claude-sonnet-4-5-20250929-v1:0", 45},
      {"claude-opus-4-6-v1", 46},
      {"claude-opus-5", 50},
      {"claude-fable-5-2", 52},
      {"claude-4.5", 45},
      {"claude", std::nullopt},
      {"claude-neo", std::nullopt},
  };
  for (const auto& [name, version] : kCases) EXPECT_EQ(claude_version(name), version) << name;
}

// The rows of what each generation takes.
TEST(ClaudeRules, GenerationsTakeWhatTheyTake) {
  const auto rules = [](std::string_view model) { return test::rules_for(model); };
  const struct {
    bool ClaudeRules::* rule;
    bool of_4_5, of_4_6, of_4_7, of_4_8, of_5_5;
  } kCases[] = {
      {&ClaudeRules::enabled_thinking, true, true, false, false, false},
      {&ClaudeRules::adaptive_thinking, false, true, true, true, true},
      {&ClaudeRules::display, false, false, true, true, true},
      {&ClaudeRules::display_updates, false, false, false, false, true},
      {&ClaudeRules::effort, false, true, true, true, true},
      {&ClaudeRules::system_messages, false, false, false, true, true},
      {&ClaudeRules::tool_search, true, true, true, true, true},
      {&ClaudeRules::cache_ttl, true, true, true, true, true},
      {&ClaudeRules::eager_input, false, false, false, true, true},
      {&ClaudeRules::eager_by_flag, true, false, false, false, false},
      {&ClaudeRules::safeguards, false, false, false, false, true},
  };
  int row = 0;
  for (const auto& [rule, of_4_5, of_4_6, of_4_7, of_4_8, of_5_5] : kCases) {
    EXPECT_EQ(rules(test::kSonnet45).*rule, of_4_5) << row;
    EXPECT_EQ(rules(test::kOpus46).*rule, of_4_6) << row;
    EXPECT_EQ(rules(test::kOpus47).*rule, of_4_7) << row;
    EXPECT_EQ(rules(test::kOpus48).*rule, of_4_8) << row;
    EXPECT_EQ(rules(test::kOpus55).*rule, of_5_5) << row;
    ++row;
  }
  EXPECT_FALSE(rules("anthropic.claude-opus-4-1-20250805-v1:0").cache_ttl);
  EXPECT_FALSE(rules(test::k3).thinking);
  EXPECT_FALSE(rules("us-gov.anthropic.claude-opus-4-8").display);
  EXPECT_EQ(rules("anthropic.claude-neo").version, kNewest);
}

TEST(ClaudeRules, AConfiguredFamilyDecidesForProfilesThatDoNotSayTheModel) {
  constexpr std::string_view kProfile =
      "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abcdefghijkl";
  bedrock::ModelRules rules = test::model_rules(test::kOpus47);
  rules.family = "claude-opus-4-7";
  EXPECT_EQ(claude_rules(kProfile, rules).version, 47);
  EXPECT_FALSE(claude_rules(kProfile, rules).enabled_thinking);
  rules.family = "claude";
  EXPECT_EQ(claude_rules(kProfile, rules).version, kNewest);
  rules.reasoning = bedrock::Reasoning::budget;
  EXPECT_EQ(claude_rules(kProfile, rules).version, 45);
}

// The rows of the flags: which models are sent them, if what they are for is in the request.
TEST(ClaudeRules, FlagsOfEachModel) {
  const struct {
    std::string_view flag;
    bool haiku_4_5, sonnet_4_5, opus_4_5, of_4_6, of_4_7, of_5_5;
  } kCases[] = {
      {"advanced-tool-use-2025-11-20", true, true, true, true, true, true},
      {"tool-search-tool-2025-10-19", true, true, true, true, true, true},
      {"context-1m-2025-08-07", false, true, true, true, true, true},
      {"interleaved-thinking-2025-05-14", false, true, true, true, true, true},
      {"thinking-token-count-2026-05-13", false, false, false, false, true, true},
      {"context-management-2025-06-27", true, true, true, true, true, true},
      {"compact-2026-01-12", false, false, false, true, true, true},
      {"compact-2026-09-04", false, false, false, true, true, true},
      {"thinking-display-updates-2026-08-18", false, false, false, false, false, true},
      {"dangerous-tool-use-2026-09-03", false, false, false, false, false, true},
      {"fine-grained-tool-streaming-2025-05-14", true, true, true, true, false, false},
      {"token-efficient-tools-2025-02-19", false, false, false, false, false, false},
      {"output-128k-2025-02-19", false, false, false, false, false, false},
      {"dev-full-thinking-2025-05-14", true, true, true, false, false, false},
      {"model-context-window-exceeded-2025-08-26", true, true, true, true, false, false},
      {"search-results-2025-06-09", true, true, true, true, false, false},
      {"computer-use-2024-10-22", false, false, false, false, false, false},
      {"computer-use-2025-01-24", true, true, true, false, false, false},
      {"computer-use-2025-11-24", true, true, true, true, true, true},
      {"tool-examples-2025-10-29", true, true, true, true, true, true},
      {"effort-2025-11-24", false, false, true, false, false, false},
      {"afk-mode-2026-01-31", false, false, false, false, false, false},
      {"mid-conversation-tool-changes-2026-07-01", false, false, false, false, false, false},
      {"mid-conversation-output-config-2026-07-01", false, false, false, false, false, false},
      {"thinking-binding-controls-2026-08-01", false, false, false, false, false, false},
      {"claude-code-20250219", false, false, false, false, false, false},
      {"oauth-2025-04-20", false, false, false, false, false, false},
      {"prompt-caching-2024-07-31", false, false, false, false, false, false},
      {"extended-cache-ttl-2025-04-11", false, false, false, false, false, false},
      {"structured-outputs-2025-11-13", false, false, false, false, false, false},
      {"files-api-2025-04-14", false, false, false, false, false, false},
      {"mcp-client-2025-04-04", false, false, false, false, false, false},
      {"some-day-2027-01-01", false, false, false, false, false, false},
  };
  const auto takes = [](std::string_view model, std::string_view flag) {
    return find_beta(flag, test::rules_for(model)) != nullptr;
  };
  for (const char* old : {"token-efficient-tools-2025-02-19", "output-128k-2025-02-19"})
    EXPECT_TRUE(takes("anthropic.claude-opus-4-1-20250805-v1:0", old)) << old;
  EXPECT_TRUE(takes("anthropic.claude-3-5-sonnet-20241022-v2:0", "computer-use-2024-10-22"));
  for (const auto& [flag, haiku_4_5, sonnet_4_5, opus_4_5, of_4_6, of_4_7, of_5_5] : kCases) {
    EXPECT_EQ(takes(test::kHaiku45, flag), haiku_4_5) << flag;
    EXPECT_EQ(takes(test::kSonnet45, flag), sonnet_4_5) << flag;
    EXPECT_EQ(takes(test::kOpus45, flag), opus_4_5) << flag;
    EXPECT_EQ(takes(test::kOpus46, flag), of_4_6) << flag;
    EXPECT_EQ(takes(test::kOpus47, flag), of_4_7) << flag;
    EXPECT_EQ(takes(test::kOpus55, flag), of_5_5) << flag;
  }
}

TEST(ClaudeRules, TheOperatorKnowsBetterThanTheTables) {
  bedrock::ModelRules rules = test::model_rules(test::kSonnet45);
  rules.messages_takes = {"thinking.adaptive", "speed", "fast-mode-2026-02-01"};
  rules.messages_refuses = {"cache_control.ttl", "interleaved-thinking-2025-05-14"};
  const ClaudeRules known = claude_rules(test::kSonnet45, rules);
  EXPECT_TRUE(known.adaptive_thinking);
  EXPECT_FALSE(known.cache_ttl);
  EXPECT_TRUE(is_added("speed", known));
  EXPECT_TRUE(is_added("fast-mode-2026-02-01", known));
  EXPECT_EQ(find_beta("interleaved-thinking-2025-05-14", known), nullptr);
}

TEST(ClaudeRules, WhatWasRefusedIsNotSentAgain) {
  const std::string flag = "thinking-token-count-2026-05-13";
  const std::string refused[] = {"thinking.display", "context_management", flag};
  const ClaudeRules rules = without(refused, test::rules_for(test::kOpus55));
  EXPECT_FALSE(rules.display);
  EXPECT_TRUE(is_refused("context_management", rules));
  EXPECT_EQ(find_beta(flag, rules), nullptr);
  EXPECT_NE(find_beta("tool-search-tool-2025-10-19", rules), nullptr);
  const std::string all[] = {"anthropic_beta"};
  EXPECT_FALSE(without(all, rules).tool_search);
  EXPECT_EQ(find_beta("tool-search-tool-2025-10-19", without(all, rules)), nullptr);
}

}  // namespace
}  // namespace gw::anthropic
