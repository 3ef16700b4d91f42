// How long something takes, of late: an exponentially weighted moving average. It is not known
// before a few samples, since the first of a connection takes longer, and is forgotten when nothing
// was measured for a while, so that what was slow once is tried again.
#pragma once

#include <algorithm>
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
    if (!measured_ || now - *measured_ >= kMemory) samples_ = 0;
    measured_ = now;
    ++samples_;
    average_ += std::max(kWeight, 1.0 / samples_) * (sample - average_);
  }
  // nullopt: not known.
  std::optional<std::chrono::milliseconds> at(Time now) const {
    if (samples_ < kFewest || now - *measured_ >= kMemory) return std::nullopt;
    return std::chrono::milliseconds(static_cast<std::chrono::milliseconds::rep>(average_));
  }

 private:
  static constexpr double kWeight = 0.2;  // of the newest
  static constexpr unsigned kFewest = 5;
  unsigned samples_ = 0;
  double average_ = 0;
  std::optional<Time> measured_;
};

}  // namespace gw::policy
