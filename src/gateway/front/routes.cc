#include "gateway/front/routes.h"

#include <array>
#include <optional>

namespace gw::gateway {

namespace {

// Clients and other gateways put one of these in front of "/v1/...".
constexpr std::array<std::string_view, 3> kPrefixes{"/openai", "/api", "/anthropic"};

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

// The argument, where the path is the door's.
std::optional<std::string_view> match(std::string_view door, std::string_view path) {
  if (!door.ends_with("/*")) return door == path ? std::optional(std::string_view()) : std::nullopt;
  door.remove_suffix(1);
  if (!path.starts_with(door) || path.size() == door.size()) return std::nullopt;
  return path.substr(door.size());
}

// Clients whose base URL ends with a slash put another one behind it.
std::string with_single_slashes(std::string_view path) {
  std::string single;
  single.reserve(path.size());
  for (const char c : path) {
    if (c != '/' || !single.ends_with('/')) single.push_back(c);
  }
  return single;
}

}  // namespace

RouteMatch find_route(std::span<const DoorPath> doors, std::string_view method,
                      std::string_view path) {
  const bool repeated = path.contains("//");
  const std::string single = repeated ? with_single_slashes(path) : std::string();
  const std::string_view wanted = normalize(repeated ? std::string_view(single) : path);
  RouteMatch found;
  for (const DoorPath& door : doors) {
    const auto argument = match(door.path, wanted);
    if (!argument) continue;
    found.dialect = door.dialect;
    if (door.method == method || (door.method == "GET" && method == "HEAD")) {
      found.door = &door;
      found.argument = *argument;
      return found;
    }
    if (!found.allow.empty()) found.allow += ", ";
    found.allow += door.method;
  }
  return found;
}

}  // namespace gw::gateway
