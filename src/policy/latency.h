// How long something takes, of late: an exponentially weighted moving average, which is forgotten
// when nothing was measured for a while, so that what was slow once is tried again.
#pragma once

#include <chrono>
#include <optional>

namespace gw::policy {

class Latency {
 public:
  // Since any fixed point in time.
  using Time = std::chrono::milliseconds;
  static constexpr std::chrono::milliseconds kMemory{30'000};

  void add(std::chrono::milliseconds took, Time now) {
    const auto sample = static_cast<double>(took.count());
    average_ = at(now) ? average_ + kWeight * (sample - average_) : sample;
    measured_ = now;
  }
  // nullopt: not known.
  std::optional<std::chrono::milliseconds> at(Time now) const {
    if (!measured_ || now - *measured_ >= kMemory) return std::nullopt;
    return std::chrono::milliseconds(static_cast<std::chrono::milliseconds::rep>(average_));
  }

 private:
  static constexpr double kWeight = 0.2;  // of the newest
  double average_ = 0;
  std::optional<Time> measured_;
};

}  // namespace gw::policy
