// The [aliases] table of a configuration:
//
//   [aliases]
//   "gpt-4o" = "us.anthropic.claude-sonnet-4-6"
//   "claude-*-haiku*" = "eu-west-1/eu.anthropic.claude-haiku-4-5-20251001-v1:0"
#pragma once

#include <expected>
#include <string_view>
#include <vector>

#include "bedrock/aliases.h"
#include "config/problem.h"

namespace gw::config {

// The document's other tables are somebody else's. `source` stands in front of the line numbers in
// problems: "gateway.toml:12".
std::expected<std::vector<bedrock::Alias>, std::vector<Problem>> load_aliases(
    std::string_view toml, std::string_view source);

}  // namespace gw::config
