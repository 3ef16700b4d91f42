// The generic cell rate algorithm on one atomic: a limit as a bucket that refills steadily and
// holds one period's worth. The cell is the point in time at which the bucket will be full again,
// so there is no window to reset, and over-use is debt that later requests wait for. Exact over
// threads, and without a lock: one compare-and-swap where nobody competes. Pure: the caller has the
// clock. https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm
#pragma once

#include <atomic>
#include <cstdint>

namespace gw::tenancy {

// Sixteenths of a nanosecond since some point in the past: fine enough for a million units a
// millisecond, and no overflow for 18 years.
using Tick = std::int64_t;
inline constexpr Tick kSecond = 16'000'000'000;

struct Rate {
  std::int64_t amount = 0;  // of units
  Tick period = 0;          // in which they come
};

using RateCell = std::atomic<Tick>;

// Takes units when they are there. 0: taken; else how long to wait for them, and nothing has
// changed. More than `rate.amount` are never there.
Tick take(RateCell& cell, const Rate& rate, std::int64_t units, Tick now);
// Takes units that have been used, there or not.
void take_used(RateCell& cell, const Rate& rate, std::int64_t units, Tick now);
// Gives back units that were taken.
void give_back(RateCell& cell, const Rate& rate, std::int64_t units);

struct Standing {
  std::int64_t limit = 0;
  std::int64_t remaining = 0;
  Tick until_full = 0;
};
Standing standing(const RateCell& cell, const Rate& rate, Tick now);

}  // namespace gw::tenancy
