#include "support/streams.h"

#include <algorithm>
#include <vector>

namespace gw::test {

io::Task<Result<void>> write(io::Stream& stream, std::string_view bytes) {
  co_return co_await stream.write(std::span(&bytes, 1));
}

io::Task<Result<std::string>> read(io::Stream& stream, std::size_t most) {
  std::string bytes(most, '\0');
  const auto n = co_await stream.read_some(std::span(bytes.data(), bytes.size()));
  if (!n) co_return std::unexpected(n.error());
  bytes.resize(*n);
  co_return bytes;
}

io::Task<Result<std::string>> read_to_end(io::Stream& stream) {
  std::string all;
  for (;;) {
    const auto bytes = co_await read(stream);
    if (!bytes) co_return std::unexpected(bytes.error());
    if (bytes->empty()) co_return all;
    all += *bytes;
  }
}

io::Task<Result<std::string>> read_exactly(io::Stream& stream, std::size_t size) {
  std::string all;
  while (all.size() < size) {
    const std::size_t most = std::min<std::size_t>(size - all.size(), 16384);
    const auto bytes = co_await read(stream, most);
    if (!bytes) co_return std::unexpected(bytes.error());
    if (bytes->empty()) co_return fail(Errc::closed, "ended after " + all);
    all += *bytes;
  }
  co_return all;
}

io::Task<void> echo(io::Stream& stream) {
  for (;;) {
    const auto bytes = co_await read(stream);
    if (!bytes || bytes->empty()) break;
    const auto written = co_await write(stream, *bytes);
    if (!written) break;
  }
  stream.close();
}

}  // namespace gw::test
