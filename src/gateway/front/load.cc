#include "gateway/front/load.h"

namespace gw::gateway {

namespace {
// Names come from requests: they must not be remembered for ever.
constexpr std::size_t kMany = 1000;
}  // namespace

std::shared_ptr<io::Quota> Load::calls(const std::string& upstream) {
  const std::lock_guard lock(mutex_);
  if (calls_.size() >= kMany) {
    std::erase_if(calls_, [](const auto& each) { return each.second.expired(); });
  }
  std::weak_ptr<io::Quota>& known = calls_[upstream];
  auto quota = known.lock();
  if (quota == nullptr) known = quota = std::make_shared<io::Quota>();
  return quota;
}

}  // namespace gw::gateway
