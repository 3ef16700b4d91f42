// The names that a configuration gives to models, for lists of them. Pure.
#pragma once

#include <vector>

#include "config/settings.h"
#include "models/list.h"

namespace gw::gateway {

// Routes, then aliases. A route stands for its first target, and so does an alias that names one.
std::vector<models::Name> configured_names(const config::Settings& settings);

}  // namespace gw::gateway
