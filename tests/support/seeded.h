// Random choices that follow from a seed, the same on every machine: what the standard library's
// distributions do not promise. SplitMix64, https://prng.di.unimi.it/splitmix64.c
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace gw {

class Seeded {
 public:
  explicit Seeded(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15U);
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31U);
  }
  std::size_t below(std::size_t bound) { return next() % bound; }
  bool chance(std::size_t one_in) { return below(one_in) == 0; }
  template <std::size_t kCount>
  std::string_view pick(const std::string_view (&words)[kCount]) {
    return words[below(kCount)];
  }

 private:
  std::uint64_t state_;
};

}  // namespace gw
