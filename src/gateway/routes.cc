#include "gateway/routes.h"

namespace gw::gateway {

namespace {

constexpr std::string_view kAliasPrefix = "/openai";  // "/openai/v1/..." is "/v1/..."

std::string_view normalize(std::string_view path) {
  if (path.starts_with("/openai/v1/")) path.remove_prefix(kAliasPrefix.size());
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
