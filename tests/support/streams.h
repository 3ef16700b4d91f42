// What tests do with streams.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "io/stream.h"

namespace gw::test {

// One piece.
io::Task<Result<void>> write(io::Stream& stream, std::string_view bytes);
// What the next read gives, at most `most` bytes; empty at the end.
io::Task<Result<std::string>> read(io::Stream& stream, std::size_t most = 16384);
// Until the orderly end.
io::Task<Result<std::string>> read_to_end(io::Stream& stream);
// `size` bytes; closed when the end comes before.
io::Task<Result<std::string>> read_exactly(io::Stream& stream, std::size_t size);
// Sends back what comes, until the end, then ends as well.
io::Task<void> echo(io::Stream& stream);

}  // namespace gw::test
