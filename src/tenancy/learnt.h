// What is learnt of requests while they run, to reserve about as much as they will use: how many
// bytes of a body a token takes, by model, and how many tokens answers have, by key and model. A
// table of a fixed size without locks, in which a collision forgets something: all of it is an
// estimate.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <string_view>

#include "base/stable_hash.h"

namespace gw::tenancy {

class Learnt {
 public:
  // Of a body with this much text.
  std::int64_t input_tokens(std::string_view model, std::int64_t bytes) const {
    const std::int64_t known = value_of(stable_hash(model));
    return bytes * kUnit / (known == 0 ? kBytesPerToken * kUnit : known) + 1;
  }
  // What nine of ten answers stay below, or so; kLeastOutput or more.
  std::int64_t output_tokens(std::string_view key, std::string_view model) const {
    return std::max(value_of(hash_of(key, model)), kLeastOutput);
  }

  void saw_input(std::string_view model, std::int64_t bytes, std::int64_t tokens) {
    // Few bytes say little, and pictures are no text.
    if (bytes < kTellingBytes || tokens <= 0) return;
    const std::int64_t ratio = std::clamp(bytes * kUnit / tokens, kUnit, std::int64_t{16} * kUnit);
    change(stable_hash(model),
           [ratio](std::int64_t old) { return old == 0 ? ratio : old + (ratio - old) / 8; });
  }
  // Follows large answers at once, and forgets them slowly.
  void saw_output(std::string_view key, std::string_view model, std::int64_t tokens) {
    const std::int64_t bounded = std::clamp<std::int64_t>(tokens, 1, kMostOutput);
    change(hash_of(key, model), [bounded](std::int64_t old) {
      if (bounded >= old) return old + (bounded - old + 1) / 2;
      return old - (old - bounded) / 16;
    });
  }

 private:
  static constexpr std::int64_t kUnit = 256;
  static constexpr std::int64_t kBytesPerToken = 4;
  static constexpr std::int64_t kTellingBytes = 512;
  static constexpr std::int64_t kLeastOutput = 256;
  static constexpr std::int64_t kMostOutput = 1'000'000;
  static constexpr std::uint64_t kValueBits = 32;
  static constexpr std::uint64_t kValueMask = (std::uint64_t{1} << kValueBits) - 1;

  static std::uint64_t hash_of(std::string_view key, std::string_view model) {
    constexpr std::uint64_t kMix = 0x9e3779b97f4a7c15;
    return stable_hash(key) * kMix ^ stable_hash(model);
  }
  // A slot holds the upper half of the hash, by which it knows whose it is, and a value.
  std::int64_t value_of(std::uint64_t hash) const {
    const std::uint64_t slot = slots_[hash % slots_.size()].load(std::memory_order_relaxed);
    const bool own = (slot ^ hash) >> kValueBits == 0;
    return own ? static_cast<std::int64_t>(slot & kValueMask) : 0;
  }
  // What somebody else learns in between is lost: an estimate, again.
  template <class Change>
  void change(std::uint64_t hash, Change change) {
    const auto value = static_cast<std::uint64_t>(change(value_of(hash)));
    slots_[hash % slots_.size()].store((hash & ~kValueMask) | (value & kValueMask),
                                       std::memory_order_relaxed);
  }

  std::array<std::atomic<std::uint64_t>, 4096> slots_{};
};

}  // namespace gw::tenancy
