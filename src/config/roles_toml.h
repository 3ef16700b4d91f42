// The [[role]] tables of a configuration: as whom the gateway acts for which requests.
//
//   [[role]]
//   arn = "arn:aws:iam::123456789012:role/team-a"
//   key = "3f2a9c01d4e8"         # the id of a gateway key, or a prefix and '*'; absent: every one
//   model = "anthropic.*"        # absent: every one
//   external_id = "x"
//   session_name = "gw-{key}"
//   duration = 3600              # seconds, 900 to 43200
//   tags = { team = "a" }
#pragma once

#include <expected>
#include <string_view>
#include <vector>

#include "aws/role_rules.h"
#include "config/problem.h"

namespace gw::config {

// The tables of a document, in their order; its other keys are somebody else's. `source` stands in
// front of the line numbers in problems.
std::expected<std::vector<aws::RoleRule>, std::vector<Problem>> load_roles(std::string_view toml,
                                                                           std::string_view source);

}  // namespace gw::config
