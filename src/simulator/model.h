// A model, as the simulator sees it: the id of the request and what the catalogue knows about it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "bedrock/catalogue.h"
#include "bedrock/model_id.h"
#include "bedrock/model_rules.h"

namespace gw::simulator {

struct Model {
  bedrock::ModelId id;
  const bedrock::ModelRules* rules;  // lives as long as the catalogue
};

// nullopt: Bedrock has no such model, or this is no model id.
std::optional<Model> find_model(const bedrock::Catalogue& catalogue, std::string_view id);

// The bodies of ListFoundationModels (with what the catalogue says about their lifecycle) and of
// ListInferenceProfiles.
std::string list_foundation_models(const bedrock::Catalogue& catalogue);
std::string list_inference_profiles();

// Of GetInferenceProfile, for an application inference profile: there are two, "simclaude001" and
// "simnova00001" in any account and region.
std::optional<std::string> inference_profile(std::string_view arn);

}  // namespace gw::simulator
