// A hash that is the same in all processes and builds, which std::hash does not promise: for
// decisions that several gateways are to make alike. Not for keys that an attacker chooses.
#pragma once

#include <cstdint>
#include <string_view>

namespace gw {

std::uint64_t stable_hash(std::string_view text);

}  // namespace gw
