// One thread with its event loop and what belongs to it. Nothing mutable is shared between workers.
#pragma once

#include <memory>

#include "io/deadlines.h"
#include "io/gate.h"
#include "io/task.h"

namespace gw::io {

class Worker {
 public:
  Worker();
  ~Worker();
  asio::io_context& context();
  Executor executor();
  Deadlines& deadlines();
  Gate& gate();
  // For sessions: true once the worker is to stop.
  const bool& stopping() const;

  void run();  // until stop(); on the calling thread
  // From any thread: sets stopping, waits for the gate up to the drain time, then ends run().
  void stop(std::chrono::milliseconds drain);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace gw::io
