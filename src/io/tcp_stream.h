// A TCP connection. A read or a write that can be done at once costs one system call and no
// suspension; one that cannot, no call that fails.
#pragma once

#include "io/polled_socket.h"
#include "io/stream.h"

namespace gw::io {

class TcpStream final : public Stream {
 public:
  // Takes a connected socket.
  explicit TcpStream(Socket socket) : socket_(std::move(socket)) {}

  Task<Result<std::size_t>> read_some(std::span<char> into) override;
  bool would_wait() const noexcept override { return !socket_.may_be_readable(); }
  Task<void> wait_readable() override { return socket_.wait_readable(); }
  Task<Result<void>> write(std::span<const std::string_view> pieces) override;
  void close() noexcept override { socket_.close(); }
  void finish_writing() noexcept override { socket_.finish_writing(); }
  void reset() noexcept override { socket_.reset(); }
  bool idle_and_alive() noexcept override;

 private:
  PolledSocket socket_;
};

}  // namespace gw::io
