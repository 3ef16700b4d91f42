// Heads and chunks written by hand into a buffer: no message objects in between.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/buffer.h"

namespace gw::http {

std::string_view reason_phrase(int status);  // "" when unknown

void append_status_line(int status, Buffer& out);
void append_request_line(std::string_view method, std::string_view target, Buffer& out);
// The caller has checked that is_field_value(value); it is asserted, because anything else would
// let a value end the head early (response splitting).
void append_field(std::string_view name, std::string_view value, Buffer& out);
void append_field(std::string_view name, std::uint64_t value, Buffer& out);
void end_head(Buffer& out);

// Chunked coding (RFC 9112 section 7.1), written around content that is produced in place:
// begin_chunk leaves room for the size, end_chunk fills it in. Nothing may be consumed from `out`
// in between. Without content no chunk remains: an empty one would end the body.
std::size_t begin_chunk(Buffer& out);
void end_chunk(std::size_t begun, Buffer& out);
inline constexpr std::string_view kLastChunk = "0\r\n\r\n";

// The same for content that lies elsewhere: "<size>\r\n", to be written before it; kCrlf behind it.
class ChunkSize {
 public:
  explicit ChunkSize(std::size_t size);
  std::string_view view() const { return {digits_.data(), size_}; }

 private:
  std::array<char, 18> digits_;
  std::size_t size_;
};
inline constexpr std::string_view kCrlf = "\r\n";

// Acceptable as a field value (RFC 9110 section 5.5): what comes from a peer is checked before it
// is sent on.
bool is_field_value(std::string_view value);

}  // namespace gw::http
