// Finds the endpoint of a path. Pure.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "gateway/endpoint.h"

namespace gw::gateway {

struct RouteMatch {
  Endpoint* endpoint = nullptr;  // null: not found, or, when `allow` is set, a method it has not
  std::string allow;             // for the Allow header
};

// The API answers under /v1, /openai/v1 and /api/v1; a trailing slash is tolerated.
RouteMatch find_route(std::span<const Route> routes, std::string_view method,
                      std::string_view path);

}  // namespace gw::gateway
