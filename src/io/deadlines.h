// Deadlines of many connections with one timer a worker: a tick every 100 ms looks at those whose
// time has come. Arming and disarming are a few stores; a steady_timer each would cost half a
// microsecond a time. A wheel: who waits long is looked at seldom, so that a thousand requests that
// hang do not hold up the others ten times a second.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

#include <boost/asio/basic_waitable_timer.hpp>

#include "io/task.h"

namespace gw::io {

class Deadlines;

// A ring of which each member can be taken out; what is in none is linked to nothing.
struct DeadlineLink {
  DeadlineLink* previous = nullptr;
  DeadlineLink* next = nullptr;
};

// Intrusive: a member of what it watches. Not copyable, not movable; disarms itself when destroyed.
class Deadline : DeadlineLink {
 public:
  using Callback = void (*)(void* context);
  // `on_expired` is called at most once an arming, on the worker, up to two ticks late. It may arm
  // or destroy this deadline and any other.
  Deadline(Deadlines& owner, Callback on_expired, void* context)
      : owner_(owner), on_expired_(on_expired), context_(context) {}
  ~Deadline() { disarm(); }
  Deadline(const Deadline&) = delete;
  Deadline& operator=(const Deadline&) = delete;

  void arm(std::chrono::milliseconds from_now);  // replaces an earlier arming
  void disarm();
  bool armed() const { return next != nullptr; }

 private:
  friend class Deadlines;

  Deadlines& owner_;
  const Callback on_expired_;
  void* const context_;
  std::chrono::milliseconds at_{0};
  std::int64_t tick_ = 0;  // when it is looked at; at_ may have become later since
};

// Must outlive its deadlines. The timer runs only while something is armed.
class Deadlines {
 public:
  static constexpr std::chrono::milliseconds kTick{100};
  static constexpr std::size_t kSlots = 256;  // one a tick; then the wheel begins anew

  explicit Deadlines(Executor executor);
  Deadlines(const Deadlines&) = delete;
  Deadlines& operator=(const Deadlines&) = delete;

  // What the timer does: has those expire whose time is before `now`, as coarse_now() counts.
  void sweep(std::chrono::milliseconds now);

 private:
  friend class Deadline;
  using Timer = asio::basic_waitable_timer<std::chrono::steady_clock,
                                           asio::wait_traits<std::chrono::steady_clock>, Executor>;
  void insert(Deadline& deadline);
  void start_ticking();

  Timer timer_;
  bool ticking_ = false;
  std::size_t armed_ = 0;
  std::int64_t swept_ = 0;                    // the last tick
  std::array<DeadlineLink, kSlots> slots_{};  // the heads of rings: of the ticks that end alike
};

}  // namespace gw::io
