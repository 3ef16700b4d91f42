// The keys of a [[model]] table and the fields they set.
#pragma once

#include <span>
#include <string_view>

#include <toml++/toml.h>

#include "bedrock/model_rules.h"

namespace gw::config {

struct ModelField {
  std::string_view key;
  std::string_view expected;  // for people: "true or false"
  // False, with the rules as they were, when the value is not as expected.
  bool (*set)(const toml::node& value, bedrock::ModelRules& rules);
};

// All but `pattern` and `like`, which the table itself is about.
std::span<const ModelField> model_fields();

}  // namespace gw::config
