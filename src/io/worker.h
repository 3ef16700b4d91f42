// One thread with its event loop and what belongs to it. Nothing mutable is shared between workers.
#pragma once

#include <chrono>
#include <functional>
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
  // Housekeeping, such as Pool::expire(), until the worker stops. Before run() or on the worker.
  void every(std::chrono::milliseconds interval, std::function<void()> action);

  // Runs `action` on the worker's thread. From any thread; not after run() has ended.
  void post(std::function<void()> action);

  void run();  // until stop(); on the calling thread
  // From any thread: sets stopping, waits for the gate up to the drain time, then closes what still
  // runs (Gate::close) and, once that has unwound, ends run(). A second call replaces the time.
  void stop(std::chrono::milliseconds drain);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace gw::io
