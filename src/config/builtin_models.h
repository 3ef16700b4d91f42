// data/models.toml and data/prices.toml as text.
#pragma once

#include <string_view>

namespace gw::config {

std::string_view builtin_models();
std::string_view builtin_prices_toml();

}  // namespace gw::config
