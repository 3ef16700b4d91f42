#include "io/tcp_stream.h"

#include <cerrno>

#include "io/errors.h"
#include "io/gather.h"

namespace gw::io {

Task<Result<std::size_t>> TcpStream::read_some(std::span<char> into) {
  for (;;) {
    const auto n = socket_.receive(into);
    if (n >= 0) co_return static_cast<std::size_t>(n);
    if (!would_block(errno)) co_return std::unexpected(connection_error(errno));
    co_await socket_.wait_readable();
  }
}

Task<Result<void>> TcpStream::write(std::span<const std::string_view> pieces) {
  Gather rest(pieces);
  while (!rest.done()) {
    const auto n = rest.send_to(socket_);
    if (n >= 0) {
      rest.consume(static_cast<std::size_t>(n));
      continue;
    }
    if (!would_block(errno)) co_return std::unexpected(connection_error(errno));
    co_await socket_.wait_writable();
  }
  co_return Result<void>();
}

bool TcpStream::idle_and_alive() noexcept { return socket_.nothing_to_read(); }

}  // namespace gw::io
