// How long an answer asks to be left alone (RFC 9110 section 10.2.3).
#pragma once

#include <cstdint>
#include <optional>

#include "http/head.h"

namespace gw::upstream {

// Seconds, of which a day stands for more: of its Retry-After, a number (rounded up, if it has a
// fraction) or a date, which counts from the answer's own. nullopt when it asks for nothing that
// can be understood. `now`: this machine's time, seconds since the epoch, where the answer has
// none.
std::optional<std::int64_t> retry_after(const http::ResponseHead& head, std::int64_t now);

}  // namespace gw::upstream
