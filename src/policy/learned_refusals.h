// Which members a model has turned out to refuse, for an hour each: AWS goes on adding to what its
// models take. Bounded: names come from requests.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace gw::policy {

class LearnedRefusals {
 public:
  using Time = std::chrono::steady_clock::time_point;
  static constexpr std::chrono::hours kLifetime{1};
  static constexpr std::size_t kMost = 32;      // then the oldest goes
  static constexpr std::size_t kLongest = 200;  // bytes of a name; longer ones are not kept

  void learn(std::string_view member, Time now);
  // Those of the last hour, in the order in which they were learned.
  std::vector<std::string> members(Time now) const;

 private:
  struct Learned {
    std::string member;
    Time until;
  };
  std::vector<Learned> learned_;  // the oldest first
};

}  // namespace gw::policy
