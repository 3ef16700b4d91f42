// The environment of the process as a value, so that who depends on it takes it as an argument.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace gw {

using Environment = std::map<std::string, std::string, std::less<>>;

// "" when there is no such variable. Valid as long as the environment.
inline std::string_view get(const Environment& environment, std::string_view variable) {
  const auto found = environment.find(variable);
  return found == environment.end() ? std::string_view() : std::string_view(found->second);
}

}  // namespace gw
