#include "aws/shared_config.h"

#include <algorithm>

#include "base/ascii.h"

namespace gw::aws {
namespace {

constexpr std::string_view kDefault = "default";

// 'dev' of "profile dev" or "profile 'dev'"; "" when the section is of another kind.
std::string_view name_in(std::string_view section, std::string_view kind) {
  if (!section.starts_with(kind)) return {};
  const std::string_view rest = section.substr(kind.size());
  std::string_view name = ascii::trim(rest);
  if (rest.size() == name.size()) return {};  // no white space between
  const char first = name.empty() ? ' ' : name.front();
  if (name.size() >= 2 && (first == '"' || first == '\'') && name.back() == first) {
    name = name.substr(1, name.size() - 2);
  }
  return name;
}

// The section of that kind and name, "" when there is none.
std::string_view find_section(const Ini& file, std::string_view kind, std::string_view name) {
  if (name.empty()) return {};
  const auto found = std::ranges::find_if(
      file.sections(), [&](std::string_view section) { return name_in(section, kind) == name; });
  return found == file.sections().end() ? std::string_view() : *found;
}

// In the config file a profile's section says so, but for the default one's, which need not.
std::string_view profile_section(const Ini& config, std::string_view profile) {
  const std::string_view section = find_section(config, "profile", profile);
  return section.empty() && profile == kDefault ? kDefault : section;
}

bool has_section(const Ini& file, std::string_view section) {
  return !section.empty() && std::ranges::find(file.sections(), section) != file.sections().end();
}

}  // namespace

bool SharedConfig::has_profile(std::string_view profile) const {
  return has_section(credentials_, profile) ||
         has_section(config_, profile_section(config_, profile));
}

std::string_view SharedConfig::get(std::string_view profile, std::string_view key) const {
  const std::string_view value = from_credentials(profile, key);
  return value.empty() ? from_config(profile, key) : value;
}

std::string_view SharedConfig::from_credentials(std::string_view profile,
                                                std::string_view key) const {
  return credentials_.get(profile, key);
}

std::string_view SharedConfig::from_config(std::string_view profile, std::string_view key) const {
  return config_.get(profile_section(config_, profile), key);
}

bool SharedConfig::has_sso_session(std::string_view session) const {
  return !find_section(config_, "sso-session", session).empty();
}

std::string_view SharedConfig::sso_session(std::string_view session, std::string_view key) const {
  return config_.get(find_section(config_, "sso-session", session), key);
}

std::string_view SharedConfig::service(std::string_view profile, std::string_view service,
                                       std::string_view key) const {
  const std::string_view name = get(profile, "services");
  if (name.empty()) return {};
  return config_.get(find_section(config_, "services", name), key, service);
}

}  // namespace gw::aws
