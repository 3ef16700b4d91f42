// What a team or a key uses at the moment, changed by all workers at once. Outlives the directories
// in which the entity stands: an edit resets nothing.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

#include "tenancy/entities.h"
#include "tenancy/rate.h"
#include "tenancy/window.h"

namespace gw::tenancy {

enum class Rated : std::uint8_t {
  requests_per_minute,
  requests_per_day,
  tokens_per_minute,
  tokens_per_day,
  input_tokens_per_minute,
  output_tokens_per_minute,
};
inline constexpr std::size_t kRatedKinds = 6;

// The rates are a cache line of their own: a request touches all of it or nothing.
struct alignas(64) Meter {
  std::array<RateCell, kRatedKinds> rates{};
  std::atomic<std::int64_t> in_flight{0};
  std::array<WindowedSum, 5> spent;  // by Window
};

}  // namespace gw::tenancy
