// Hexadecimal, base64 and percent-encoding.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/buffer.h"

namespace gw {

// Lower-case hexadecimal digits, two a byte.
std::string to_hex(std::span<const unsigned char> bytes);
// Writes 2 * bytes.size() digits at `out`.
void write_hex(std::span<const unsigned char> bytes, char* out);
// nullopt unless `digits` is an even number of hexadecimal digits.
std::optional<std::string> from_hex(std::string_view digits);

// Standard alphabet with padding (RFC 4648 section 4).
std::string to_base64(std::string_view bytes);
// Decodes the standard alphabet, padded, at the end of `out`; false, with `out` as it was, when
// `text` is something else.
bool append_base64_decoded(std::string_view text, Buffer& out);
// Whether `text` is of the standard alphabet and padded; the bits that padding leaves over are not
// looked at. Fast: for megabytes that are passed on as they are.
bool is_base64(std::string_view text);
// Standard base64 from what people write for it: the URL-safe alphabet (section 5), white space,
// missing padding. nullopt when it is none.
std::optional<std::string> to_standard_base64(std::string_view text);
// How many bytes standard base64 stands for.
std::size_t base64_decoded_size(std::string_view text);

// Percent-encodes every byte but A-Z a-z 0-9 - _ . ~ (RFC 3986 section 2.3), upper-case digits.
std::string percent_encode(std::string_view text);
void append_percent_encoded(std::string_view text, std::string& out);
// The same, but a slash stays.
void append_percent_encoded_path(std::string_view path, std::string& out);
// nullopt on an incomplete or non-hexadecimal escape.
std::optional<std::string> percent_decode(std::string_view text);

}  // namespace gw
