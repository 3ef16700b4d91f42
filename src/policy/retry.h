// Whether a failed request is sent again, and when: exponential backoff with full jitter, within
// bounds, and out of a budget. Arithmetic only: who calls brings the time and the random number.
// https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
#pragma once

#include <chrono>
#include <expected>
#include <optional>

namespace gw::policy {

// What may succeed when it is asked again.
enum class Failure {
  transient,  // soon
  throttled,  // when there is room again
};

struct RetryRules {
  unsigned attempts = 3;                   // in all
  std::chrono::milliseconds time{30'000};  // after the first attempt's begin none begins any more
  unsigned percent = 10;                   // of the requests, as a budget; 0: no retries
  // The first pause is up to this long; each further one up to twice the one before.
  std::chrono::milliseconds transient_pause{50};
  std::chrono::milliseconds throttled_pause{1000};
  std::chrono::milliseconds longest_pause{20'000};
};

// Keeps an outage from being amplified: retries are a share of the requests, besides a small
// reserve for quiet times.
class RetryBudget {
 public:
  // A first attempt is made: it earns `percent` of a retry.
  void request(unsigned percent);
  bool spend();  // false: there is nothing left

 private:
  static constexpr unsigned kOne = 100;
  static constexpr unsigned kReserve = 10 * kOne;
  unsigned hundredths_ = kReserve;
};

// Whether another attempt may begin, after so many and so long after the first.
bool within_bounds(const RetryRules& rules, unsigned attempts, std::chrono::milliseconds elapsed);

struct Attempted {
  unsigned attempts;                  // so far
  std::chrono::milliseconds elapsed;  // since the first began
  Failure failure;
  std::optional<std::chrono::milliseconds> retry_after;  // what the other side asked for
};

enum class GiveUp { attempts, time, budget };

// The pause before the next attempt, never shorter than what was asked for. `random` is in [0, 1).
std::expected<std::chrono::milliseconds, GiveUp> next_attempt(const RetryRules& rules,
                                                              const Attempted& so_far,
                                                              RetryBudget& budget, double random);

}  // namespace gw::policy
