#include "gateway/front/doors.h"

#include <algorithm>
#include <array>
#include <vector>

#include "gateway/front/operation_dialects.h"

namespace gw::gateway {

namespace {

constexpr std::array kDoors{
    DoorPath{Door::chat, "POST", "/v1/chat/completions", &kOpenAi},
    DoorPath{Door::messages, "POST", "/v1/messages", &kAnthropic},
    DoorPath{Door::messages_count, "POST", "/v1/messages/count_tokens", &kAnthropic},
    DoorPath{Door::responses, "POST", "/v1/responses", &kResponses},
    DoorPath{Door::responses_count, "POST", "/v1/responses/input_tokens", &kResponses},
    DoorPath{Door::responses_socket, "GET", "/v1/responses", &kResponses},
    DoorPath{Door::stored_responses, "GET", "/v1/responses/*", &kResponses},
    DoorPath{Door::stored_responses, "DELETE", "/v1/responses/*", &kResponses},
    DoorPath{Door::stored_responses, "POST", "/v1/responses/*", &kResponses},
    DoorPath{Door::embeddings, "POST", "/v1/embeddings", &kOpenAi},
    DoorPath{Door::rerank, "POST", "/v1/rerank", &kCohere},
    DoorPath{Door::rerank, "POST", "/v2/rerank", &kCohere},
    DoorPath{Door::rerank, "POST", "/rerank", &kCohere},
    DoorPath{Door::bedrock, "POST", "/model/*", &kBedrock},
    DoorPath{Door::models, "GET", "/v1/models", &kOpenAi},
    DoorPath{Door::models, "GET", "/v1/models/*", &kOpenAi},
    DoorPath{Door::own_key, "GET", "/v1/key", &kOpenAi},
    DoorPath{Door::hello, "GET", "/", &kOpenAi, true},
    DoorPath{Door::hello, "GET", "/api/hello", &kOpenAi, true},
    DoorPath{Door::healthz, "GET", "/healthz", &kOpenAi, true},
    DoorPath{Door::readyz, "GET", "/readyz", &kOpenAi, true},
};

// What people look for; the rest answers what clients ask by themselves.
bool is_listed(const DoorPath& door) {
  return door.door != Door::hello && door.door != Door::responses_socket &&
         door.door != Door::stored_responses && !door.path.ends_with("/*");
}

}  // namespace

std::span<const DoorPath> door_paths() { return kDoors; }

std::string list_of_doors() {
  std::string list;
  for (const DoorPath& door : kDoors) {
    if (!is_listed(door)) continue;
    if (!list.empty()) list += &door == &kDoors.back() ? " and " : ", ";
    list.append(door.method).append(" ").append(door.path);
  }
  return list;
}

std::string lines_of_doors() {
  std::string lines;
  for (const DoorPath& door : kDoors) {
    if (!is_listed(door)) continue;
    constexpr std::size_t kColumn = 5;
    lines.append("  ").append(door.method).append(kColumn - door.method.size(), ' ');
    lines.append(door.path).append("\n");
  }
  return lines;
}

std::string list_of_methods() {
  std::vector<std::string_view> methods;
  methods.reserve(std::size(kDoors));
  for (const DoorPath& door : kDoors) methods.push_back(door.method);
  std::ranges::sort(methods);
  methods.erase(std::ranges::unique(methods).begin(), methods.end());
  std::string list;
  for (const std::string_view method : methods)
    list.append(list.empty() ? "" : ", ").append(method);
  return list;
}

}  // namespace gw::gateway
