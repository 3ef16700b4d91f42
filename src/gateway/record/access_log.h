// One worker's lines about its requests: gathered, and handed over as a batch, so that a line costs
// no lock and wakes nobody. They keep their order.
#pragma once

#include <chrono>
#include <cstddef>

#include "base/buffer.h"
#include "gateway/log.h"
#include "gateway/record/record.h"
#include "io/deadlines.h"

namespace gw::gateway {

class AccessLog {
 public:
  static constexpr std::size_t kBatch = std::size_t{64} * 1024;  // bytes
  static constexpr std::chrono::milliseconds kDelay{100};        // of the first line of a batch

  // Both outlive it; on the worker of the deadlines.
  AccessLog(io::Deadlines& deadlines, Log& log) : log_(log), delay_(deadlines, &expired, this) {}
  ~AccessLog() { flush(); }

  void add(const Record& record);
  void flush();

 private:
  static void expired(void* self) { static_cast<AccessLog*>(self)->flush(); }

  Log& log_;
  LogTime clock_;
  Buffer lines_;
  std::size_t count_ = 0;
  io::Deadline delay_;
};

}  // namespace gw::gateway
