// Deadlines of many connections with one timer a worker: a tick every 100 ms looks at them. Arming
// and disarming are a few stores; a steady_timer each would cost half a microsecond a time.
#pragma once

#include <chrono>

#include <boost/asio/basic_waitable_timer.hpp>

#include "io/task.h"

namespace gw::io {

class Deadlines;

// Intrusive: a member of what it watches. Not copyable, not movable; disarms itself when destroyed.
class Deadline {
 public:
  using Callback = void (*)(void* context);
  // `on_expired` is called at most once an arming, on the worker, up to one tick late. It may arm
  // or destroy this deadline and any other.
  Deadline(Deadlines& owner, Callback on_expired, void* context);
  ~Deadline() { disarm(); }
  Deadline(const Deadline&) = delete;
  Deadline& operator=(const Deadline&) = delete;

  void arm(std::chrono::milliseconds from_now);  // replaces an earlier arming
  void disarm();
  bool armed() const { return next_ != nullptr; }

 private:
  friend class Deadlines;
  void link_before(Deadline& other);

  Deadlines* owner_;
  Callback on_expired_;
  void* context_;
  std::chrono::milliseconds at_{0};
  Deadline* previous_ = nullptr;
  Deadline* next_ = nullptr;  // null: not armed
};

// Must outlive its deadlines. The timer runs only while something is armed.
class Deadlines {
 public:
  static constexpr std::chrono::milliseconds kTick{100};

  explicit Deadlines(Executor executor);
  Deadlines(const Deadlines&) = delete;
  Deadlines& operator=(const Deadlines&) = delete;

 private:
  friend class Deadline;
  using Timer = asio::basic_waitable_timer<std::chrono::steady_clock,
                                           asio::wait_traits<std::chrono::steady_clock>, Executor>;
  void start_ticking();
  void sweep();

  Timer timer_;
  bool ticking_ = false;
  Deadline armed_;  // the head of a ring
};

}  // namespace gw::io
