// The parameters of a query or of a form.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace gw::simulator {

using Parameters = std::map<std::string, std::string, std::less<>>;

// "a=1&b=%20": decoded; of one that occurs twice the last counts, one that is badly encoded is
// empty.
Parameters parse_parameters(std::string_view form);
// Empty where there is none of that name.
std::string_view find(const Parameters& parameters, std::string_view name);

}  // namespace gw::simulator
