// Heads and chunks written by hand into a buffer: no message objects in between.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/buffer.h"

namespace gw::http {

std::string_view reason_phrase(int status);

void append_status_line(int status, Buffer& out);
void append_request_line(std::string_view method, std::string_view target, Buffer& out);
// The value must hold no CR, LF or NUL: see is_field_value.
void append_field(std::string_view name, std::string_view value, Buffer& out);
void append_field(std::string_view name, std::uint64_t value, Buffer& out);
void end_head(Buffer& out);

// Chunked coding (RFC 9112 section 7.1), written around content that is produced in place:
// begin_chunk leaves room for the size, end_chunk fills it in.
std::size_t begin_chunk(Buffer& out);
void end_chunk(std::size_t begun, Buffer& out);
inline constexpr std::string_view kLastChunk = "0\r\n\r\n";

// Acceptable as a field value (RFC 9110 section 5.5): what comes from a peer is checked before it
// is sent on.
bool is_field_value(std::string_view value);

}  // namespace gw::http
