#include "models/nearest.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "base/edit_distance.h"
#include "bedrock/model_id.h"

namespace gw::models {

namespace {

constexpr std::size_t kMost = 3;
constexpr std::size_t kLongest = 100;  // a client's id is compared with hundreds of ids

std::string_view comparable(std::string_view id) {
  const std::string_view base = bedrock::base_model(id);
  return (base.empty() ? id : base).substr(0, kLongest);
}

}  // namespace

std::vector<std::string_view> nearest(std::span<const Entry> entries, std::string_view id) {
  const std::string_view wanted = comparable(id);
  std::vector<std::pair<std::size_t, std::string_view>> near;
  for (const Entry& entry : entries) {
    const std::size_t distance = edit_distance(wanted, comparable(entry.id));
    if (distance <= wanted.size() / 3) near.emplace_back(distance, entry.id);
  }
  std::ranges::sort(near);
  std::vector<std::string_view> ids;
  for (const auto& [distance, each] : near) {
    if (ids.size() < kMost) ids.push_back(each);
  }
  return ids;
}

}  // namespace gw::models
