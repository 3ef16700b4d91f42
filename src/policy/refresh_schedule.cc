#include "policy/refresh_schedule.h"

#include <algorithm>

namespace gw::policy {

std::int64_t renewal_time(std::int64_t issued_at, std::int64_t expires_at, double random) {
  constexpr std::int64_t kMargin = 300;
  constexpr double kSpread = 0.05;  // of the life
  const std::int64_t life = std::max<std::int64_t>(expires_at - issued_at, 0);
  const std::int64_t latest = std::max(life - kMargin, life / 2);
  const std::int64_t after = std::min(life * 4 / 5, latest);
  const auto earlier = static_cast<std::int64_t>(random * kSpread * static_cast<double>(life));
  return issued_at + std::max<std::int64_t>(after - earlier, 0);
}

std::chrono::milliseconds renewal_backoff(unsigned failures, double random) {
  constexpr unsigned kMostDoublings = 6;  // 64 s
  constexpr double kLongest = 60'000;
  const unsigned doublings = std::min(failures - 1, kMostDoublings);
  const double full = std::min(1'000.0 * (1U << doublings), kLongest);
  return std::chrono::milliseconds(static_cast<std::int64_t>(full * (1 - random / 4)));
}

}  // namespace gw::policy
