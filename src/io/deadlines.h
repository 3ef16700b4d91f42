// Deadlines of many connections with one timer a worker: a tick every 100 ms looks at them. Arming
// and disarming are a few stores; a steady_timer each would cost half a microsecond a time.
#pragma once

#include <chrono>
#include <cstdint>

#include "io/task.h"

namespace gw::io {

class Deadlines;

// Intrusive: a member of what it watches. Not copyable, not movable; disarms itself when destroyed.
class Deadline {
 public:
  using Callback = void (*)(void* context);
  // `on_expired` is called at most once an arming, on the worker, up to one tick late.
  Deadline(Deadlines& owner, Callback on_expired, void* context);
  ~Deadline();
  Deadline(const Deadline&) = delete;
  Deadline& operator=(const Deadline&) = delete;

  void arm(std::chrono::milliseconds from_now);  // replaces an earlier arming
  void disarm();

 private:
  friend class Deadlines;
  Deadlines& owner_;
  Callback on_expired_;
  void* context_;
  std::int64_t at_ = 0;  // 0: not armed
  Deadline* previous_ = nullptr;
  Deadline* next_ = nullptr;
};

}  // namespace gw::io
