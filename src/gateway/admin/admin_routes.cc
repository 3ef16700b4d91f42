#include "gateway/admin/admin_routes.h"

#include <optional>

namespace gw::gateway {

namespace {

// What stands for the "*", "" where there is none; nullopt: another path.
std::optional<std::string_view> match_admin_path(std::string_view pattern, std::string_view path) {
  const std::size_t star = pattern.find('*');
  if (star == pattern.npos)
    return pattern == path ? std::optional(std::string_view()) : std::nullopt;
  const std::string_view tail = pattern.substr(star + 1);
  if (path.size() <= star + tail.size()) return std::nullopt;
  if (!path.starts_with(pattern.substr(0, star)) || !path.ends_with(tail)) return std::nullopt;
  const std::string_view argument = path.substr(star, path.size() - star - tail.size());
  return argument.contains('/') ? std::nullopt : std::optional(argument);
}

}  // namespace

AdminMatch find_admin_route(std::span<const AdminRoute> routes, std::string_view method,
                            std::string_view path) {
  if (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  AdminMatch found;
  for (const AdminRoute& route : routes) {
    const auto argument = match_admin_path(route.path, path);
    if (!argument) continue;
    if (route.method == method || (route.method == "GET" && method == "HEAD")) {
      found.endpoint = route.endpoint;
      found.argument = *argument;
      return found;
    }
    if (!found.allow.empty()) found.allow += ", ";
    found.allow += route.method;
  }
  return found;
}

}  // namespace gw::gateway
