// Identifiers that are unique in practice, from a per-thread generator seeded by the system.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace gw {

// `prefix` followed by `length` characters of [A-Za-z0-9]: "chatcmpl-" + 29, "req_" + 24.
// Unique, not secret: do not use for keys.
std::string make_id(std::string_view prefix, std::size_t length);
std::uint64_t random_u64();

}  // namespace gw
