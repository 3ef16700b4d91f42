// Where requests for a name may go: several targets instead of one model (docs/routing.md).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "aws/endpoint.h"
#include "bedrock/model_id.h"
#include "bedrock/residency.h"

namespace gw::config {

struct RouteTarget {
  bedrock::ModelId model;
  std::string region;                     // valid
  std::optional<aws::Endpoint> endpoint;  // instead of the region's, or of the one for all
  std::string role;                       // its ARN; empty: as for requests without a route
  unsigned weight = 1;                    // its share among those of the same order
  unsigned order = 1;                     // served when no target of a lower one can
  std::string name;   // "eu-west-1/eu.anthropic.claude-sonnet-4-6"; different within a route
  std::string where;  // "gateway.toml:12"
};

struct Route {
  static constexpr std::size_t kMostTargets = 16;

  std::string name;  // what clients send as `model`; a pattern as in bedrock/name_pattern.h
  bedrock::Residency residency;
  bool sticky = true;  // a conversation stays with its target
  std::vector<RouteTarget> targets;
  std::string where;
};

}  // namespace gw::config
