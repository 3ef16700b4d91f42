// The keys of a [[model]] table and the fields they set.
#pragma once

#include <span>

#include "bedrock/model_rules.h"
#include "config/toml_reader.h"

namespace gw::config {

using ModelField = TomlField<bedrock::ModelRules>;

// All but `pattern` and `like`, which the table itself is about.
std::span<const ModelField> model_fields();

}  // namespace gw::config
