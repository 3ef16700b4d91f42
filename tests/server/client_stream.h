// The client's end of a connection in memory: what it sends is fed by the test, what it gets is
// collected, and any one operation can be made to fail.
#pragma once

#include <algorithm>
#include <string>

#include "io/event.h"
#include "io/stream.h"

namespace gw::server {

class ClientStream final : public io::Stream {
 public:
  enum class Fault { none, reset, end, one_byte };

  explicit ClientStream(io::Executor executor) : readable_(executor), writable_(executor) {}

  // What the client does.
  void send(std::string_view bytes) {
    input_ += bytes;
    readable_.set();
  }
  void half_close() {
    ended_ = true;
    readable_.set();
  }
  void stop_taking() { blocked_ = true; }
  void take_again() {
    blocked_ = false;
    writable_.set();
  }
  // The operation of that number, from 1, has the fault.
  void inject(std::size_t operation, Fault fault) {
    faulty_ = operation;
    fault_ = fault;
  }

  const std::string& received() const { return output_; }
  std::size_t unread() const { return input_.size(); }
  std::size_t operations() const { return operations_; }
  std::size_t writes() const { return writes_; }
  bool closed() const { return closed_; }
  bool was_reset() const { return reset_; }
  bool finished() const { return finished_; }

  io::Task<Result<std::size_t>> read_some(std::span<char> into) override {
    const Fault fault = next_fault();
    if (fault == Fault::reset) reset_by_peer_ = true;
    if (fault == Fault::end) ended_ = true;
    while (input_.empty() && !over()) co_await readable_.wait();
    if (closed_) co_return fail(Errc::canceled, "closed here");
    if (reset_by_peer_) co_return fail(Errc::closed, "connection reset by peer");
    if (ended_) co_return std::size_t{0};
    const std::size_t room = fault == Fault::one_byte ? 1 : into.size();
    const std::size_t n = input_.copy(into.data(), room);
    input_.erase(0, n);
    co_return n;
  }

  io::Task<Result<void>> write(std::span<const std::string_view> pieces) override {
    if (next_fault() != Fault::none) reset_by_peer_ = true;
    while (blocked_ && !over()) co_await writable_.wait();
    if (closed_) co_return fail(Errc::canceled, "closed here");
    if (reset_by_peer_) {
      readable_.set();
      co_return fail(Errc::closed, "connection reset by peer");
    }
    ++writes_;
    for (const std::string_view piece : pieces) output_ += piece;
    co_return Result<void>();
  }

  void close() noexcept override {
    closed_ = true;
    readable_.set();
    writable_.set();
  }
  void reset() noexcept override {
    reset_ = true;
    close();
  }
  void finish_writing() noexcept override { finished_ = true; }
  bool idle_and_alive() noexcept override { return !closed_ && !ended_ && input_.empty(); }

 private:
  bool over() const { return closed_ || reset_by_peer_ || ended_; }
  Fault next_fault() { return ++operations_ == faulty_ ? fault_ : Fault::none; }

  io::Event readable_;
  io::Event writable_;
  std::string input_;
  std::string output_;
  std::size_t operations_ = 0;
  std::size_t writes_ = 0;
  std::size_t faulty_ = 0;
  Fault fault_ = Fault::none;
  bool blocked_ = false;
  bool ended_ = false;
  bool reset_by_peer_ = false;
  bool closed_ = false;
  bool reset_ = false;
  bool finished_ = false;
};

}  // namespace gw::server
