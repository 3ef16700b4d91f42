// Finds the rules of a model by its id, profile id or ARN.
//
// A pattern is an id, a prefix ending in '*', or such a thing with an ARN or a profile prefix.
// Among the patterns that match the model as written, or without prefix and ARN, the one that
// leaves the fewest characters to its '*' wins.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
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
  struct Match {
    const ModelRules* rules;
    std::size_t rest;  // characters of the model left to the '*'
  };
  std::optional<Match> match(std::string_view id) const;

  std::vector<ModelRules> rules_;
  // Indices into rules_, sorted by pattern; each pattern once.
  std::vector<std::uint32_t> exact_;
  std::vector<std::uint32_t> prefixes_;
  ModelRules fallback_;
};

}  // namespace gw::bedrock
