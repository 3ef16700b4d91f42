// The [[team]] and [[key]] tables of a configuration: who may use the gateway, and how much.
//
//   [[team]]
//   id = "research"
//   parent = "company"                       # at most three levels
//   models = ["anthropic.*", "sonnet"]       # absent: every one
//   limits = { rpm = 600, tpm = 1000000, concurrency = 50 }
//   budgets = [{ usd = "500.00", window = "month" }]
//
//   [[key]]
//   id = "alice"                             # absent: the first digits of its secret's hash
//   team = "research"
//   secret = "sha256:ba7816bf..."            # or plain; secrets = [...] while one is replaced
//   expires_at = 2027-01-01T00:00:00Z
#pragma once

#include <expected>
#include <string_view>
#include <vector>

#include "config/problem.h"
#include "tenancy/entities.h"

namespace gw::config {

// The tables of a document, in their order; its other keys are somebody else's. `source` stands in
// front of the line numbers in problems.
std::expected<std::vector<tenancy::Team>, std::vector<Problem>> load_teams(std::string_view toml,
                                                                           std::string_view source);
std::expected<std::vector<tenancy::Key>, std::vector<Problem>> load_keys(std::string_view toml,
                                                                         std::string_view source);

}  // namespace gw::config
