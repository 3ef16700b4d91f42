#include "simulator/model.h"

#include <algorithm>

#include "base/ascii.h"
#include "bedrock/inference_profile.h"

namespace gw::simulator {
namespace {

constexpr ApplicationProfile kApplicationProfiles[] = {
    {"simclaude001", "Simulated Claude", "anthropic.claude-sonnet-4-5-20250929-v1:0"},
    {"simnova00001", "Simulated Nova", "amazon.nova-pro-v1:0"}};

}  // namespace

std::optional<Model> find_model(const bedrock::Catalogue& catalogue, std::string_view id) {
  auto parsed = bedrock::parse_model_id(id);
  if (!parsed) return std::nullopt;
  const ApplicationProfile* profile = find_application_profile(id);
  const bedrock::ModelRules& rules = catalogue.find(profile != nullptr ? profile->model : id);
  std::string base(profile != nullptr ? profile->model : bedrock::base_model(parsed->value));
  // The catalogue has rules even for models it does not know; a Bedrock refuses those.
  if (rules.pattern.empty() && find_listed(base) == nullptr) return std::nullopt;
  return Model{std::move(*parsed), std::move(base), &rules};
}

const ListedModel* find_listed(std::string_view base) {
  const auto* found = std::ranges::find(kListedModels, base, &ListedModel::id);
  return found == std::end(kListedModels) ? nullptr : found;
}

bool is_among(std::string_view word, std::string_view words) {
  while (!words.empty()) {
    if (ascii::take_until(' ', words) == word) return true;
  }
  return false;
}

std::span<const ApplicationProfile> application_profiles() { return kApplicationProfiles; }

const ApplicationProfile* find_application_profile(std::string_view arn) {
  if (!bedrock::is_application_profile(arn)) return nullptr;
  const std::string_view id = arn.substr(arn.rfind('/') + 1);
  const auto* found = std::ranges::find(kApplicationProfiles, id, &ApplicationProfile::id);
  return found == std::end(kApplicationProfiles) ? nullptr : found;
}

}  // namespace gw::simulator
