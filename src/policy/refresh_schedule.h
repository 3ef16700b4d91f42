// When credentials are renewed. Times are seconds since the epoch; `random` is in [0, 1): many
// gateways started at the same time should not ask at the same time.
#pragma once

#include <chrono>
#include <cstdint>

namespace gw::policy {

// At 80 % of their life, but not later than 5 minutes before its end (for short lives: not before
// half of it).
std::int64_t renewal_time(std::int64_t issued_at, std::int64_t expires_at, double random);

// Between the last failure and the next attempt: 1 s, doubled with each of `failures` (at least 1)
// up to 60 s, and up to a quarter less at random.
std::chrono::milliseconds renewal_backoff(unsigned failures, double random);

}  // namespace gw::policy
