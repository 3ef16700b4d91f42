#include "bedrock/own_names.h"

#include <algorithm>

#include "bedrock/inference_profile.h"

namespace gw::bedrock {

namespace {

constexpr std::size_t kLongestName = 128;  // names come from clients

constexpr std::string_view kLargeSuffix = "[1m]";
constexpr std::int64_t kLargeContext = 1'000'000;

// "anthropic/claude-opus-5.5" as its maker writes it. Without a slash it is nobody's spelling.
std::string respell(std::string_view name) {
  const auto slash = name.rfind('/');
  if (slash == std::string_view::npos || name.size() > kLongestName) return {};
  std::string spelled(name.substr(slash + 1));
  std::ranges::replace(spelled, '.', '-');
  return spelled;
}

}  // namespace

std::string callable_id(std::string_view model, std::span<const std::string> geographies,
                        std::string_view region, const Residency& residency) {
  for (std::string& profile : profiles_for(model, region, geographies)) {
    if (residency.allows(region, profile)) return std::move(profile);
  }
  return std::string(model);
}

OwnNames::OwnNames(std::span<const ModelRules> catalogue) {
  for (const ModelRules& rules : catalogue) {
    for (const std::string& name : rules.card.own_names) {
      models_.try_emplace(name, rules.pattern, rules.card.profiles,
                          rules.card.context >= kLargeContext);
    }
  }
}

std::optional<std::string> OwnNames::resolve(std::string_view name, std::string_view region,
                                             const Residency& residency) const {
  const bool large = name.ends_with(kLargeSuffix);
  if (large) name.remove_suffix(kLargeSuffix.size());
  auto found = models_.find(name);
  if (found == models_.end() && name.contains('/')) found = models_.find(respell(name));
  if (found == models_.end() || (large && !found->second.large)) return std::nullopt;
  return callable_id(found->second.id, found->second.profiles, region, residency);
}

std::vector<std::string_view> OwnNames::all() const {
  std::vector<std::string_view> names;
  names.reserve(models_.size());
  for (const auto& [name, model] : models_) names.push_back(name);
  std::ranges::sort(names);
  return names;
}

}  // namespace gw::bedrock
