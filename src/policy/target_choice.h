// Which of several targets a request goes to. By weighted rendezvous hashing: a seed ranks the
// targets, each of them first for its share of all seeds. So what has the same seed goes to the
// same target; when that one cannot serve it, to the same next one; and everything else stays where
// it is. A seed that is random makes the same a weighted random choice. Pure.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace gw::policy {

struct Candidate {
  std::uint64_t id;  // different for each; a hash of its name, so that all processes agree
  unsigned weight = 1;
  unsigned order = 1;     // a higher one only when no lower one can serve
  bool admitted = true;   // by its circuit breaker
  bool tried = false;     // by this request
  bool excluded = false;  // it cannot serve this request at all
  std::optional<std::chrono::milliseconds> latency = std::nullopt;  // of late; nullopt: not known
};

struct TargetChoice {
  std::size_t index;
  // Nothing speaks against it: not tried, and admitted. Else it is the best of the rest: one that
  // was tried and is admitted, then one that is not admitted, which is better than to give up.
  bool fresh;
};

// nullopt when all are excluded. Among the best two of an order the second is chosen when the first
// has been much slower of late (power of two choices): more than twice, and by a tenth of a second.
std::optional<TargetChoice> choose_target(std::span<const Candidate> candidates,
                                          std::uint64_t seed);

}  // namespace gw::policy
