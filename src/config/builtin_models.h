// data/models.toml as text.
#pragma once

#include <string_view>

namespace gw::config {

std::string_view builtin_models();

}  // namespace gw::config
