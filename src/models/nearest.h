// Which models somebody may have meant by an id that is none. Pure.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "models/entry.h"

namespace gw::models {

// The ids that are the most like it, the nearest first, three at most; none that has little in
// common with it. The profile prefix ("us.") is nothing that ids differ by. The views are the
// entries'.
std::vector<std::string_view> nearest(std::span<const Entry> entries, std::string_view id);

}  // namespace gw::models
