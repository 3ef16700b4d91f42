// The table of settings: for each its name in a file, its type, where its value goes and what it
// means. Loading, the names of environment variables and docs/configuration.md follow from it.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/settings.h"

namespace gw::config {

struct Key {
  std::string_view name;  // "server.listen"
  std::string_view type;  // for people: "duration"
  bool is_list;
  // Puts the values (one, unless it is a list) where they belong, or says what is wrong with them.
  std::optional<std::string> (*assign)(Settings& settings, const std::vector<std::string>& values);
  std::string (*show)(const Settings& settings);  // as it would be written; nothing of secrets
  bool (*same)(const Settings& a, const Settings& b);
  void (*copy)(const Settings& from, Settings& to);
  std::string_view description;
  // Variables that others have agreed on; the first that is set counts.
  std::vector<std::string_view> standard_variables;
};

std::span<const Key> keys();
const Key* find_key(std::string_view name);

// The variable for a key: "BEDROCK_GATEWAY_SERVER_LISTEN".
std::string environment_variable(std::string_view name);

}  // namespace gw::config
