// The [[guardrail]] tables of a configuration: which guardrail watches over whose requests.
//
//   [[guardrail]]
//   id = "gr1abc23def4"  # or its ARN
//   version = "3"        # "DRAFT" when absent
//   key = "3f2a9c01d4e8" # the id of a gateway key, or a pattern with '*'; absent: every one
//   model = "anthropic.*"  # absent: every one
//   stream = "async"     # or "sync"; absent: left to Bedrock
#pragma once

#include <expected>
#include <string_view>
#include <vector>

#include "bedrock/guardrail.h"
#include "config/problem.h"

namespace gw::config {

// The tables of a document, in their order; its other keys are somebody else's. `source` stands in
// front of the line numbers in problems.
std::expected<std::vector<bedrock::GuardrailRule>, std::vector<Problem>> load_guardrails(
    std::string_view toml, std::string_view source);

}  // namespace gw::config
