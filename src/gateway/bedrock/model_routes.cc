#include "gateway/bedrock/model_routes.h"

#include <string>

#include "base/stable_hash.h"
#include "bedrock/name_pattern.h"

namespace gw::gateway {

namespace {

// What is another target's trouble is not this one's: the same model in another account, or behind
// another endpoint.
std::string way_of(const config::RouteTarget& target) {
  std::string way = target.role;
  if (target.endpoint) way.append(" ").append(target.endpoint->authority);
  return way;
}

}  // namespace

ModelRoutes::ModelRoutes(const std::vector<config::Route>& routes,
                         const bedrock::Residency& residency, Upstreams& upstreams)
    : configured_(routes) {
  for (const config::Route& route : routes) {
    ModelRoute& added = routes_.emplace_back(
        &route, std::make_unique<const bedrock::Residency>(residency.with(route.residency)));
    for (const config::RouteTarget& target : route.targets) {
      const std::string way = way_of(target);
      const std::uint64_t id = stable_hash(target.name + " " + way);
      added.targets.push_back(
          {&target, id, upstreams.find(target.region, target.model.value, way), *added.residency});
    }
  }
}

const ModelRoute* ModelRoutes::find(std::string_view name) const {
  const auto found = bedrock::find_by_name(configured_, name, &config::Route::name);
  if (found == configured_.end()) return nullptr;
  return &routes_[static_cast<std::size_t>(found - configured_.begin())];
}

}  // namespace gw::gateway
