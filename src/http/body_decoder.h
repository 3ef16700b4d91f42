// The bodies of messages by their framing (RFC 9112 section 6.3). Pure: bytes in, slices out; every
// byte up to the end of the message is consumed at once, none beyond it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/result.h"
#include "http/parser.h"

namespace gw::http {

// Chunked coding (RFC 9112 section 7.1). Extensions and trailers are bounded and ignored.
class ChunkedDecoder {
 public:
  Result<std::size_t> decode(std::string_view bytes, BodySink& sink);
  bool done() const { return state_ == State::done; }

 private:
  enum class State : std::uint8_t {
    size_start,
    size,
    blank,  // between size and extension
    extension,
    size_lf,
    data,
    data_cr,
    data_lf,
    trailer_start,
    trailer,
    trailer_lf,
    last_lf,
    done,
  };
  const char* step(char c);
  const char* add_digit(char c);
  const char* end_size_line(char c);
  const char* count_overhead();
  const char* expect(char wanted, char c, State next);

  State state_ = State::size_start;
  std::uint64_t size_ = 0;      // of the chunk; what is missing of it while in `data`
  std::uint64_t overhead_ = 0;  // bytes of framing beyond what the content justifies
};

class BodyDecoder {
 public:
  void start_empty() { start(Framing::length, 0); }
  void start_length(std::uint64_t length) { start(Framing::length, length); }
  void start_chunked() { start(Framing::chunked, 0); }
  void start_until_close() { start(Framing::until_close, 0); }

  Result<std::size_t> decode(std::string_view bytes, BodySink& sink);
  bool done() const;
  // The peer closed: false when the body is not complete by that.
  bool end_of_input();

 private:
  enum class Framing : std::uint8_t { length, chunked, until_close };
  void start(Framing framing, std::uint64_t length);

  Framing framing_ = Framing::length;
  std::uint64_t missing_ = 0;  // of a body with a length
  ChunkedDecoder chunked_;
};

}  // namespace gw::http
