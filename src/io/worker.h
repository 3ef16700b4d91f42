// One thread with its event loop and what belongs to it. Nothing mutable is shared between workers.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>

#include "io/deadlines.h"
#include "io/gate.h"
#include "io/task.h"

namespace gw::io {

// How far a worker is on its way to its end.
enum class Phase : std::uint8_t {
  running,
  draining,  // takes all work still, and asks for none: clients are to go elsewhere
  stopping,  // ends what it has
};

class Worker {
 public:
  Worker();
  ~Worker();
  asio::io_context& context();
  Executor executor();
  Deadlines& deadlines();
  // All that run() waits for before it ends.
  Gate& gate();
  // What of it has somebody to be told when it takes too long. It is closed first, and has a few
  // seconds for that.
  Gate& requests();
  const Phase& phase() const;
  // Housekeeping, such as Pool::expire(), until the worker stops. Before run() or on the worker.
  void every(std::chrono::milliseconds interval, std::function<void()> action);

  // Runs `action` on the worker's thread. From any thread; not after run() has ended.
  void post(std::function<void()> action);

  void run();  // until stop(); on the calling thread
  // From any thread: before stop(), or never.
  void drain();
  // From any thread: waits for the gate up to `limit`, then closes what still runs (requests() and,
  // after the few seconds, gate()) and, once that has unwound, ends run(). A second call replaces
  // the time; with zero it closes all at once.
  void stop(std::chrono::milliseconds limit);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace gw::io
