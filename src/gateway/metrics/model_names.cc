#include "gateway/metrics/model_names.h"

#include "bedrock/own_names.h"

namespace gw::gateway {

namespace {

bool is_one_name(std::string_view pattern) { return !pattern.empty() && !pattern.contains('*'); }

}  // namespace

// With the profiles of the catalogue's models, and without other people's prefixes.
LabelledModels::LabelledModels(const config::Settings& settings) {
  for (const bedrock::ModelRules& rules : settings.models) {
    if (!is_one_name(rules.pattern)) continue;
    known_.insert(rules.pattern);
    for (const std::string& geography : rules.card.profiles)
      known_.insert(geography + "." + rules.pattern);
  }
  for (const bedrock::Alias& alias : settings.aliases) {
    if (is_one_name(alias.pattern)) known_.insert(alias.pattern);
    if (is_one_name(alias.model)) known_.insert(alias.model);
  }
  for (const config::Route& route : settings.routes) {
    if (is_one_name(route.name)) known_.insert(route.name);
    for (const config::RouteTarget& target : route.targets) known_.insert(target.model.value);
  }
  if (!settings.listing.own_names) return;
  const bedrock::OwnNames own(settings.models);
  for (const std::string_view name : own.all()) known_.emplace(name);
}

std::string_view LabelledModels::label(std::string_view name) const {
  return name.empty() || known_.contains(name) ? name : "other";
}

}  // namespace gw::gateway
