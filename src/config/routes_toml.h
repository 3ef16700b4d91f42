// The [[route]] tables of a configuration:
//
//   [[route]]
//   name = "sonnet"          # what clients send as `model`; '*' as in aliases
//   residency = "eu"         # or a list; absent: as aws.residency has it
//   sticky = true            # the requests of a conversation go to the same target
//   targets = [
//     { model = "eu.anthropic.claude-sonnet-4-6", region = "eu-central-1", weight = 3 },
//     { model = "eu.anthropic.claude-sonnet-4-6", region = "eu-west-1" },
//     { model = "amazon.nova-pro-v1:0", region = "eu-west-3", order = 2,
//       role = "arn:aws:iam::123456789012:role/b", endpoint = "https://vpce-1.example.com" },
//   ]
#pragma once

#include <expected>
#include <string_view>
#include <vector>

#include "config/problem.h"
#include "config/route.h"
#include "config/settings.h"

namespace gw::config {

// The tables of a document, in their order; its other keys are somebody else's. `source` stands in
// front of the line numbers in problems.
std::expected<std::vector<Route>, std::vector<Problem>> load_routes(std::string_view toml,
                                                                    std::string_view source);

// What only shows when all has been read: routes and aliases that leave the residency, names that
// are both.
std::vector<Problem> check_routes(const Settings& settings);

}  // namespace gw::config
