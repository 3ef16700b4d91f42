// Two connected streams in memory, with failures at any chosen operation, so that a scenario can be
// run once for each operation that could fail.
#pragma once

#include <cstddef>
#include <limits>
#include <memory>
#include <string>
#include <utility>

#include "io/event.h"
#include "io/stream.h"

namespace gw::test {

class MemoryStream final : public io::Stream {
 public:
  enum class Fault {
    none,
    reset,   // the peer reset the connection: closed, for both ends
    end,     // the peer has ended it: reads give 0, writes give closed
    cancel,  // close() was called here: canceled; the peer sees an orderly end
  };
  using Pair = std::pair<std::unique_ptr<MemoryStream>, std::unique_ptr<MemoryStream>>;

  // A write waits while `capacity` bytes lie unread at the other end.
  static Pair pair(io::Executor executor, std::size_t capacity = 1 << 20);
  ~MemoryStream() override;

  // This end's `operation`-th read or write, counted from 1, fails; those after it, too.
  void fail_at(std::size_t operation, Fault fault);
  // No read gives more than `bytes`.
  void limit_reads(std::size_t bytes) { read_limit_ = bytes; }
  // Reads and writes begun so far: what fail_at() can be given.
  std::size_t operations() const { return operations_; }
  bool closed() const { return closed_; }

  io::Task<Result<std::size_t>> read_some(std::span<char> into) override;
  io::Task<Result<void>> write(std::span<const std::string_view> pieces) override;
  void close() noexcept override;
  void finish_writing() noexcept override;
  void reset() noexcept override;
  bool idle_and_alive() noexcept override;

 private:
  struct Pipe;  // one direction
  MemoryStream(std::shared_ptr<Pipe> in, std::shared_ptr<Pipe> out);
  Fault begin_operation();

  std::shared_ptr<Pipe> in_;
  std::shared_ptr<Pipe> out_;
  bool closed_ = false;
  std::size_t operations_ = 0;
  std::size_t fail_at_ = std::numeric_limits<std::size_t>::max();
  Fault fault_ = Fault::none;
  std::size_t read_limit_ = std::numeric_limits<std::size_t>::max();
};

}  // namespace gw::test
