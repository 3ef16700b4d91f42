// Writes the log on a thread of its own: whoever reads it too slowly costs lines, never a request
// and never the end of the process (docs/adr/0014).
#pragma once

#include <cstddef>
#include <memory>

#include "base/buffer.h"

namespace gw::gateway {

class LogWriter {
 public:
  // What waits to be written, of all workers together. Above it the oldest lines go.
  static constexpr std::size_t kMostQueued = std::size_t{1024} * 1024;

  // The descriptor stays the caller's, and stays open.
  explicit LogWriter(int descriptor);
  // Writes what is queued, as long as somebody takes it: a reader that takes nothing for a second
  // loses the rest.
  ~LogWriter();
  LogWriter(const LogWriter&) = delete;
  LogWriter& operator=(const LogWriter&) = delete;

  // Complete lines, `count` of them. Never waits. From any thread; those of one thread keep their
  // order.
  void write(Buffer lines, std::size_t count);
  // Lines that were lost since the start. From any thread.
  std::size_t lost() const;

 private:
  struct Queue;
  std::shared_ptr<Queue> queue_;  // also the thread's, which may outlive this object
};

}  // namespace gw::gateway
