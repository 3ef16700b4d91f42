#include "gateway/models/names.h"

#include <algorithm>

#include "bedrock/name_pattern.h"

namespace gw::gateway {

namespace {

std::string first_target(const config::Route& route) {
  const auto first = std::ranges::min_element(route.targets, {}, &config::RouteTarget::order);
  return first == route.targets.end() ? std::string() : first->name;
}

}  // namespace

std::vector<models::Name> configured_names(const config::Settings& settings) {
  std::vector<models::Name> names;
  names.reserve(settings.routes.size() + settings.aliases.size());
  for (const config::Route& route : settings.routes) {
    names.emplace_back(route.name, first_target(route), models::Origin::route);
  }
  for (const bedrock::Alias& alias : settings.aliases) {
    const auto route = bedrock::find_by_name(settings.routes, alias.model, &config::Route::name);
    std::string model = route == settings.routes.end() ? alias.model : first_target(*route);
    names.emplace_back(alias.pattern, std::move(model), models::Origin::alias);
  }
  return names;
}

}  // namespace gw::gateway
