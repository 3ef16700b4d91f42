#include "tenancy/rate.h"

#include <algorithm>

namespace gw::tenancy {

namespace {

// No single cost moves a cell further than this: a year.
constexpr Tick kMostCost = 366LL * 86'400 * kSecond;

Tick cost_of(const Rate& rate, std::int64_t units) {
  using Wide = unsigned __int128;
  const Wide cost =
      static_cast<Wide>(units) * static_cast<Wide>(rate.period) / static_cast<Wide>(rate.amount);
  return static_cast<Tick>(std::min<Wide>(cost, kMostCost));
}

}  // namespace

Tick take(RateCell& cell, const Rate& rate, std::int64_t units, Tick now) {
  const Tick cost = cost_of(rate, units);
  Tick full_at = cell.load(std::memory_order_relaxed);
  for (;;) {
    const Tick then = std::max(now, full_at) + cost;
    if (then - now > rate.period) return then - now - rate.period;
    if (cell.compare_exchange_weak(full_at, then, std::memory_order_relaxed)) return 0;
  }
}

void take_used(RateCell& cell, const Rate& rate, std::int64_t units, Tick now) {
  const Tick cost = cost_of(rate, units);
  // Debt has a bound, or one absurd count would close the limit for ever.
  const Tick most = now + kMostCost;
  Tick full_at = cell.load(std::memory_order_relaxed);
  while (!cell.compare_exchange_weak(full_at, std::min(std::max(now, full_at) + cost, most),
                                     std::memory_order_relaxed)) {
  }
}

void give_back(RateCell& cell, const Rate& rate, std::int64_t units) {
  cell.fetch_sub(cost_of(rate, units), std::memory_order_relaxed);
}

Standing standing(const RateCell& cell, const Rate& rate, Tick now) {
  using Wide = __int128;
  const Tick until_full = std::max<Tick>(cell.load(std::memory_order_relaxed) - now, 0);
  const Tick free = std::max<Tick>(rate.period - until_full, 0);
  const auto remaining = static_cast<std::int64_t>(static_cast<Wide>(free) * rate.amount /
                                                   static_cast<Wide>(rate.period));
  return {rate.amount, remaining, until_full};
}

}  // namespace gw::tenancy
