// The model catalogue as TOML: data/models.toml, which is compiled in, and the [[model]] tables of
// the user's configuration, which have the same keys.
//
//   [[model]]
//   pattern = "anthropic.claude-3-*"  # an id, a prefix ending in '*', or an ARN
//   api = "invoke"                    # any field of bedrock::ModelRules
//
// A table starts from the rules that hold for its pattern so far (or for the model named by `like`,
// which is how an opaque ARN gets its model's rules), and what it sets holds for every model its
// pattern matches: narrower patterns from before are changed as well.
#pragma once

#include <expected>
#include <string_view>
#include <vector>

#include "bedrock/model_rules.h"
#include "config/problem.h"

namespace gw::config {

// The catalogue compiled in.
std::vector<bedrock::ModelRules> builtin_catalogue();

// `base` changed and extended by the [[model]] tables of a document; its other tables are somebody
// else's. `source` stands in front of the line numbers in problems: "gateway.toml:12".
std::expected<std::vector<bedrock::ModelRules>, std::vector<Problem>> load_models(
    std::string_view toml, std::string_view source, std::vector<bedrock::ModelRules> base);

}  // namespace gw::config
