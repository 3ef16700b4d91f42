#include "config/roles_toml.h"

#include <gtest/gtest.h>

namespace gw::config {
namespace {

TEST(RolesToml, ReadsEveryMember) {
  const auto roles = load_roles(
      "[[role]]\narn = 'arn:aws:iam::123456789012:role/a'\nkey = 'abc*'\nmodel = 'anthropic.*'\n"
      "external_id = 'x'\nsession_name = 'gw-{key}'\nduration = 900\ntags = { team = 'a' }\n"
      "[[role]]\narn = 'arn:aws:iam::123456789012:role/b'\n",
      "gateway.toml");
  ASSERT_TRUE(roles);
  ASSERT_EQ(roles->size(), 2U);
  const aws::RoleRule& first = roles->front();
  EXPECT_EQ(first.arn, "arn:aws:iam::123456789012:role/a");
  EXPECT_EQ(first.key, "abc*");
  EXPECT_EQ(first.model, "anthropic.*");
  EXPECT_EQ(first.external_id, "x");
  EXPECT_EQ(first.session_name, "gw-{key}");
  EXPECT_EQ(first.duration_seconds, 900U);
  EXPECT_EQ(first.tags.front().second, "a");
  EXPECT_EQ(roles->back().model, "*");
  EXPECT_TRUE(load_roles("strict = true\n", "gateway.toml")->empty());
}

TEST(RolesToml, SaysWhatIsWrongAndWhere) {
  struct Case {
    std::string_view toml, where, message;
  };
  for (const Case& c : std::vector<Case>{
           {"role = 1\n", "g:1", "[[role]]"},
           {"[[role]]\nmodel = 'x'\n", "g:1", "'arn'"},
           {"[[role]]\narn = 'x'\n", "g:1", "'arn'"},
           {"[[role]]\narn = 'arn:aws:iam::123456789012:role/a'\nmodle = 'x'\n", "g:3", "'modle'"},
           {"[[role]]\narn = 'arn:aws:iam::123456789012:role/a'\nduration = 1\n", "g:3", "900"},
           {"[[role]]\narn = 'arn:aws:iam::123456789012:role/a'\ntags = 1\n", "g:3", "'tags'"},
           {"[[role]]\narn = 'arn:aws:iam::123456789012:role/a'\nkey = 1\n", "g:3", "'key'"}}) {
    const auto roles = load_roles(c.toml, "g");
    ASSERT_FALSE(roles) << c.toml;
    EXPECT_EQ(roles.error().front().where, c.where) << c.toml;
    EXPECT_NE(roles.error().front().message.find(c.message), std::string::npos) << c.toml;
  }
}

}  // namespace
}  // namespace gw::config
