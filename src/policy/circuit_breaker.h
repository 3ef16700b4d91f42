// Keeps requests away from something that fails, and lets one through from time to time to see
// whether it has recovered. Arithmetic only: who calls brings the time.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

namespace gw::policy {

struct BreakerRules {
  // What opens it: so many failures one after the other, or half of the last `window` requests.
  unsigned failures = 5;
  unsigned window = 20;  // up to 64
  // It stays open for this long, and for twice as long after each probe that fails as well.
  std::chrono::milliseconds open{5'000};
  std::chrono::milliseconds longest_open{60'000};
  // A probe that takes longer does not keep the next one waiting.
  std::chrono::milliseconds probe{10'000};
};

class CircuitBreaker {
 public:
  // Since any fixed point in time.
  using Time = std::chrono::milliseconds;
  enum class State { closed, open, half_open };
  enum class End {
    success,
    failure,
    unknown,  // nobody waited for it
  };

  explicit CircuitBreaker(const BreakerRules& rules = {}) : rules_(rules) {}

  State state(Time now) const;
  // Whether a request should go: closed, or half open with no probe on its way.
  bool admits(Time now) const;
  // A request goes, admitted or not. Of a breaker that is not closed it is a probe: give the result
  // to end().
  bool begin(Time now);
  // `retry_after`: how long the other side asked to be left alone. Requests that began before it
  // opened say nothing new.
  void end(End how, bool probe, Time now,
           std::optional<std::chrono::milliseconds> retry_after = std::nullopt);

 private:
  void count(bool failure);
  void open(Time now, std::optional<std::chrono::milliseconds> retry_after);

  BreakerRules rules_;
  std::uint64_t recent_ = 0;  // the last requests, one bit each, the last one lowest; 1: failed
  unsigned counted_ = 0;      // of these bits
  unsigned in_a_row_ = 0;     // failures
  bool open_ = false;         // until a probe succeeds
  Time until_{0};             // then half open
  std::chrono::milliseconds open_for_{0};
  std::optional<Time> probe_began_;
};

}  // namespace gw::policy
