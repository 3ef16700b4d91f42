// A TCP connection. Writing costs one system call and no suspension as long as the kernel takes
// everything; reading registers nothing with epoll but once a connection.
#pragma once

#include <boost/asio/ip/tcp.hpp>

#include "io/stream.h"

namespace gw::io {

using Socket = asio::basic_stream_socket<asio::ip::tcp, Executor>;

class TcpStream final : public Stream {
 public:
  // Takes a connected socket, and sets TCP_NODELAY.
  explicit TcpStream(Socket socket);

  Task<Result<std::size_t>> read_some(std::span<char> into) override;
  Task<Result<void>> write(std::span<const std::string_view> pieces) override;
  void close() noexcept override;
  void finish_writing() noexcept override;
  void reset() noexcept override;
  bool idle_and_alive() noexcept override;

 private:
  Socket socket_;
  // More is likely to lie in the kernel, for which Asio would go round its event loop; or the
  // connection has ended, of which Asio would learn no second time, and wait for ever.
  bool read_directly_ = false;
};

// What the streams over a socket share.
void prepare_socket(Socket& socket);
void close_socket(Socket& socket) noexcept;
void reset_socket(Socket& socket) noexcept;
bool nothing_to_read(Socket& socket) noexcept;

}  // namespace gw::io
