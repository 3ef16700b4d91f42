// The framing, shared by decoder and encoder. All integers are big endian.
//
//   u32 total_length   of the whole message, checksums included
//   u32 headers_length
//   u32 prelude_crc    of the 8 bytes before
//   headers            u8 name_length, name, u8 type, value; again and again
//   payload
//   u32 message_crc    of everything before
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <libdeflate.h>

namespace gw::eventstream {

inline constexpr std::size_t kPreludeBytes = 12;
inline constexpr std::size_t kChecksumBytes = 4;
inline constexpr std::size_t kMinMessageBytes = kPreludeBytes + kChecksumBytes;
inline constexpr std::size_t kMaxHeaderValueBytes = 32767;  // AWS's codecs: a signed 16-bit length

// The types of header values, with the sizes AWS's codecs give them.
enum class HeaderType : std::uint8_t {
  bool_true,   // 0
  bool_false,  // 0
  int8,        // 1
  int16,       // 2
  int32,       // 4
  int64,       // 8
  bytes,       // u16 length, bytes
  string,      // u16 length, UTF-8
  timestamp,   // 8: milliseconds since the epoch
  uuid,        // 16
};

inline std::uint32_t crc32(std::string_view bytes) {
  return libdeflate_crc32(0, bytes.data(), bytes.size());
}

}  // namespace gw::eventstream
