// The [[price]] tables of a configuration, and those that are built in: what models cost.
//
//   [[price]]
//   model = "anthropic.claude-sonnet-4-6"    # without profile and region
//   where = ["us", "eu"]                     # prefixes of profiles; "bare": the model's own id;
//                                            # "@eu-west-2": its own id there
//   above = 200000                           # for prompts of more tokens; absent: for all
//   input = "3.30"                           # US dollars for a million tokens
//   output = "16.50"
//   cache_read = "0.33"
//   cache_write = "4.125"                    # for five minutes
//   cache_write_hour = "6.60"
#pragma once

#include <expected>
#include <string_view>
#include <vector>

#include "config/problem.h"
#include "tenancy/prices.h"

namespace gw::config {

// The tables of a document, in their order; its other keys are somebody else's. `source` stands in
// front of the line numbers in problems.
std::expected<std::vector<tenancy::PriceRow>, std::vector<Problem>> load_prices(
    std::string_view toml, std::string_view source);

// data/prices.toml.
const std::vector<tenancy::PriceRow>& builtin_prices();

}  // namespace gw::config
