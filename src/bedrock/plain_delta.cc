#include "bedrock/plain_delta.h"

#include <cstdint>
#include <cstring>

#include "base/ascii.h"

namespace gw::bedrock {
namespace {

constexpr std::uint64_t kOnes = 0x0101010101010101;
constexpr std::uint64_t kHighBits = 0x8080808080808080;

// The high bit of each byte below `limit` (at most 128), and of some bytes above such a one.
constexpr std::uint64_t below(std::uint64_t bytes, std::uint64_t limit) {
  return (bytes - kOnes * limit) & ~bytes & kHighBits;
}

constexpr std::uint64_t equal(std::uint64_t bytes, unsigned char value) {
  return below(bytes ^ kOnes * value, 1);
}

// True when all are ASCII, no controls, quotes or backslashes.
constexpr bool all_plain(std::uint64_t bytes) {
  return ((bytes & kHighBits) | below(bytes, ' ') | equal(bytes, '"') | equal(bytes, '\\')) == 0;
}

constexpr bool is_plain(char c) { return c >= ' ' && c != '"' && c != '\\'; }

// How many characters at the start of `text` stand for themselves in a JSON string.
std::size_t plain_length(std::string_view text) {
  std::size_t length = 0;
  for (std::uint64_t bytes; text.size() - length >= sizeof bytes; length += sizeof bytes) {
    std::memcpy(&bytes, text.data() + length, sizeof bytes);
    if (!all_plain(bytes)) break;
  }
  while (length < text.size() && is_plain(text[length])) ++length;
  return length;
}

bool skip(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

// 0 to 999: an index of a content block.
bool skip_index(std::string_view& text) {
  std::size_t digits = 0;
  while (digits < text.size() && ascii::is_digit(text[digits])) ++digits;
  const bool valid = digits == 1 || ((digits == 2 || digits == 3) && text[0] != '0');
  text.remove_prefix(digits);
  return valid;
}

// Up to the closing quote, with escapes as they come; whoever uses the text checks them.
std::optional<std::string_view> take_string(std::string_view& text) {
  std::size_t length = 0;
  for (;;) {
    length += plain_length(text.substr(length));
    if (length + 1 >= text.size()) return std::nullopt;
    if (text[length] == '"') break;
    if (text[length] != '\\' || text[length + 1] < ' ') return std::nullopt;
    length += 2;
  }
  const auto string = text.substr(0, length);
  text.remove_prefix(length + 1);
  return string;
}

}  // namespace

std::optional<json::RawString> read_plain_delta(std::string_view payload) {
  if (!skip(payload, R"({"contentBlockIndex":)") || !skip_index(payload) ||
      !skip(payload, R"(,"delta":{"text":")"))
    return std::nullopt;
  const auto text = take_string(payload);
  if (!text) return std::nullopt;
  if (payload == "}}") return json::RawString{*text};
  if (!skip(payload, R"(},"p":")")) return std::nullopt;
  return payload.substr(plain_length(payload)) == R"("})" ? std::optional(json::RawString{*text})
                                                          : std::nullopt;
}

}  // namespace gw::bedrock
