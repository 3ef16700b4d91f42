#include "gateway/front/load.h"

#include <chrono>

namespace gw::gateway {

namespace {
// Names come from requests: they must not be remembered for ever.
constexpr std::size_t kMany = 1000;
}  // namespace

std::vector<std::string> SharedUpstream::refused() const {
  if (!has_refused_.load(std::memory_order_relaxed)) return {};
  const auto now = std::chrono::steady_clock::now();
  const std::lock_guard lock(mutex_);
  return refused_.members(now);
}

void SharedUpstream::learn_refused(const std::vector<std::string>& members) {
  const auto now = std::chrono::steady_clock::now();
  const std::lock_guard lock(mutex_);
  for (const std::string& member : members) refused_.learn(member, now);
  has_refused_.store(true, std::memory_order_relaxed);
}

std::shared_ptr<SharedUpstream> Load::upstream(const std::string& name) {
  const std::lock_guard lock(mutex_);
  if (upstreams_.size() >= kMany) {
    std::erase_if(upstreams_, [](const auto& each) { return each.second.expired(); });
  }
  std::weak_ptr<SharedUpstream>& known = upstreams_[name];
  auto upstream = known.lock();
  if (upstream == nullptr) known = upstream = std::make_shared<SharedUpstream>();
  return upstream;
}

}  // namespace gw::gateway
