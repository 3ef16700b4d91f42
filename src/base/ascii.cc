#include "base/ascii.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>

namespace gw::ascii {

namespace {

constexpr std::uint64_t kOnes = 0x0101010101010101;

std::uint64_t load(const char* bytes) {
  std::uint64_t word;
  std::memcpy(&word, bytes, sizeof word);
  return word;
}

// lower() of eight characters at once: adding moves those of a range to where their high bit tells.
std::uint64_t lower_all(std::uint64_t word) {
  const std::uint64_t low = word & kOnes * 0x7f;
  const std::uint64_t from_a = low + kOnes * (0x80 - 'A');
  const std::uint64_t above_z = low + kOnes * (0x7f - 'Z');
  return word | ((from_a & ~above_z & ~word & kOnes * 0x80) >> 2);
}

// The high bits of the first of eight that is below ' ' or DEL, and perhaps of some behind it:
// subtracting borrows into them.
std::uint64_t low_or_del(std::uint64_t word) {
  const std::uint64_t low = (word - kOnes * ' ') & ~word;
  const std::uint64_t without_del = word ^ kOnes * 0x7f;
  const std::uint64_t del = (without_del - kOnes) & ~without_del;
  return (low | del) & kOnes * 0x80;
}

}  // namespace

std::size_t find_control(std::string_view text, std::size_t from) {
  static_assert(std::endian::native == std::endian::little, "the first byte is the lowest");
  std::size_t at = from;
  while (text.size() - at >= sizeof(std::uint64_t)) {
    const std::uint64_t found = low_or_del(load(text.data() + at));
    if (found == 0) {
      at += sizeof(std::uint64_t);
      continue;
    }
    at += static_cast<std::size_t>(std::countr_zero(found)) / 8;
    if (is_control(text[at])) return at;
    ++at;  // a tab
  }
  while (at < text.size() && !is_control(text[at])) ++at;
  return at;
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  std::size_t at = 0;
  for (; a.size() - at >= sizeof(std::uint64_t); at += sizeof(std::uint64_t)) {
    if (lower_all(load(a.data() + at)) != lower_all(load(b.data() + at))) return false;
  }
  return std::equal(a.begin() + at, a.end(), b.begin() + at,
                    [](char x, char y) { return lower(x) == lower(y); });
}

std::string to_lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), lower);
  return result;
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

bool starts_with_ignoring_case(std::string_view text, std::string_view prefix) {
  return text.size() >= prefix.size() && equal_ignoring_case(text.substr(0, prefix.size()), prefix);
}

std::string_view take_until(char separator, std::string_view& rest) {
  const std::size_t at = std::min(rest.find(separator), rest.size());
  const std::string_view part = rest.substr(0, at);
  rest.remove_prefix(std::min(at + 1, rest.size()));
  return part;
}

}  // namespace gw::ascii
