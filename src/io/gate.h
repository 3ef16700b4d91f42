// Counts running work so that shutting down can wait for it.
#pragma once

#include <cstddef>

#include "io/event.h"

namespace gw::io {

class Gate {
 public:
  explicit Gate(Executor executor) : drained_(executor) {}

  // Held by each piece of work for its whole life.
  class Pass {
   public:
    explicit Pass(Gate& gate) : gate_(&gate) { ++gate_->count_; }
    Pass(Pass&& other) noexcept : gate_(other.gate_) { other.gate_ = nullptr; }
    Pass(const Pass&) = delete;
    Pass& operator=(const Pass&) = delete;
    Pass& operator=(Pass&&) = delete;
    ~Pass() {
      if (gate_ != nullptr && --gate_->count_ == 0) gate_->drained_.set();
    }

   private:
    Gate* gate_;
  };

  std::size_t count() const { return count_; }
  // Completes when nothing is running; at once when nothing is.
  Task<void> wait_drained();

 private:
  std::size_t count_ = 0;
  Event drained_;
};

}  // namespace gw::io
