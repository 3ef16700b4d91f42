#include "models/table.h"

#include <gtest/gtest.h>

#include "models/places.h"

namespace gw::models {
namespace {

TEST(Table, HasColumnsAsWideAsTheyHaveToBe) {
  const auto rules = test::rules("acme.opus", "Opus");
  const bedrock::ModelRules unknown;
  std::vector<Entry> entries(2);
  entries[0].id = "opus";
  entries[0].origin = Origin::alias;
  entries[0].stands_for = "us.acme.opus";
  entries[0].rules = &rules;
  entries[0].media = {bedrock::MediaKind::image};
  entries[0].verified = true;
  entries[1].id = "somebody.new-model";
  entries[1].rules = &unknown;
  entries[1].status = bedrock::Status::legacy;
  entries[1].end_of_life = "2027-01-08";
  EXPECT_EQ(table(entries),
            "ID                  KIND                    CONTEXT  MAX OUTPUT  TAKES       STATUS\n"
            "opus                alias for us.acme.opus     1000         100  text,image  active\n"
            "somebody.new-model  model                         -           -  text        "
            "legacy 2027-01-08, unverified\n");
}

}  // namespace
}  // namespace gw::models
