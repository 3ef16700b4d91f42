#include "tenancy/directory.h"

#include <chrono>

#include <gtest/gtest.h>

namespace gw::tenancy {
namespace {

constexpr Time kMoment = 1'800'000'000;

Key key(std::string id, std::string_view secret, std::string team = "") {
  Key made;
  made.id = std::move(id);
  made.team = std::move(team);
  made.secrets.push_back({digest_of_setting(secret)});
  return made;
}

Team team(std::string id, std::string parent = "") {
  Team made;
  made.id = std::move(id);
  made.parent = std::move(parent);
  return made;
}

std::shared_ptr<const Directory> make(std::vector<Team> teams, std::vector<Key> keys) {
  auto made = Directory::make(std::move(teams), std::move(keys));
  EXPECT_TRUE(made) << made.error();
  return *made;
}

TEST(Directory, FindsAKeyByItsSecretOrTheHashOfIt) {
  // printf %s hashed-key | sha256sum
  constexpr std::string_view kHashed =
      "sha256:a4ae87b73fa5645e6aee415a6f72be4dcbd99d057a7b40cb1b867c181d179260";
  const auto directory = make({}, {key("a", "first"), key("b", kHashed)});
  EXPECT_EQ(directory->find("first", kMoment)->key->id, "a");
  EXPECT_EQ(directory->find("hashed-key", kMoment)->key->id, "b");
  EXPECT_EQ(directory->find(kHashed, kMoment).error(), Denial::unknown)
      << "a leaked hash is no key";
  EXPECT_EQ(directory->find("", kMoment).error(), Denial::unknown);
  EXPECT_EQ(id_of(digest_of_setting("hashed-key")), "a4ae87b73fa5");
}

TEST(Directory, TellsExpiredAndDisabledKeysFromUnknownOnes) {
  Key expired = key("a", "first");
  expired.expires_at = kMoment;
  Key disabled = key("b", "second");
  disabled.terms.disabled = true;
  const auto directory = make({}, {expired, disabled});
  EXPECT_TRUE(directory->find("first", kMoment - 1));
  EXPECT_EQ(directory->find("first", kMoment).error(), Denial::expired);
  EXPECT_EQ(directory->find("second", kMoment).error(), Denial::disabled);
}

TEST(Directory, TakesBothSecretsOfAKeyWhileOneIsReplaced) {
  Key rotated = key("a", "old");
  rotated.secrets.front().not_after = kMoment + 10;
  rotated.secrets.push_back({digest_of_setting("new")});
  const auto directory = make({}, {rotated});
  EXPECT_TRUE(directory->find("old", kMoment));
  EXPECT_TRUE(directory->find("new", kMoment));
  EXPECT_EQ(directory->find("old", kMoment + 10).error(), Denial::expired);
  EXPECT_TRUE(directory->find("new", kMoment + 10));
}

TEST(Directory, NeedsTheConsentOfAllTeamsAboveAKey) {
  Team company = team("company");
  company.terms.models = {"anthropic.*", "sonnet"};
  Team research = team("research", "company");
  Key alice = key("alice", "first", "research");
  alice.terms.models = {"*claude*", "sonnet"};
  const auto directory = make({company, research}, {alice, key("bob", "second")});
  const auto grant = directory->find("first", kMoment);
  ASSERT_TRUE(grant);
  ASSERT_EQ(grant->scope_count, 3U);
  EXPECT_EQ(grant->scopes[0].id, "alice");
  EXPECT_EQ(grant->scopes[1].id, "research");
  EXPECT_EQ(grant->scopes[2].id, "company");
  const auto allows = [&](std::vector<std::string_view> names) { return grant->allows(names); };
  EXPECT_TRUE(allows({"sonnet", "us.anthropic.claude-sonnet-4-6"}));
  EXPECT_TRUE(allows({"us.anthropic.claude-sonnet-4-6", "", "anthropic.claude-sonnet-4-6"}));
  EXPECT_FALSE(allows({"anthropic.other"})) << "the key's own patterns do not have it";
  EXPECT_FALSE(allows({"meta.claude-like"})) << "nor those of a team above it";
  EXPECT_TRUE(grant->restricts_models());
  EXPECT_FALSE(directory->find("second", kMoment)->restricts_models());
}

TEST(Directory, DisablesAllKeysBelowATeam) {
  Team company = team("company");
  company.terms.disabled = true;
  const auto directory =
      make({company, team("research", "company")}, {key("alice", "first", "research")});
  EXPECT_EQ(directory->find("first", kMoment).error(), Denial::disabled);
}

TEST(Directory, RefusesWhatCannotBe) {
  const auto wrong = [](std::vector<Team> teams, std::vector<Key> keys) {
    const auto made = Directory::make(std::move(teams), std::move(keys));
    return made ? std::string() : made.error();
  };
  EXPECT_EQ(wrong({team("a"), team("a")}, {}), "there are two teams 'a'");
  EXPECT_EQ(wrong({}, {key("a", "x"), key("a", "y")}), "there are two keys 'a'");
  EXPECT_EQ(wrong({}, {key("a", "x"), key("b", "x")}), "the keys 'a' and 'b' have the same secret");
  EXPECT_NE(wrong({}, {key("a", "x", "nowhere")}), "");
  EXPECT_NE(wrong({team("a", "nowhere")}, {}), "");
  EXPECT_NE(wrong({team("a", "b"), team("b", "a")}, {}), "") << "a cycle";
  EXPECT_NE(wrong({team("a", "a")}, {}), "") << "a cycle of one";
  EXPECT_EQ(wrong({team("a"), team("b", "a"), team("c", "b")}, {}), "");
  EXPECT_NE(wrong({team("a"), team("b", "a"), team("c", "b"), team("d", "c")}, {}), "");
}

TEST(Directory, LoadsAHundredThousandKeysInTwoSeconds) {
  constexpr int kMany = 100'000;
  std::vector<Key> keys;
  for (int i = 0; i < kMany; ++i)
    keys.push_back(key("key-" + std::to_string(i), "secret-" + std::to_string(i)));
  const auto begun = std::chrono::steady_clock::now();
  const auto directory = make({}, std::move(keys));
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(2));
  EXPECT_EQ(directory->find("secret-99999", kMoment)->key->id, "key-99999");
}

TEST(EntityId, IsPlainAndNoSecret) {
  EXPECT_TRUE(is_entity_id("alice.smith_2-x"));
  for (const auto* const wrong : {"", "a b", "a/b", "sk-bg-123", "\xc3\xa9"})
    EXPECT_FALSE(is_entity_id(wrong)) << wrong;
  EXPECT_FALSE(is_entity_id(std::string(65, 'a')));
}

}  // namespace
}  // namespace gw::tenancy
