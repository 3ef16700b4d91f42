#include "gateway/routes.h"

#include <array>

namespace gw::gateway {

namespace {

// Clients and other gateways put one of these in front of "/v1/...".
constexpr std::array<std::string_view, 2> kPrefixes{"/openai", "/api"};

std::string_view normalize(std::string_view path) {
  for (const std::string_view prefix : kPrefixes) {
    if (path.starts_with(prefix) && path.substr(prefix.size()).starts_with("/v1/")) {
      path.remove_prefix(prefix.size());
      break;
    }
  }
  if (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  return path;
}

}  // namespace

RouteMatch find_route(std::span<const Route> routes, std::string_view method,
                      std::string_view path) {
  const std::string_view wanted = normalize(path);
  RouteMatch match;
  for (const Route& route : routes) {
    if (route.path != wanted) continue;
    if (route.method == method || (route.method == "GET" && method == "HEAD")) {
      match.endpoint = route.endpoint;
      return match;
    }
    if (!match.allow.empty()) match.allow += ", ";
    match.allow += route.method;
  }
  return match;
}

}  // namespace gw::gateway
