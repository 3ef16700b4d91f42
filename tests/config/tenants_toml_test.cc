#include "config/tenants_toml.h"

#include <gtest/gtest.h>

#include "config/load.h"

namespace gw::config {
namespace {

using tenancy::kDollar;

TEST(TenantsToml, ReadsEveryMemberOfATeam) {
  const auto teams = load_teams(
      "[[team]]\nid = 'company'\n[[team]]\nid = 'research'\nname = 'Research'\nparent = 'company'\n"
      "models = ['anthropic.*', 'sonnet']\ndisabled = true\n"
      "limits = { rpm = 1, rpd = 2, tpm = 3, tpd = 4, itpm = 5, otpm = 6, concurrency = 7 }\n"
      "budgets = [{ usd = '25.00', window = 'day' }, { usd = 100, on_exceed = 'warn' }]\n",
      "gateway.toml");
  ASSERT_TRUE(teams);
  const tenancy::Team& team = teams->back();
  EXPECT_EQ(team.id, "research");
  EXPECT_EQ(team.name, "Research");
  EXPECT_EQ(team.parent, "company");
  EXPECT_EQ(team.terms.models, (std::vector<std::string>{"anthropic.*", "sonnet"}));
  EXPECT_TRUE(team.terms.disabled);
  EXPECT_EQ(team.terms.limits, (tenancy::Limits{1, 2, 3, 4, 5, 6, 7}));
  EXPECT_EQ(team.terms.budgets.front(),
            (tenancy::Budget{25 * kDollar, tenancy::Window::day, tenancy::OnExceed::block}));
  EXPECT_EQ(team.terms.budgets.back(),
            (tenancy::Budget{100 * kDollar, tenancy::Window::total, tenancy::OnExceed::warn}));
}

TEST(TenantsToml, ReadsEveryMemberOfAKey) {
  const auto keys = load_keys(
      "[[key]]\nsecret = 'hashed-key'\n"
      "[[key]]\nid = 'alice'\nname = 'Alice'\nteam = 'research'\nallow_unpriced = true\n"
      "secrets = ['new', { secret = 'old', not_after = 2027-01-15T08:00:00+01:00 }]\n"
      "expires_at = 2027-01-15T08:00:00Z\n"
      "[[key]]\nid = 'bob'\nsecret = 'x'\nexpires_at = '2027-01-15T08:00:00Z'\n",
      "gateway.toml");
  ASSERT_TRUE(keys);
  ASSERT_EQ(keys->size(), 3U);
  EXPECT_EQ((*keys)[0].id, "a4ae87b73fa5") << "the first digits of its hash";
  const tenancy::Key& alice = (*keys)[1];
  EXPECT_EQ(alice.name, "Alice");
  EXPECT_EQ(alice.team, "research");
  EXPECT_TRUE(alice.allow_unpriced);
  EXPECT_EQ(alice.expires_at, 1'800'000'000);
  ASSERT_EQ(alice.secrets.size(), 2U);
  EXPECT_EQ(alice.secrets[0].not_after, 0);
  EXPECT_EQ(alice.secrets[1].not_after, 1'800'000'000 - 3600);
  EXPECT_EQ((*keys)[2].expires_at, 1'800'000'000);
}

TEST(TenantsToml, SaysWhatIsWrongAndWhereAndNoSecret) {
  struct Case {
    std::string_view toml, where, message;
  };
  for (const Case& c : std::vector<Case>{
           {"key = 1\n", "g:1", "[[key]]"},
           {"[[key]]\nid = 'a'\n", "g:1", "needs a 'secret'"},
           {"[[key]]\nsecret = ''\n", "g:2", "'secret' must be"},
           {"[[key]]\nsecret = 'sha256:CANARY'\n", "g:2", "64 hexadecimal digits"},
           {"[[key]]\nsecret = 'x'\nsecrets = [{ secret = 'y' }]\n", "g:3", "'not_after'"},
           {"[[key]]\nsecret = 'x'\nid = 'sk-CANARY'\n", "g:3", "'id' must be"},
           {"[[key]]\nsecret = 'x'\nlimit = { rpm = 1 }\n", "g:3", "did you mean 'limits'"},
           {"[[key]]\nsecret = 'x'\nlimits = { rpm = 0 }\n", "g:3", "'limits' must be"},
           {"[[key]]\nsecret = 'x'\nlimits = { rpm = -1 }\n", "g:3", "'limits' must be"},
           {"[[key]]\nsecret = 'x'\nlimits = { rps = 1 }\n", "g:3", "'limits' must be"},
           {"[[key]]\nsecret = 'x'\nlimits = { rpm = nan }\n", "g:3", "'limits' must be"},
           {"[[key]]\nsecret = 'x'\nbudgets = [{ usd = '-1' }]\n", "g:3", "'budgets' must be"},
           {"[[key]]\nsecret = 'x'\nbudgets = [{ usd = 1.5 }]\n", "g:3", "in quotes"},
           {"[[key]]\nsecret = 'x'\nbudgets = [{ usd = '1e308' }]\n", "g:3", "'budgets' must be"},
           {"[[key]]\nsecret = 'x'\nbudgets = [{ usd = '1', window = 'year' }]\n", "g:3", "month"},
           {"[[key]]\nsecret = 'x'\nbudgets = [{ usd = '1', window = 30 }]\n", "g:3", "month"},
           {"[[key]]\nsecret = 'x'\nbudgets = [{ usd = '1', on_exceed = true }]\n", "g:3", "warn"},
           {"[[key]]\nsecret = 'x'\nbudgets = [{ usd = '1', tz = 'Mars' }]\n", "g:3", "'budgets'"},
           {"[[key]]\nsecret = 'x'\nbudgets = [{ usd = '1' }, { usd = '2' }]\n", "g:3", "once"},
           {"[[key]]\nsecret = 'x'\nexpires_at = 2027-01-15T08:00:00\n", "g:3", "offset"},
           {"[[key]]\nsecret = 'x'\nmodels = []\n", "g:3", "'models' must be"}}) {
    const auto keys = load_keys(c.toml, "g");
    ASSERT_FALSE(keys) << c.toml;
    const Problem& problem = keys.error().front();
    EXPECT_EQ(problem.where, c.where) << c.toml;
    EXPECT_NE(problem.message.find(c.message), std::string::npos) << problem.message;
    EXPECT_EQ(problem.message.find("CANARY"), std::string::npos) << problem.message;
  }
  EXPECT_FALSE(load_teams("[[team]]\nname = 'x'\n", "g")) << "without an id";
}

TEST(TenantsToml, StandBesideTheKeysOfTheSettings) {
  const Loaded loaded =
      load({}, {{"BEDROCK_GATEWAY_AUTH_KEYS", "plain,plain"},
                {"BEDROCK_GATEWAY_TEAMS", "[{ id = 'research' }]"},
                {"BEDROCK_GATEWAY_KEYS", "[{ id = 'alice', secret = 'x', team = 'research' }]"}});
  ASSERT_TRUE(loaded.problems.empty()) << loaded.problems.front().message;
  const auto directory = make_directory(loaded.settings);
  ASSERT_TRUE(directory);
  EXPECT_EQ((*directory)->keys().size(), 2U);
  EXPECT_EQ((*directory)->find("x", 0)->key->id, "alice");
  EXPECT_TRUE((*directory)->find("plain", 0));

  const Loaded wrong = load({}, {{"BEDROCK_GATEWAY_KEYS", "[{ secret = 'x', team = 'none' }]"}});
  ASSERT_EQ(wrong.problems.size(), 1U);
  EXPECT_NE(wrong.problems.front().message.find("no such team"), std::string::npos);
}

}  // namespace
}  // namespace gw::config
