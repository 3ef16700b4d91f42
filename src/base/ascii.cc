#include "base/ascii.h"

#include <algorithm>
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

}  // namespace

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
