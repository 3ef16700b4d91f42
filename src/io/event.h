// Lets one coroutine wait until another, on the same worker, says so.
#pragma once

#include "io/task.h"

namespace gw::io {

// A latch for one waiter: set() before wait() is not lost; wait() resets it.
class Event {
 public:
  explicit Event(Executor executor);
  ~Event();
  void set();
  Task<void> wait();

 private:
  struct Waiter;
  Executor executor_;
  bool set_ = false;
  Waiter* waiter_ = nullptr;
};

}  // namespace gw::io
