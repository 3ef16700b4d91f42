// Real sockets on 127.0.0.1 for tests: a listener on a port of the system's choice.
#pragma once

#include <cstdint>
#include <utility>

#include <boost/asio/ip/tcp.hpp>

#include "io/tcp_stream.h"

namespace gw::test {

class Loopback {
 public:
  explicit Loopback(io::Executor executor);

  std::uint16_t port() const { return port_; }
  io::Task<io::Socket> accept();
  io::Task<io::Socket> connect();
  // Accepts and closes what has connected so far.
  void drop_pending();
  // From now on connections are refused.
  void stop();

 private:
  using Acceptor = io::asio::basic_socket_acceptor<io::asio::ip::tcp, io::Executor>;
  Acceptor acceptor_;
  std::uint16_t port_;
};

// File descriptors this process has open.
std::size_t open_descriptors();

}  // namespace gw::test
