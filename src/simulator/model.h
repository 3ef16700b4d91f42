// A model, as the simulator sees it: the id of the request and what the catalogue knows about it.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "bedrock/catalogue.h"
#include "bedrock/model_id.h"
#include "bedrock/model_rules.h"
#include "simulator/listed_models.h"

namespace gw::simulator {

struct Model {
  bedrock::ModelId id;
  std::string base;                  // the id of the foundation model, whatever `id` is
  const bedrock::ModelRules* rules;  // lives as long as the catalogue
};

// nullopt: Bedrock has no such model, or this is no model id.
std::optional<Model> find_model(const bedrock::Catalogue& catalogue, std::string_view id);

// By its base id. Null: the lists do not show it.
const ListedModel* find_listed(std::string_view base);
// Whether `word` is among those that a list of words names.
bool is_among(std::string_view word, std::string_view words);

// An application inference profile: there is each of them in any account and region.
struct ApplicationProfile {
  std::string_view id, name, model;
};
std::span<const ApplicationProfile> application_profiles();
// By its ARN. Null: there is none.
const ApplicationProfile* find_application_profile(std::string_view arn);

}  // namespace gw::simulator
