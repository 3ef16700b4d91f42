// The windows of budgets, and what was spent in them. A window's number is part of its sum, so no
// job resets anything, and a request settles in the window in which it was reserved. Pure.
#pragma once

#include <array>
#include <cstdint>
#include <limits>

#include "tenancy/entities.h"
#include "tenancy/money.h"

namespace gw::tenancy {

// The number of the window around a point in time: the next window's is one more.
std::int64_t window_number(Window window, Time time);
// When it began, and when the next one begins; of `total` the beginning and end of time.
Time window_begin(Window window, Time time);
Time window_end(Window window, Time time);

// What was spent in a window and in the one before it. Each of the two is changed by one
// compare-and-swap of sixteen bytes: exact over threads, without a lock.
class WindowedSum {
 public:
  // Adds `amount` unless more than `limit` would then be spent; nothing is always added. Returns
  // what was spent before.
  struct Added {
    bool added;
    Nanodollars before;
  };
  Added add_within(std::int64_t window, Nanodollars amount, Nanodollars limit);
  // Adds what was spent. Of a window that is longer gone than the last one nobody asks any more.
  void add(std::int64_t window, Nanodollars amount);
  // The larger of the two, where a store knows of more.
  void raise_to(std::int64_t window, Nanodollars amount);
  Nanodollars of(std::int64_t window) const;

 private:
  struct alignas(16) Slot {
    std::int64_t window = std::numeric_limits<std::int64_t>::min();
    Nanodollars amount = 0;
  };
  Slot& slot_of(std::int64_t window) {
    return slots_[static_cast<std::size_t>(window) % slots_.size()];
  }
  static Slot load(const Slot& slot);
  static bool exchange(Slot& slot, Slot& expected, const Slot& wanted);

  std::array<Slot, 2> slots_;
};

}  // namespace gw::tenancy
