#include "tenancy/window.h"

#include <algorithm>
#include <bit>
#include <chrono>

namespace gw::tenancy {

namespace {

namespace chrono = std::chrono;

constexpr Time kHour = 3600;
constexpr Time kDay = 24 * kHour;
constexpr Time kWeek = 7 * kDay;
// The epoch was a Thursday: weeks begin three days before it.
constexpr Time kMondayBeforeEpoch = -3 * kDay;

Time floor_to(Time time, Time size) { return time - ((time % size) + size) % size; }

chrono::year_month month_of(Time time) {
  const chrono::sys_seconds point{chrono::seconds(time)};
  const chrono::year_month_day day(chrono::floor<chrono::days>(point));
  return day.year() / day.month();
}

Time begin_of(const chrono::year_month& month) {
  const chrono::sys_days first(month / chrono::day(1));
  return chrono::sys_seconds(first).time_since_epoch().count();
}

}  // namespace

std::int64_t window_number(Window window, Time time) {
  switch (window) {
    case Window::hour:
      return floor_to(time, kHour) / kHour;
    case Window::day:
      return floor_to(time, kDay) / kDay;
    case Window::week:
      return floor_to(time - kMondayBeforeEpoch, kWeek) / kWeek;
    case Window::month: {
      const chrono::year_month month = month_of(time);
      return std::int64_t{static_cast<int>(month.year())} * 12 +
             static_cast<unsigned>(month.month());
    }
    case Window::total:
      break;
  }
  return 0;
}

Time window_begin(Window window, Time time) {
  switch (window) {
    case Window::hour:
      return floor_to(time, kHour);
    case Window::day:
      return floor_to(time, kDay);
    case Window::week:
      return floor_to(time - kMondayBeforeEpoch, kWeek) + kMondayBeforeEpoch;
    case Window::month:
      return begin_of(month_of(time));
    case Window::total:
      break;
  }
  return 0;
}

Time window_end(Window window, Time time) {
  switch (window) {
    case Window::hour:
      return window_begin(window, time) + kHour;
    case Window::day:
      return window_begin(window, time) + kDay;
    case Window::week:
      return window_begin(window, time) + kWeek;
    case Window::month:
      return begin_of(month_of(time) + chrono::months(1));
    case Window::total:
      break;
  }
  return std::numeric_limits<Time>::max();
}

// By hand on x86-64: compilers emit the instruction only for a whole program that is built for
// processors with it, though every one of the last twenty years has it.
bool WindowedSum::exchange(Slot& slot, Slot& expected, const Slot& wanted) {
#ifdef __x86_64__
  bool done = false;
  asm volatile("lock cmpxchg16b %1"
               : "=@ccz"(done), "+m"(slot), "+a"(expected.window), "+d"(expected.amount)
               : "b"(wanted.window), "c"(wanted.amount)
               : "memory");
  return done;
#else
  using Wide = unsigned __int128;
  const Wide old = std::bit_cast<Wide>(expected);
  const Wide found =
      __sync_val_compare_and_swap(reinterpret_cast<Wide*>(&slot), old, std::bit_cast<Wide>(wanted));
  expected = std::bit_cast<Slot>(found);
  return found == old;
#endif
}

// Swaps it against itself: only so both halves are read at once.
WindowedSum::Slot WindowedSum::load(const Slot& slot) {
  Slot found{0, 0};
  exchange(const_cast<Slot&>(slot), found, found);
  return found;
}

WindowedSum::Added WindowedSum::add_within(std::int64_t window, Nanodollars amount,
                                           Nanodollars limit) {
  Slot& slot = slot_of(window);
  Slot found = load(slot);
  for (;;) {
    const Nanodollars before = found.window == window ? found.amount : 0;
    if (amount > 0 && (before > limit || amount > limit - before)) return {false, before};
    if (found.window > window) return {true, before};  // the clock went back
    if (exchange(slot, found, {window, before + amount})) return {true, before};
  }
}

void WindowedSum::add(std::int64_t window, Nanodollars amount) {
  Slot& slot = slot_of(window);
  Slot found = load(slot);
  while (found.window == window && !exchange(slot, found, {window, found.amount + amount})) {
  }
}

void WindowedSum::raise_to(std::int64_t window, Nanodollars amount) {
  Slot& slot = slot_of(window);
  Slot found = load(slot);
  while (found.window < window || (found.window == window && found.amount < amount)) {
    if (exchange(slot, found, {window, amount})) return;
  }
}

Nanodollars WindowedSum::of(std::int64_t window) const {
  const Slot found = load(slots_[static_cast<std::size_t>(window) % slots_.size()]);
  return found.window == window ? found.amount : 0;
}

}  // namespace gw::tenancy
