#include "simulator/parameters.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/encoding.h"

namespace gw::simulator {

Parameters parse_parameters(std::string_view form) {
  Parameters parameters;
  while (!form.empty()) {
    std::string_view value = ascii::take_until('&', form);
    const std::string_view name = ascii::take_until('=', value);
    std::string spaced(value);
    std::ranges::replace(spaced, '+', ' ');
    parameters[percent_decode(name).value_or("")] = percent_decode(spaced).value_or("");
  }
  return parameters;
}

std::string_view find(const Parameters& parameters, std::string_view name) {
  const auto found = parameters.find(name);
  return found == parameters.end() ? std::string_view() : std::string_view(found->second);
}

}  // namespace gw::simulator
