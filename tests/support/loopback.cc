#include "support/loopback.h"

#include <filesystem>
#include <iterator>

#include "io/await.h"

namespace gw::test {

namespace asio = io::asio;

Loopback::Loopback(io::Executor executor)
    : acceptor_(executor, asio::ip::tcp::endpoint(asio::ip::address_v4::loopback(), 0)),
      port_(acceptor_.local_endpoint().port()) {}

io::Task<io::Socket> Loopback::accept() { return acceptor_.async_accept(io::kAwait); }

io::Task<io::Socket> Loopback::connect() {
  io::Socket socket(acceptor_.get_executor());
  const asio::ip::tcp::endpoint to(asio::ip::address_v4::loopback(), port_);
  co_await socket.async_connect(to, io::kAwait);
  co_return socket;
}

void Loopback::drop_pending() {
  acceptor_.non_blocking(true);
  boost::system::error_code nothing_left;
  while (!nothing_left) {
    io::Socket socket(acceptor_.get_executor());
    acceptor_.accept(socket, nothing_left);
  }
}

void Loopback::stop() { acceptor_.close(); }

std::size_t open_descriptors() {
  return static_cast<std::size_t>(
      std::distance(std::filesystem::directory_iterator("/proc/self/fd"), {}));
}

}  // namespace gw::test
