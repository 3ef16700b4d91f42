// Where settings come from: each source as assignments, still without types.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/environment.h"
#include "config/assignment.h"
#include "config/problem.h"

namespace gw::config {

using Assignments = std::vector<Assignment>;

// The document's keys, but for the tables that toml_reader.h is for. `source` stands in front of
// the line numbers. What cannot be a setting is added to the problems.
Assignments from_toml(std::string_view text, std::string_view source,
                      std::vector<Problem>& problems);

// AWS_REGION and the other variables that are not ours. Empty ones count as unset, as they do for
// the tools that they are shared with.
Assignments from_standard_variables(const Environment& environment);

// BEDROCK_GATEWAY_<SECTION>_<KEY>; lists are separated by commas. One that is empty is an
// assignment of nothing.
Assignments from_own_variables(const Environment& environment, std::vector<Problem>& problems);

}  // namespace gw::config
