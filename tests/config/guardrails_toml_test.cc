#include "config/guardrails_toml.h"

#include <gtest/gtest.h>

namespace gw::config {
namespace {

TEST(GuardrailsToml, ReadsEveryMember) {
  const auto rules = load_guardrails(
      "[[guardrail]]\nid = 'gr1'\nversion = '3'\nkey = 'abc*'\nmodel = 'anthropic.*'\n"
      "stream = 'async'\n[[guardrail]]\nid = 'gr2'\n",
      "gateway.toml");
  ASSERT_TRUE(rules);
  ASSERT_EQ(rules->size(), 2U);
  EXPECT_EQ(rules->front().identifier, "gr1");
  EXPECT_EQ(rules->front().version, "3");
  EXPECT_EQ(rules->front().stream, "async");
  EXPECT_EQ(bedrock::find_guardrail(*rules, "abc1", "anthropic.x"), &rules->front());
  EXPECT_EQ(bedrock::find_guardrail(*rules, "abc1", "amazon.x"), &rules->back());
  EXPECT_EQ(bedrock::find_guardrail(*rules, "", "anthropic.x"), &rules->back());
  EXPECT_EQ(bedrock::find_guardrail({}, "", "anthropic.x"), nullptr);
}

TEST(GuardrailsToml, SaysWhatIsWrongAndWhere) {
  struct Case {
    std::string_view toml, where, message;
  };
  for (const auto& [toml, where, message] :
       std::vector<Case>{{"guardrail = 1\n", "g:1", "[[guardrail]]"},
                         {"[[guardrail]]\nkey = 'x'\n", "g:1", "'id'"},
                         {"[[guardrail]]\nid = ''\n", "g:2", "'id'"},
                         {"[[guardrail]]\nid = 'gr1'\nversion = 1\n", "g:3", "'version'"},
                         {"[[guardrail]]\nid = 'gr1'\nstream = 'fast'\n", "g:3", "'stream'"},
                         {"[[guardrail]]\nid = 'gr1'\nkye = 'x'\n", "g:3", "'kye'"}}) {
    const auto rules = load_guardrails(toml, "g");
    ASSERT_FALSE(rules) << toml;
    EXPECT_EQ(rules.error().front().where, where) << toml;
    EXPECT_NE(rules.error().front().message.find(message), std::string::npos) << toml;
  }
}

}  // namespace
}  // namespace gw::config
