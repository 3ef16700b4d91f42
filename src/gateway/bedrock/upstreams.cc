#include "gateway/bedrock/upstreams.h"

namespace gw::gateway {

namespace {
// Names come from requests: they must not be remembered for ever.
constexpr std::size_t kMany = 1000;
}  // namespace

std::shared_ptr<Upstream> Upstreams::find(std::string_view region, std::string_view model,
                                          std::string_view way) {
  std::string name;
  name.reserve(region.size() + 1 + model.size() + 1 + way.size());
  name.append(region).append("/").append(model);
  if (!way.empty()) name.append(" ").append(way);
  const auto known = known_.find(name);
  if (known != known_.end()) return known->second;
  if (known_.size() >= kMany) forget_quiet_ones();
  auto upstream = std::make_shared<Upstream>();
  upstream->shared = load_.upstream(name);
  known_.emplace(std::move(name), upstream);
  return upstream;
}

void Upstreams::forget_quiet_ones() {
  std::erase_if(known_, [](const auto& each) { return each.second.use_count() == 1; });
}

}  // namespace gw::gateway
