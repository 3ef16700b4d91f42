// ASCII without locale, for protocol elements.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace gw::ascii {

constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; }
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_alpha(char c) { return lower(c) >= 'a' && lower(c) <= 'z'; }
constexpr bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
// Never in a field or a line of HTTP; HTAB may be (RFC 9110 section 5.5).
constexpr bool is_control(char c) { return (c >= '\0' && c < ' ' && c != '\t') || c == '\x7f'; }

// The first control character at or behind `from`; text.size() when there is none.
std::size_t find_control(std::string_view text, std::size_t from = 0);
bool equal_ignoring_case(std::string_view a, std::string_view b);
std::string to_lower(std::string_view text);
// Without the white space at both ends.
std::string_view trim(std::string_view text);
bool starts_with_ignoring_case(std::string_view text, std::string_view prefix);
// Takes what stands before `separator` off the front of `rest`, and the separator; all of it when
// there is none.
std::string_view take_until(char separator, std::string_view& rest);

}  // namespace gw::ascii
