// The routes of a configuration, with what one worker knows of their targets (docs/routing.md).
// Workers learn each for itself, so that a request needs no lock.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "config/route.h"
#include "gateway/bedrock/upstreams.h"

namespace gw::gateway {

struct RoutedTarget {
  const config::RouteTarget* config;
  std::uint64_t id;  // a hash of its name, the same in all processes
  std::shared_ptr<Upstream> upstream;
  const bedrock::Residency& residency;
};

struct ModelRoute {
  const config::Route* config;
  std::unique_ptr<const bedrock::Residency> residency;  // its own and that of all
  std::vector<RoutedTarget> targets;
};

class ModelRoutes {
 public:
  // `residency`: of all requests. The routes and the upstreams outlive this object.
  ModelRoutes(const std::vector<config::Route>& routes, const bedrock::Residency& residency,
              Upstreams& upstreams);

  // The route for the model's name, by the most specific pattern; null: none.
  const ModelRoute* find(std::string_view name) const;

 private:
  const std::vector<config::Route>& configured_;
  std::vector<ModelRoute> routes_;  // in the same order
};

}  // namespace gw::gateway
