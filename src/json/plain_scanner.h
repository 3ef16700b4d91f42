// Reads JSON that is spelled exactly as expected, member by member, without a parser: for the few
// texts that are read hundreds of times a request. Whatever is spelled differently is no error but
// the parser's to read.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

#include "base/ascii.h"

namespace gw::json {

// Takes what it reads off the front of a text, which outlives it and all that it returns.
class PlainScanner {
 public:
  explicit PlainScanner(std::string_view text) : rest_(text) {}

  std::string_view rest() const { return rest_; }
  // Whether all plain text and strings so far were ASCII. If not, somebody has to look whether they
  // are UTF-8.
  bool only_ascii() const { return (seen_ & kHighBits) == 0; }

  bool skip(std::string_view prefix) {
    if (!rest_.starts_with(prefix)) return false;
    rest_.remove_prefix(prefix.size());
    return true;
  }

  // 0 to 999: an index of a content block.
  std::optional<int> take_index() {
    std::size_t digits = 0;
    int value = 0;
    for (; digits < rest_.size() && ascii::is_digit(rest_[digits]) && digits < 4; ++digits)
      value = 10 * value + (rest_[digits] - '0');
    const bool valid = digits == 1 || ((digits == 2 || digits == 3) && rest_[0] != '0');
    rest_.remove_prefix(digits);
    return valid ? std::optional(value) : std::nullopt;
  }

  // Up to that character, or all that is left.
  std::string_view take_until(char end) {
    const std::string_view taken = rest_.substr(0, rest_.find(end));
    rest_.remove_prefix(taken.size());
    return taken;
  }

  // Characters that stand for themselves in a string, as many as there are.
  void skip_plain() { rest_.remove_prefix(plain_length(0)); }

  // A string's characters, and its closing quote. Escapes as they come: whoever uses them checks
  // them.
  std::optional<std::string_view> take_string() {
    std::size_t length = 0;
    for (;;) {
      length += plain_length(length);
      if (length + 1 >= rest_.size()) return std::nullopt;
      if (rest_[length] == '"') break;
      const char escaped = rest_[length + 1];
      if (rest_[length] != '\\' || escaped < ' ' || escaped > '~') return std::nullopt;
      length += 2;
    }
    const auto string = rest_.substr(0, length);
    rest_.remove_prefix(length + 1);
    return string;
  }

 private:
  static constexpr std::uint64_t kOnes = 0x0101010101010101;
  static constexpr std::uint64_t kHighBits = 0x8080808080808080;

  // The first eight bytes, the first one lowest.
  static std::uint64_t load(const char* bytes) {
    std::uint64_t word;
    std::memcpy(&word, bytes, sizeof word);
    if constexpr (std::endian::native == std::endian::big) word = std::byteswap(word);
    return word;
  }

  // The high bit of each byte below `limit` (at most 128), and of some bytes above such a one.
  static constexpr std::uint64_t below(std::uint64_t word, std::uint64_t limit) {
    return (word - kOnes * limit) & ~word & kHighBits;
  }

  static constexpr std::uint64_t equal(std::uint64_t word, unsigned char value) {
    return below(word ^ kOnes * value, 1);
  }

  // How many of the bytes stand for themselves in a JSON string, up to the first control
  // character, quote or backslash.
  static constexpr std::size_t plain_bytes(std::uint64_t word) {
    const auto others = below(word, ' ') | equal(word, '"') | equal(word, '\\');
    return static_cast<std::size_t>(std::countr_zero(others)) / 8;
  }

  std::size_t plain_length(std::size_t from) {
    constexpr std::size_t kWord = sizeof(std::uint64_t);
    std::size_t at = from;
    for (; rest_.size() - at >= kWord; at += kWord) {
      const std::size_t plain = plain_bytes(see(load(rest_.data() + at)));
      if (plain < kWord) return at + plain - from;
    }
    std::array<char, kWord> last{};
    rest_.copy(last.data(), last.size(), at);
    return at + plain_bytes(see(load(last.data()))) - from;
  }

  std::uint64_t see(std::uint64_t word) {
    seen_ |= word;
    return word;
  }

  std::string_view rest_;
  std::uint64_t seen_ = 0;  // all bytes of all strings
};

}  // namespace gw::json
