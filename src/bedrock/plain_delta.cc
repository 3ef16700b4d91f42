#include "bedrock/plain_delta.h"

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>

#include "base/ascii.h"

namespace gw::bedrock {
namespace {

constexpr std::uint64_t kOnes = 0x0101010101010101;
constexpr std::uint64_t kHighBits = 0x8080808080808080;

// The first eight bytes, the first one lowest.
std::uint64_t load(const char* bytes) {
  std::uint64_t word;
  std::memcpy(&word, bytes, sizeof word);
  if constexpr (std::endian::native == std::endian::big) word = std::byteswap(word);
  return word;
}

// The high bit of each byte below `limit` (at most 128), and of some bytes above such a one.
constexpr std::uint64_t below(std::uint64_t word, std::uint64_t limit) {
  return (word - kOnes * limit) & ~word & kHighBits;
}

constexpr std::uint64_t equal(std::uint64_t word, unsigned char value) {
  return below(word ^ kOnes * value, 1);
}

// How many of the bytes stand for themselves in a JSON string, up to the first control character,
// quote or backslash.
constexpr std::size_t plain_bytes(std::uint64_t word) {
  const auto others = below(word, ' ') | equal(word, '"') | equal(word, '\\');
  return static_cast<std::size_t>(std::countr_zero(others)) / 8;
}

// Takes the fields of a payload off its front, and notes whether all of them was ASCII.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  std::string_view rest() const { return rest_; }
  bool only_ascii() const { return (seen_ & kHighBits) == 0; }

  bool skip(std::string_view prefix) {
    if (!rest_.starts_with(prefix)) return false;
    rest_.remove_prefix(prefix.size());
    return true;
  }

  // 0 to 999: an index of a content block.
  bool skip_index() {
    std::size_t digits = 0;
    while (digits < rest_.size() && ascii::is_digit(rest_[digits])) ++digits;
    const bool valid = digits == 1 || ((digits == 2 || digits == 3) && rest_[0] != '0');
    rest_.remove_prefix(digits);
    return valid;
  }

  // Characters that stand for themselves in a string, as many as there are.
  void skip_plain() { rest_.remove_prefix(plain_length(0)); }

  // Up to the closing quote, with escapes as they come; whoever uses the text checks them.
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
  std::uint64_t seen_ = 0;
};

}  // namespace

std::optional<json::RawString> read_plain_delta(std::string_view payload) {
  Scanner scanner(payload);
  if (!scanner.skip(R"({"contentBlockIndex":)") || !scanner.skip_index() ||
      !scanner.skip(R"(,"delta":{"text":")"))
    return std::nullopt;
  const auto text = scanner.take_string();
  if (!text) return std::nullopt;
  if (scanner.rest() != "}}") {
    if (!scanner.skip(R"(},"p":")")) return std::nullopt;
    scanner.skip_plain();
    if (scanner.rest() != R"("})") return std::nullopt;
  }
  if (!scanner.only_ascii() && !json::is_utf8(payload)) return std::nullopt;
  return json::RawString{*text};
}

}  // namespace gw::bedrock
