#include "io/tcp_stream.h"

#include <cerrno>

#include <boost/asio/buffer.hpp>
#include <sys/socket.h>

#include "io/await.h"
#include "io/errors.h"
#include "io/gather.h"

namespace gw::io {

namespace {
bool would_block(int error) { return error == EAGAIN || error == EWOULDBLOCK || error == EINTR; }
}  // namespace

void prepare_socket(Socket& socket) {
  boost::system::error_code ignored;  // a socket that has died already says so when it is read
  socket.set_option(asio::ip::tcp::no_delay(true), ignored);
  socket.native_non_blocking(true, ignored);
}

void close_socket(Socket& socket) noexcept {
  boost::system::error_code ignored;
  socket.close(ignored);
}

void reset_socket(Socket& socket) noexcept {
  boost::system::error_code ignored;
  socket.set_option(asio::socket_base::linger(true, 0), ignored);
  socket.close(ignored);
}

bool nothing_to_read(Socket& socket) noexcept {
  char byte;
  return ::recv(socket.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0 &&
         would_block(errno);
}

TcpStream::TcpStream(Socket socket) : socket_(std::move(socket)) { prepare_socket(socket_); }

Task<Result<std::size_t>> TcpStream::read_some(std::span<char> into) {
  if (read_directly_) {
    const auto n = ::recv(socket_.native_handle(), into.data(), into.size(), MSG_DONTWAIT);
    if (n >= 0) {
      read_directly_ = n == 0 || static_cast<std::size_t>(n) == into.size();
      co_return static_cast<std::size_t>(n);
    }
    if (!would_block(errno)) co_return std::unexpected(connection_error(errno));
  }
  const auto buffer = asio::buffer(into.data(), into.size());
  const auto [error, n] = co_await socket_.async_read_some(buffer, kAwaitTuple);
  read_directly_ = error || n == into.size();
  if (error == asio::error::eof) co_return std::size_t{0};
  if (error) co_return std::unexpected(connection_error(error));
  co_return n;
}

Task<Result<void>> TcpStream::write(std::span<const std::string_view> pieces) {
  Gather rest(pieces);
  while (!rest.done()) {
    const auto n = rest.send(socket_.native_handle());
    if (n < 0 && !would_block(errno)) co_return std::unexpected(connection_error(errno));
    if (n > 0) rest.consume(static_cast<std::size_t>(n));
    if (rest.done()) break;
    const auto [error] = co_await socket_.async_wait(Socket::wait_write, kAwaitTuple);
    if (error) co_return std::unexpected(connection_error(error));
  }
  co_return Result<void>();
}

void TcpStream::close() noexcept { close_socket(socket_); }

void TcpStream::finish_writing() noexcept {
  boost::system::error_code ignored;
  socket_.shutdown(Socket::shutdown_send, ignored);
}

void TcpStream::reset() noexcept { reset_socket(socket_); }

bool TcpStream::idle_and_alive() noexcept { return nothing_to_read(socket_); }

}  // namespace gw::io
