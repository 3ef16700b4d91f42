// Names that makers give their models outside of Bedrock ("claude-opus-5-5"), as the catalogue has
// them, and what they stand for in a region. Pure.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/string_hash.h"
#include "bedrock/model_rules.h"
#include "bedrock/residency.h"

namespace gw::bedrock {

// A model as it is called in a region: through the first of these geographies' profiles that the
// region can call and the residency allows, else by its id.
std::string callable_id(std::string_view model, std::span<const std::string> geographies,
                        std::string_view region, const Residency& residency);

class OwnNames {
 public:
  OwnNames() = default;  // none
  explicit OwnNames(std::span<const ModelRules> catalogue);

  // The id or profile to call; nullopt when it is nobody's name. Other gateways' spelling of a name
  // is understood as well ("anthropic/claude-opus-5.5"), and "[1m]" behind one whose context is
  // that large anyway.
  std::optional<std::string> resolve(std::string_view name, std::string_view region,
                                     const Residency& residency) const;
  // All names, sorted.
  std::vector<std::string_view> all() const;

 private:
  struct Model {
    std::string id;
    std::vector<std::string> profiles;
    bool large = false;  // its context
  };
  std::unordered_map<std::string, Model, StringHash, std::equal_to<>> models_;
};

}  // namespace gw::bedrock
