#include "models/list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/places.h"

namespace gw::models {
namespace {

using bedrock::Inventory;
using test::ids;
using test::model;
using test::profile;
using test::World;
using testing::ElementsAre;

const std::string kOurs = "arn:aws:bedrock:us-east-1:1:application-inference-profile/ours";

TEST(List, WithoutBedrocksWordIsWhatTheCatalogueHasAndUnverified) {
  const World world;
  const auto entries = list(world.place(), nullptr);
  // Not the one of another kind, the one that is legacy, the one without a name, the pattern.
  EXPECT_THAT(ids(entries), ElementsAre("opus", "global.acme.opus", "us.acme.opus", "b.plain"));
  for (const Entry& entry : entries) EXPECT_FALSE(entry.verified) << entry.id;
  EXPECT_EQ(entries[0].origin, Origin::alias);
  EXPECT_EQ(entries[0].stands_for, "us.acme.opus");
  EXPECT_EQ(entries[0].name, "Opus");
  EXPECT_EQ(entries[2].origin, Origin::profile);
  EXPECT_EQ(entries[2].name, "Opus (us)");
  EXPECT_EQ(entries[3].origin, Origin::model);
  EXPECT_EQ(entries[3].maker, "Maker");
  EXPECT_EQ(entries[3].rules->card.context, 1000);
}

TEST(List, IsOfTheRegion) {
  World world;
  world.region = "eu-west-1";
  EXPECT_THAT(ids(list(world.place(), nullptr)),
              ElementsAre("opus", "eu.acme.opus", "global.acme.opus", "b.plain"));
  world.region = "sa-east-1";
  EXPECT_THAT(ids(list(world.place(), nullptr)),
              ElementsAre("opus", "global.acme.opus", "b.plain"));
}

TEST(List, IsWhatBedrockListsAndCanBeCalled) {
  const World world;
  Inventory inventory;
  inventory.models = {model("acme.opus", false), model("b.plain"), model("c.old"), model("d.paint"),
                      model("n.new")};
  inventory.profiles = {profile("us.acme.opus", "acme.opus"), profile("us.d.paint", "d.paint"),
                        profile(kOurs, "b.plain", true)};
  const auto entries = list(world.place(), &inventory);
  EXPECT_THAT(ids(entries),
              ElementsAre("opus", kOurs, "us.acme.opus", "b.plain", "c.old", "n.new"));
  for (const Entry& entry : entries) EXPECT_TRUE(entry.verified) << entry.id;
  EXPECT_EQ(entries[1].origin, Origin::application_profile);
  EXPECT_EQ(entries[1].stands_for, "b.plain");
  EXPECT_EQ(entries[1].rules->pattern, "b.plain");
}

TEST(List, ShowsWhatBedrockSaysOfAModelBeforeWhatTheCatalogueDoes) {
  const World world;
  Inventory inventory;
  inventory.models = {model("b.plain"), model("n.new")};
  auto& plain = inventory.models->front();
  plain.name = "Plain 2";
  plain.maker = "Somebody";
  plain.legacy = true;
  plain.started = "2025-01-02T00:00:00Z";
  plain.end_of_life = "2027-06-01T00:00:00Z";
  inventory.models->back().media = {bedrock::MediaKind::image};
  inventory.profiles.emplace();
  const auto entries = list(world.place(), &inventory);
  ASSERT_THAT(ids(entries), ElementsAre("b.plain", "n.new"));
  EXPECT_EQ(entries[0].name, "Plain 2");
  EXPECT_EQ(entries[0].maker, "Somebody");
  EXPECT_EQ(entries[0].status, bedrock::Status::legacy);
  EXPECT_EQ(entries[0].created, 1'735'776'000);
  EXPECT_EQ(entries[0].end_of_life, "2027-06-01");
  EXPECT_EQ(entries[0].media, bedrock::kAllMedia);  // the catalogue's
  EXPECT_EQ(entries[1].name, "n.new");
  EXPECT_EQ(entries[1].media, (bedrock::MediaKinds{bedrock::MediaKind::image}));
}

TEST(List, EndsWithTheLifeOfAModel) {
  const World world;
  Inventory inventory;
  inventory.models = {model("b.plain"), model("acme.opus", false)};
  for (auto& each : *inventory.models) each.end_of_life = "2026-12-31T00:00:00Z";
  inventory.profiles = {profile("us.acme.opus", "acme.opus"), profile("us.x", "x")};
  EXPECT_THAT(ids(list(world.place(), &inventory)), ElementsAre("us.x"));
}

TEST(List, TakesFromTheCatalogueOnlyWhatBedrockMayNotSay) {
  const World world;
  Inventory no_profiles;
  no_profiles.models = {model("acme.opus", false), model("b.plain")};
  EXPECT_THAT(ids(list(world.place(), &no_profiles)),
              ElementsAre("opus", "global.acme.opus", "us.acme.opus", "b.plain"));
  no_profiles.models = {model("b.plain")};
  EXPECT_THAT(ids(list(world.place(), &no_profiles)), ElementsAre("b.plain"));
  Inventory no_models;
  no_models.profiles = {profile("us.acme.opus", "acme.opus")};
  const auto entries = list(world.place(), &no_models);
  EXPECT_THAT(ids(entries), ElementsAre("opus", "us.acme.opus", "b.plain"));
  EXPECT_TRUE(entries[1].verified);
  EXPECT_FALSE(entries[2].verified);
}

TEST(List, BeginsWithTheOperatorsNames) {
  World world;
  world.names = {{"team", "eu-west-1/eu.acme.opus", Origin::route},
                 {"gpt-4o", "b.plain", Origin::alias},
                 {"gpt-*", "b.plain", Origin::alias},
                 {"best", "opus", Origin::alias},
                 {"opus", "b.plain", Origin::alias}};
  const auto entries = list(world.place(), nullptr);
  EXPECT_THAT(ids(entries), ElementsAre("team", "gpt-4o", "best", "opus", "global.acme.opus",
                                        "us.acme.opus", "b.plain"));
  EXPECT_EQ(entries[0].origin, Origin::route);
  EXPECT_EQ(entries[0].stands_for, "eu.acme.opus");
  EXPECT_EQ(entries[0].rules->pattern, "acme.opus");
  EXPECT_TRUE(entries[0].verified);
  EXPECT_EQ(entries[1].name, "gpt-4o");
  EXPECT_EQ(entries[2].stands_for, "us.acme.opus");  // a name for a name of its maker
  EXPECT_EQ(entries[3].stands_for, "b.plain");       // the operator's comes first
}

TEST(List, KeepsInsideTheResidency) {
  World world;
  const std::vector<std::string> us{"us"};
  world.residency = *bedrock::Residency::parse(us);
  Inventory inventory;
  inventory.models = {model("b.plain")};
  inventory.profiles = {profile("us.acme.opus", "acme.opus"),
                        profile("global.acme.opus", "acme.opus"), profile(kOurs, "b.plain", true)};
  EXPECT_THAT(ids(list(world.place(), &inventory)), ElementsAre("opus", "us.acme.opus", "b.plain"));
  EXPECT_THAT(ids(list(world.place(), nullptr)), ElementsAre("opus", "us.acme.opus", "b.plain"));
}

TEST(List, FindsInAnIdWhenTheModelWasMade) {
  World world;
  world.all_rules.push_back(test::rules("g.model-20251001-v1:0", "G"));
  world.catalogue = bedrock::Catalogue(world.all_rules);
  const auto found = find(world.place(), nullptr, "g.model-20251001-v1:0");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->created, 1'759'276'800);
}

TEST(Find, KnowsWhatARequestCouldName) {
  World world;
  world.names = {{"gpt-*", "b.plain", Origin::alias}};
  Inventory inventory;
  inventory.models = {model("b.plain")};
  inventory.profiles = {profile("us.acme.opus", "acme.opus"), profile(kOurs, "b.plain", true)};
  struct Case {
    std::string_view id;
    Origin origin;
    std::string_view stands_for;
  };
  const Case cases[] = {
      {"b.plain", Origin::model, ""},
      {"us.acme.opus", Origin::profile, ""},
      {"us-east-1/us.acme.opus", Origin::profile, ""},
      {"arn:aws:bedrock:us-east-1:1:inference-profile/us.acme.opus", Origin::profile, ""},
      {"arn:aws:bedrock:us-east-1::foundation-model/b.plain", Origin::model, ""},
      {kOurs, Origin::application_profile, "b.plain"},
      {"opus", Origin::alias, "us.acme.opus"},
      {"maker/opus", Origin::alias, "us.acme.opus"},
      {"gpt-4o", Origin::alias, "b.plain"},
  };
  for (const auto& [id, origin, stands_for] : cases) {
    const auto found = find(world.place(), &inventory, id);
    ASSERT_TRUE(found) << id;
    EXPECT_EQ(found->id, id);
    EXPECT_EQ(found->origin, origin) << id;
    EXPECT_EQ(found->stands_for, stands_for) << id;
  }
  for (const std::string_view id :
       {"", "acme.opus", "eu.acme.opus", "plain", "GPT-4o", "%", ".."}) {
    EXPECT_FALSE(find(world.place(), &inventory, id)) << id;
  }
}

}  // namespace
}  // namespace gw::models
