#include "support/memory_stream.h"

#include <algorithm>

namespace gw::test {

struct MemoryStream::Pipe {
  Pipe(io::Executor executor, std::size_t most)
      : capacity(most), readable(executor), writable(executor) {}

  void wake() {
    readable.set();
    writable.set();
  }

  std::size_t capacity;
  std::string bytes;
  bool ended = false;   // nothing more comes
  bool unread = false;  // nobody reads any more
  bool reset = false;
  io::Event readable;
  io::Event writable;
};

MemoryStream::Pair MemoryStream::pair(io::Executor executor, std::size_t capacity) {
  auto there = std::make_shared<Pipe>(executor, capacity);
  auto back = std::make_shared<Pipe>(executor, capacity);
  return Pair(std::unique_ptr<MemoryStream>(new MemoryStream(back, there)),
              std::unique_ptr<MemoryStream>(new MemoryStream(there, back)));
}

MemoryStream::MemoryStream(std::shared_ptr<Pipe> in, std::shared_ptr<Pipe> out)
    : in_(std::move(in)), out_(std::move(out)) {}

MemoryStream::~MemoryStream() { close(); }

void MemoryStream::fail_at(std::size_t operation, Fault fault) {
  fail_at_ = operation;
  fault_ = fault;
}

MemoryStream::Fault MemoryStream::begin_operation() {
  if (++operations_ < fail_at_) return Fault::none;
  if (fault_ == Fault::reset) reset();
  if (fault_ == Fault::cancel) close();
  return fault_;
}

io::Task<Result<std::size_t>> MemoryStream::read_some(std::span<char> into) {
  const Fault fault = begin_operation();
  if (fault == Fault::reset) co_return fail(Errc::closed, "connection reset by peer");
  if (fault == Fault::end) co_return std::size_t{0};
  while (in_->bytes.empty() && !in_->ended && !in_->reset && !closed_) {
    co_await in_->readable.wait();
  }
  if (closed_) co_return fail(Errc::canceled, "the connection was closed here");
  if (in_->reset) co_return fail(Errc::closed, "connection reset by peer");
  const std::size_t n = in_->bytes.copy(into.data(), std::min(into.size(), read_limit_));
  in_->bytes.erase(0, n);
  in_->writable.set();
  co_return n;
}

io::Task<Result<void>> MemoryStream::write(std::span<const std::string_view> pieces) {
  const Fault fault = begin_operation();
  if (fault == Fault::reset || fault == Fault::end) co_return fail(Errc::closed, "broken pipe");
  for (std::string_view piece : pieces) {
    while (!piece.empty() || closed_) {
      if (closed_) co_return fail(Errc::canceled, "the connection was closed here");
      if (out_->unread || out_->reset || out_->ended) co_return fail(Errc::closed, "broken pipe");
      const std::size_t room = out_->capacity - std::min(out_->capacity, out_->bytes.size());
      if (room == 0) {
        co_await out_->writable.wait();
        continue;
      }
      out_->bytes += piece.substr(0, room);
      piece.remove_prefix(std::min(room, piece.size()));
      out_->readable.set();
    }
  }
  co_return Result<void>();
}

void MemoryStream::close() noexcept {
  if (std::exchange(closed_, true)) return;
  in_->unread = true;
  in_->wake();
  out_->ended = true;
  out_->wake();
}

void MemoryStream::finish_writing() noexcept {
  out_->ended = true;
  out_->wake();
}

void MemoryStream::reset() noexcept {
  in_->reset = out_->reset = true;
  close();
}

bool MemoryStream::idle_and_alive() noexcept {
  return !closed_ && !in_->ended && !in_->reset && in_->bytes.empty();
}

}  // namespace gw::test
