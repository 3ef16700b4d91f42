// As whom the gateway acts for a request.
#include "aws/role_rules.h"

#include <gtest/gtest.h>

namespace gw::aws {
namespace {

constexpr std::string_view kPrefix = "arn:aws:iam::123456789012:role/";

RoleRule rule(std::string_view name, std::string_view model = "*", std::string_view key = "*") {
  RoleRule rule;
  rule.arn = std::string(kPrefix) + std::string(name);
  rule.model = model;
  rule.key = key;
  return rule;
}

TEST(RoleRules, TheFirstThatFitsCounts) {
  const RoleRules rules({rule("team-a", "anthropic.*", "aaaa"), rule("all-a", "*", "aaaa"),
                         rule("titan", "amazon.titan-text-express-v1"), rule("keys-b", "*", "bb*")},
                        {});
  struct Case {
    std::string_view model, key, role;
  };
  for (const Case& c : std::vector<Case>{{"anthropic.claude-v2", "aaaa", "team-a"},
                                         {"amazon.nova-lite-v1:0", "aaaa", "all-a"},
                                         {"amazon.titan-text-express-v1", "cccc", "titan"},
                                         {"amazon.nova-lite-v1:0", "bbbb", "keys-b"}}) {
    const auto role = rules.choose({c.model, c.key, ""});
    ASSERT_TRUE(role && *role) << c.role;
    EXPECT_EQ((*role)->arn, std::string(kPrefix) + std::string(c.role));
  }
  for (const auto& [model, key] : std::vector<std::pair<std::string_view, std::string_view>>{
           {"amazon.nova-lite-v1:0", "cccc"}, {"amazon.nova-lite-v1:0", ""}}) {
    const auto role = rules.choose({model, key, ""});
    ASSERT_TRUE(role);
    EXPECT_FALSE(*role) << "the gateway acts as itself";
  }
}

TEST(RoleRules, FillInTheSessionName) {
  RoleRule named = rule("a");
  named.session_name = "gw-{key}-{model}-{key}";
  named.external_id = "x";
  named.tags = {{"team", "a"}};
  const RoleRules rules({named}, {});
  const auto role = rules.choose({"meta.llama3:0", "0123abcd", ""});
  ASSERT_TRUE(role && *role);
  EXPECT_EQ((*role)->session_name, "gw-0123abcd-meta.llama3-0-0123abcd");
  EXPECT_EQ((*role)->external_id, "x");
  EXPECT_EQ((*role)->tags, named.tags);
  const auto nobody = RoleRules({rule("a")}, {}).choose({"m", "", ""});
  ASSERT_TRUE(nobody && *nobody);
  EXPECT_EQ((*nobody)->session_name, "anonymous");
}

TEST(RoleRules, ARouteNamesARoleByItsArn) {
  RoleRule known = rule("a", "nothing", "nobody");
  known.external_id = "x";
  const RoleRules rules({rule("other"), known}, {});
  EXPECT_EQ(rules.named(known.arn, {"m", "0123abcd", ""}).external_id, "x");
  const Role usual = rules.named(std::string(kPrefix) + "b", {"m", "0123abcd", ""});
  EXPECT_EQ(usual.arn, std::string(kPrefix) + "b");
  EXPECT_EQ(usual.session_name, "0123abcd");
  EXPECT_EQ(usual.duration_seconds, 3600U);
}

TEST(RoleRules, AClientMayOnlyAskForWhatIsAllowed) {
  const std::string prefix(kPrefix);
  const RoleRules rules({rule("default")}, {prefix + "tenant-*", prefix + "one"});
  for (const std::string& arn : {prefix + "tenant-1", prefix + "one"}) {
    const auto role = rules.choose({"m", "key", arn});
    ASSERT_TRUE(role && *role) << arn;
    EXPECT_EQ((*role)->arn, arn) << "before the rules";
    EXPECT_EQ((*role)->session_name, "key");
  }
  for (const std::string& arn :
       {prefix + "other", prefix + "one-more", prefix + "tenant-1 x", std::string("tenant-1")}) {
    EXPECT_FALSE(rules.choose({"m", "key", arn})) << arn;
  }
  EXPECT_FALSE(RoleRules().choose({"m", "key", prefix + "one"})) << "nothing is allowed by default";
}

}  // namespace
}  // namespace gw::aws
