#include "policy/target_choice.h"

#include <cmath>
#include <tuple>

namespace gw::policy {

namespace {

constexpr std::chrono::milliseconds kMuchSlower{100};

// SplitMix64's finalizer: every bit of the input moves every bit of the output.
std::uint64_t mix(std::uint64_t x) {
  x ^= x >> 30;
  x *= 0xbf58476d1ce4e5b9U;
  x ^= x >> 27;
  x *= 0x94d049bb133111ebU;
  return x ^ (x >> 31);
}

// The smallest is the first. -ln(u) / weight for a uniform u is exponentially distributed, and of
// several such the smallest is each one's in proportion to its weight.
double rank(const Candidate& candidate, std::uint64_t seed) {
  constexpr double kSteps = 9007199254740992.0;  // 2^53
  const std::uint64_t bits = mix(mix(seed) ^ candidate.id) >> 11;
  const double u = (static_cast<double>(bits) + 0.5) / kSteps;
  return -std::log(u) / candidate.weight;
}

// The smaller, the better; equal only for those that share the requests by weight.
auto standing(const Candidate& candidate) {
  const bool fresh = candidate.admitted && !candidate.tried;
  return std::tuple(!fresh, !candidate.admitted, candidate.tried, candidate.order);
}

bool much_slower(const Candidate& first, const Candidate& second) {
  if (!first.latency || !second.latency) return false;
  return *first.latency > 2 * *second.latency && *first.latency > *second.latency + kMuchSlower;
}

}  // namespace

std::optional<TargetChoice> choose_target(std::span<const Candidate> candidates,
                                          std::uint64_t seed) {
  const Candidate* first = nullptr;
  const Candidate* second = nullptr;
  const auto comes_before = [&](const Candidate& a, const Candidate* b) {
    return b == nullptr ||
           std::tuple(standing(a), rank(a, seed)) < std::tuple(standing(*b), rank(*b, seed));
  };
  for (const Candidate& candidate : candidates) {
    if (candidate.excluded) continue;
    if (comes_before(candidate, first)) {
      second = first;
      first = &candidate;
    } else if (comes_before(candidate, second)) {
      second = &candidate;
    }
  }
  if (first == nullptr) return std::nullopt;
  const bool equals = second != nullptr && standing(*first) == standing(*second);
  const Candidate* chosen = equals && much_slower(*first, *second) ? second : first;
  return TargetChoice{static_cast<std::size_t>(chosen - candidates.data()),
                      chosen->admitted && !chosen->tried};
}

}  // namespace gw::policy
