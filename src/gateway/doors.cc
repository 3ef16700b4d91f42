#include "gateway/doors.h"

#include <algorithm>
#include <array>
#include <vector>

namespace gw::gateway {

namespace {

constexpr std::array kDoors{
    DoorPath{Door::chat, "POST", "/v1/chat/completions", &kOpenAi},
    DoorPath{Door::models, "GET", "/v1/models", &kOpenAi},
    DoorPath{Door::models, "GET", "/v1/models/*", &kOpenAi},
    DoorPath{Door::healthz, "GET", "/healthz", &kOpenAi, true},
    DoorPath{Door::readyz, "GET", "/readyz", &kOpenAi, true},
};

}  // namespace

std::span<const DoorPath> door_paths() { return kDoors; }

std::string list_of_doors() {
  std::string list;
  for (const DoorPath& door : kDoors) {
    if (&door != &kDoors.front()) list += &door == &kDoors.back() ? " and " : ", ";
    list.append(door.method).append(" ").append(door.path);
  }
  return list;
}

std::string list_of_methods() {
  std::vector<std::string_view> methods;
  for (const DoorPath& door : kDoors) methods.push_back(door.method);
  std::ranges::sort(methods);
  methods.erase(std::ranges::unique(methods).begin(), methods.end());
  std::string list;
  for (const std::string_view method : methods)
    list.append(list.empty() ? "" : ", ").append(method);
  return list;
}

}  // namespace gw::gateway
