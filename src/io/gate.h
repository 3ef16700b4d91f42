// Counts running work so that shutting down can wait for it, and can end it when it takes too long.
#pragma once

#include <cstddef>

#include "io/event.h"
#include "io/stream.h"

namespace gw::io {

class Gate {
 public:
  // Held by each piece of work for its whole life. `work` is what ends the work early (its stream,
  // its CancelScope); null when it ends soon by itself. It must live until it is destroyed together
  // with, or after, the pass.
  class Pass {
   public:
    explicit Pass(Gate& gate, Closable* work = nullptr);
    Pass(Pass&& other) noexcept;
    Pass(const Pass&) = delete;
    Pass& operator=(const Pass&) = delete;
    Pass& operator=(Pass&&) = delete;
    ~Pass();

   private:
    friend class Gate;
    void link() noexcept;
    void unlink() noexcept;

    Gate* gate_;
    Closable* work_;
    Pass* previous_ = nullptr;
    Pass* next_ = nullptr;
  };

  explicit Gate(Executor executor) : drained_(executor) {}
  Gate(const Gate&) = delete;
  Gate& operator=(const Gate&) = delete;

  std::size_t count() const { return count_; }
  // Completes when nothing is running; at once when nothing is. One waiter at a time.
  Task<void> wait_drained();
  // Ends all that is running, and from now on all that begins.
  void close();

 private:
  std::size_t count_ = 0;
  bool closed_ = false;
  Pass* first_ = nullptr;
  Event drained_;
};

}  // namespace gw::io
