#include "policy/retry.h"

#include <algorithm>

namespace gw::policy {

namespace {

using std::chrono::milliseconds;

milliseconds backoff(const RetryRules& rules, const Attempted& so_far, double random) {
  milliseconds most =
      so_far.failure == Failure::throttled ? rules.throttled_pause : rules.transient_pause;
  for (unsigned i = 1; i < so_far.attempts && most < rules.longest_pause; ++i) most *= 2;
  most = std::min(most, rules.longest_pause);
  return milliseconds(static_cast<milliseconds::rep>(static_cast<double>(most.count()) * random));
}

}  // namespace

void RetryBudget::request(unsigned percent) {
  hundredths_ = std::min(hundredths_ + percent, kReserve);
}

bool RetryBudget::spend() {
  if (hundredths_ < kOne) return false;
  hundredths_ -= kOne;
  return true;
}

bool within_bounds(const RetryRules& rules, unsigned attempts, milliseconds elapsed) {
  return attempts < rules.attempts && elapsed <= rules.time;
}

std::expected<milliseconds, GiveUp> next_attempt(const RetryRules& rules, const Attempted& so_far,
                                                 RetryBudget& budget, double random) {
  if (so_far.attempts >= rules.attempts) return std::unexpected(GiveUp::attempts);
  const milliseconds pause =
      std::max(backoff(rules, so_far, random), so_far.retry_after.value_or(milliseconds(0)));
  if (so_far.elapsed + pause > rules.time) return std::unexpected(GiveUp::time);
  if (rules.percent == 0 || !budget.spend()) return std::unexpected(GiveUp::budget);
  return pause;
}

}  // namespace gw::policy
