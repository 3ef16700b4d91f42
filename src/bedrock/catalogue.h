// Finds the rules of a model by its id, profile id or ARN.
#pragma once

#include <string_view>
#include <vector>

#include "bedrock/model_rules.h"

namespace gw::bedrock {

class Catalogue {
 public:
  // Later rules win over earlier ones with the same pattern, so configuration is appended.
  explicit Catalogue(std::vector<ModelRules> rules);

  // `model` as the client wrote it, decoded: "us.anthropic.claude-...", "arn:aws:bedrock:...".
  // An unknown model gets the default rules (Converse, everything allowed): new models work on
  // their first day. The reference lives as long as the catalogue.
  const ModelRules& find(std::string_view model) const;
  const std::vector<ModelRules>& rules() const { return rules_; }

 private:
  std::vector<ModelRules> rules_;
  ModelRules fallback_;
};

}  // namespace gw::bedrock
