// Finds the door of a path. Pure.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "gateway/front/doors.h"

namespace gw::gateway {

struct RouteMatch {
  // The door; null: not found, or, when `allow` is set, a method it has not.
  const DoorPath* door = nullptr;
  std::string argument;               // what stands for the "*" of its path, as it was sent
  std::string allow;                  // for the Allow header
  const Dialect* dialect = &kOpenAi;  // that the path speaks, whether there is a door or not
};

// The API answers under /v1, /openai/v1, /api/v1 and /anthropic/v1; a trailing slash and repeated
// ones are tolerated.
RouteMatch find_route(std::span<const DoorPath> doors, std::string_view method,
                      std::string_view path);

}  // namespace gw::gateway
