// Lets one coroutine wait until another, on the same worker, says so.
#pragma once

#include <boost/asio/experimental/channel.hpp>

#include "io/task.h"

namespace gw::io {

// A latch for one waiter: set() before wait() is not lost; wait() resets it. The waiter is resumed
// from the event loop, never inside set(), so both sides may destroy what they like afterwards.
class Event {
 public:
  explicit Event(Executor executor) : channel_(executor, 1) {}
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;

  void set() { channel_.try_send(boost::system::error_code()); }
  // At most one at a time. The event must outlive it.
  Task<void> wait();

 private:
  // Asio's channel rather than a bare handler: its service destroys a waiting coroutine together
  // with the io_context, so that nothing leaks.
  asio::experimental::channel<Executor, void(boost::system::error_code)> channel_;
};

}  // namespace gw::io
