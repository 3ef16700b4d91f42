#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "config/keys.h"
#include "config/load.h"
#include "config/sources.h"
#include "config/suggest.h"

namespace gw::config {
namespace {

constexpr std::string_view kPrefix = "BEDROCK_GATEWAY_";

// Read elsewhere: they are not settings but whole documents, or name one.
constexpr std::array kDocuments{kConfigVariable, kModelsVariable,     kAliasesVariable,
                                kRolesVariable,  kGuardrailsVariable, kRoutesVariable,
                                kTeamsVariable,  kKeysVariable,       kPricesVariable};

// Kubernetes gives every container in the namespace of a service called bedrock-gateway variables
// such as BEDROCK_GATEWAY_SERVICE_HOST and BEDROCK_GATEWAY_PORT_3000_TCP.
bool is_service_link(std::string_view variable) {
  const auto rest = variable.substr(kPrefix.size());
  return rest.starts_with("SERVICE_") || rest == "PORT" || rest.starts_with("PORT_");
}

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> values;
  while (!text.empty()) {
    const auto value = ascii::trim(ascii::take_until(',', text));
    if (!value.empty()) values.emplace_back(value);
  }
  return values;
}

std::vector<std::string> known_variables() {
  std::vector<std::string> names(kDocuments.begin(), kDocuments.end());
  for (const auto& key : keys()) names.push_back(environment_variable(key.name));
  return names;
}

}  // namespace

Assignments from_standard_variables(const Environment& environment) {
  Assignments assignments;
  const bool no_urls =
      ascii::equal_ignoring_case(get(environment, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"), "true");
  for (const auto& key : keys()) {
    if (no_urls && key.name.ends_with("endpoint")) continue;
    for (const auto variable : key.standard_variables) {
      const auto found = environment.find(variable);
      if (found == environment.end() || found->second.empty()) continue;
      auto values = key.is_list ? split(found->second) : std::vector{found->second};
      assignments.push_back({std::string(key.name), std::move(values), std::string(variable)});
      break;
    }
  }
  return assignments;
}

Assignments from_own_variables(const Environment& environment, std::vector<Problem>& problems) {
  Assignments assignments;
  for (const auto& [variable, value] : environment) {
    if (!variable.starts_with(kPrefix) || is_service_link(variable)) continue;
    if (std::ranges::find(kDocuments, variable) != kDocuments.end()) continue;
    const auto key = std::ranges::find_if(
        keys(), [&](const Key& k) { return environment_variable(k.name) == variable; });
    if (key == keys().end()) {
      problems.push_back({variable, "no such setting" + suggestion(variable, known_variables())});
      continue;
    }
    auto values = key->is_list ? split(value) : std::vector{value};
    assignments.push_back({std::string(key->name), std::move(values), variable});
  }
  return assignments;
}

}  // namespace gw::config
