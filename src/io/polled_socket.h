// A connected, non-blocking TCP socket that asks the kernel only when there may be something.
#pragma once

#include <cstddef>
#include <span>

#include <boost/asio/ip/tcp.hpp>
#include <sys/socket.h>

#include "io/poller.h"

namespace gw::io {

// What Asio connects and accepts.
using Socket = asio::basic_stream_socket<asio::ip::tcp, Executor>;

// Not movable. Destroyed only when nothing waits on it.
class PolledSocket {
 public:
  // Takes the socket away from Asio, and sets TCP_NODELAY.
  explicit PolledSocket(Socket socket);
  ~PolledSocket() { close(); }
  PolledSocket(const PolledSocket&) = delete;
  PolledSocket& operator=(const PolledSocket&) = delete;

  // As recv(2) and sendmsg(2): a count, or -1 and errno. When errno would_block(), wait; now and
  // then that is to let others run. Never raises SIGPIPE. Once closed, EBADF.
  std::ptrdiff_t receive(std::span<char> into);
  std::ptrdiff_t send(const msghdr& message);
  // Until it is worth trying again, or closed. One reader and one writer at a time.
  Task<void> wait_readable() { return poller_.wait_readable(watch_); }
  Task<void> wait_writable() { return poller_.wait_writable(watch_); }

  // As far as is known; false is certain until the next wait.
  bool may_be_readable() const { return watch_.readable; }
  // False once the peer has sent something, or ended.
  bool nothing_to_read();

  void close() noexcept;
  void reset() noexcept;  // the peer sees no orderly end
  void finish_writing() noexcept;
  bool closed() const { return descriptor_ < 0; }

 private:
  Poller& poller_;
  int descriptor_;
  Watch watch_;
  int reads_in_turn_ = 0;
};

bool would_block(int error);

}  // namespace gw::io
