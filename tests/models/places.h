// A small catalogue, and lists as Bedrock gives them, for tests.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "models/list.h"

namespace gw::models::test {

inline bedrock::ModelRules rules(std::string pattern, std::string name,
                                 std::vector<std::string> profiles = {},
                                 std::vector<std::string> own_names = {}) {
  bedrock::ModelRules rules;
  rules.pattern = std::move(pattern);
  rules.card.name = std::move(name);
  rules.card.maker = "Maker";
  rules.card.context = 1000;
  rules.max_output = 100;
  rules.card.profiles = std::move(profiles);
  rules.card.own_names = std::move(own_names);
  return rules;
}

inline std::vector<bedrock::ModelRules> some_rules() {
  std::vector<bedrock::ModelRules> all{
      rules("acme.opus", "Opus", {"us", "eu", "global"}, {"opus"}),
      rules("b.plain", "Plain"),
      rules("c.old", "Old"),
      rules("d.paint", "Paint"),
      rules("e.unnamed", ""),
      rules("f.*", "Family"),
  };
  all[2].status = bedrock::Status::legacy;
  all[3].card.kind = bedrock::ModelKind::image;
  return all;
}

inline bedrock::FoundationModel model(std::string id, bool on_demand = true) {
  bedrock::FoundationModel model;
  model.id = std::move(id);
  model.on_demand = on_demand;
  return model;
}

inline bedrock::InferenceProfile profile(std::string id, std::string behind,
                                         bool application = false) {
  bedrock::InferenceProfile profile;
  profile.id = std::move(id);
  profile.model = std::move(behind);
  profile.application = application;
  return profile;
}

// A place, and what it refers to.
struct World {
  std::vector<Name> names;
  std::vector<bedrock::ModelRules> all_rules = some_rules();
  bedrock::OwnNames own_names{all_rules};
  bedrock::Catalogue catalogue{all_rules};
  bedrock::Residency residency;
  std::string region = "us-east-1";

  Place place() const {
    return {names, own_names, catalogue, residency, region, 1'800'000'000};  // in January 2027
  }
};

inline std::vector<std::string> ids(const std::vector<Entry>& entries) {
  std::vector<std::string> ids;
  for (const Entry& entry : entries) ids.push_back(entry.id);
  return ids;
}

}  // namespace gw::models::test
