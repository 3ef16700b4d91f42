#include "json/raw.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>

namespace gw::json {

namespace {

constexpr char32_t kReplacement = 0xFFFD;

bool is_high_surrogate(char32_t c) { return c >= 0xD800 && c <= 0xDBFF; }
bool is_low_surrogate(char32_t c) { return c >= 0xDC00 && c <= 0xDFFF; }

// White space by Unicode's White_Space property and Java's isWhitespace together: a text of nothing
// else is refused upstream.
bool is_space(char32_t c) {
  return c == ' ' || (c >= 0x09 && c <= 0x0D) || (c >= 0x1C && c <= 0x1F) || c == 0x85 ||
         c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 ||
         c == 0x202F || c == 0x205F || c == 0x3000;
}

void append_utf8(char32_t c, std::string& out) {
  const auto byte = [&](char32_t value) { out.push_back(static_cast<char>(value)); };
  if (c < 0x80) {
    byte(c);
  } else if (c < 0x800) {
    byte(0xC0 | c >> 6);
    byte(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    byte(0xE0 | c >> 12);
    byte(0x80 | (c >> 6 & 0x3F));
    byte(0x80 | (c & 0x3F));
  } else {
    byte(0xF0 | c >> 18);
    byte(0x80 | (c >> 12 & 0x3F));
    byte(0x80 | (c >> 6 & 0x3F));
    byte(0x80 | (c & 0x3F));
  }
}

// The length of the well-formed UTF-8 sequence at the start of `text` (Unicode 15, table 3-7), 0
// when there is none.
std::size_t utf8_length(std::string_view text) {
  const auto at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto continues = [&](std::size_t i) { return i < text.size() && (at(i) & 0xC0) == 0x80; };
  const unsigned char lead = at(0);
  if (lead < 0x80) return 1;
  if (lead < 0xC2 || lead > 0xF4 || !continues(1)) return 0;
  if (lead < 0xE0) return 2;
  if ((lead == 0xE0 && at(1) < 0xA0) || (lead == 0xED && at(1) > 0x9F)) return 0;
  if (!continues(2)) return 0;
  if (lead < 0xF0) return 3;
  if ((lead == 0xF0 && at(1) < 0x90) || (lead == 0xF4 && at(1) > 0x8F)) return 0;
  return continues(3) ? 4 : 0;
}

// One character of a raw string: an escape, or the bytes of a UTF-8 sequence.
struct Character {
  char32_t value;    // a surrogate stands alone
  std::size_t size;  // bytes of the raw string
};

std::optional<char32_t> hex4(std::string_view digits) {
  if (digits.size() < 4) return std::nullopt;
  char32_t value = 0;
  for (const char c : digits.substr(0, 4)) {
    const char lower = static_cast<char>(c | 0x20);
    if (c >= '0' && c <= '9') {
      value = value << 4 | static_cast<char32_t>(c - '0');
    } else if (lower >= 'a' && lower <= 'f') {
      value = value << 4 | static_cast<char32_t>(lower - 'a' + 10);
    } else {
      return std::nullopt;
    }
  }
  return value;
}

std::optional<Character> unicode_escape(std::string_view text) {
  const std::optional<char32_t> first = hex4(text.substr(2));
  if (!first) return std::nullopt;
  if (is_high_surrogate(*first) && text.substr(6, 2) == "\\u") {
    const std::optional<char32_t> second = hex4(text.substr(8));
    if (second && is_low_surrogate(*second)) {
      return Character{0x10000 + ((*first - 0xD800) << 10) + (*second - 0xDC00), 12};
    }
  }
  return Character{*first, 6};
}

// What stands for each character behind a backslash; 0 for those that may not stand there, and for
// 'u', which more belongs to.
constexpr std::array<char, 256> kShortEscapes = [] {
  std::array<char, 256> meanings{};
  const std::string_view escapes = "\"\\/bfnrt";
  const std::string_view meant = "\"\\/\b\f\n\r\t";
  for (std::size_t i = 0; i < escapes.size(); ++i) {
    meanings[static_cast<unsigned char>(escapes[i])] = meant[i];
  }
  return meanings;
}();

// The escape at the start of `text`; nullopt when it is not valid.
std::optional<Character> escape_at(std::string_view text) {
  if (text.size() < 2) return std::nullopt;
  const char meant = kShortEscapes[static_cast<unsigned char>(text[1])];
  if (meant != 0) return Character{static_cast<char32_t>(meant), 2};
  return text[1] == 'u' ? unicode_escape(text) : std::nullopt;
}

char32_t decode_utf8(std::string_view sequence) {
  if (sequence.size() == 1) return static_cast<unsigned char>(sequence[0]);
  char32_t value = static_cast<unsigned char>(sequence[0]) & (0x7F >> sequence.size());
  for (const char c : sequence.substr(1)) value = value << 6 | (c & 0x3F);
  return value;
}

// The character at the start of `text`, which is not empty; what is malformed is no white space.
Character character_at(std::string_view text) {
  if (text.front() == '\\') return escape_at(text).value_or(Character{kReplacement, 1});
  const std::size_t size = utf8_length(text);
  if (size == 0) return {kReplacement, 1};
  return {decode_utf8(text.substr(0, size)), size};
}

std::size_t leading_space(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    const Character c = character_at(text.substr(at));
    if (!is_space(c.value)) break;
    at += c.size;
  }
  return at;
}

// Calls `literal` with the stretches between escapes and `escape` with each escape (the character,
// its text). False at the first invalid escape.
template <class Literal, class Escape>
bool for_each_piece(std::string_view text, Literal literal, Escape escape) {
  while (!text.empty()) {
    const std::size_t plain = std::min(text.find('\\'), text.size());
    if (plain > 0) literal(text.substr(0, plain));
    text.remove_prefix(plain);
    if (text.empty()) break;
    const std::optional<Character> c = escape_at(text);
    if (!c) return false;
    escape(c->value, text.substr(0, c->size));
    text.remove_prefix(c->size);
  }
  return true;
}

// UTF-8 sequences, by their first bytes. In blocks whose sum fits a byte, so that the compiler adds
// sixteen at a time.
std::size_t count_sequences(std::string_view text) {
  std::size_t count = 0;
  while (!text.empty()) {
    const std::string_view block = text.substr(0, 255);
    std::uint8_t in_block = 0;
#pragma clang loop vectorize(enable)  // most texts are short; that is not why this loop is here
    for (const char c : block) in_block += (c & 0xC0) != 0x80 ? 1 : 0;
    count += in_block;
    text.remove_prefix(block.size());
  }
  return count;
}

bool is_surrogate(char32_t c) { return is_high_surrogate(c) || is_low_surrogate(c); }

std::unexpected<Error> invalid_escape() {
  return fail(Errc::invalid, "a string has an invalid escape");
}

}  // namespace

bool is_blank(RawString text) { return leading_space(text.escaped) == text.escaped.size(); }

RawString trim_end(RawString text) {
  std::size_t kept = 0;
  for (std::size_t at = 0; at < text.escaped.size();) {
    const Character c = character_at(text.escaped.substr(at));
    at += c.size;
    if (!is_space(c.value)) kept = at;
  }
  return {text.escaped.substr(0, kept)};
}

RawString trim_start(RawString text) { return {text.escaped.substr(leading_space(text.escaped))}; }

RawString trim(RawString text) { return trim_end(trim_start(text)); }

std::size_t length(RawString text) {
  std::string_view rest = text.escaped;
  std::size_t count = count_sequences(rest);
  for (auto escape = rest.find('\\'); escape != rest.npos; escape = rest.find('\\')) {
    rest.remove_prefix(escape);
    const std::optional<Character> c = escape_at(rest);
    const std::size_t size = c ? c->size : 1;
    count -= size - 1;  // as many as it was counted for too often
    rest.remove_prefix(size);
  }
  return count;
}

RawString prefix(RawString text, std::size_t characters) {
  std::size_t at = 0;
  for (; characters > 0 && at < text.escaped.size(); --characters)
    at += character_at(text.escaped.substr(at)).size;
  return {text.escaped.substr(0, at)};
}

bool is_well_formed(RawString text) {
  bool lone = false;
  const auto literal = [](std::string_view) {};
  const auto escape = [&](char32_t c, std::string_view) { lone |= is_surrogate(c); };
  return for_each_piece(text.escaped, literal, escape) && !lone;
}

Result<std::string> repair(RawString text) {
  std::string result;
  result.reserve(text.escaped.size());
  const auto literal = [&](std::string_view piece) { result += piece; };
  const auto escape = [&](char32_t c, std::string_view piece) {
    if (is_surrogate(c)) {
      append_utf8(kReplacement, result);
    } else {
      result += piece;
    }
  };
  if (!for_each_piece(text.escaped, literal, escape)) return invalid_escape();
  return result;
}

Result<std::string> decode(RawString text) {
  std::string result;
  result.reserve(text.escaped.size());
  const auto literal = [&](std::string_view piece) { result += piece; };
  const auto escape = [&](char32_t c, std::string_view) {
    append_utf8(is_surrogate(c) ? kReplacement : c, result);
  };
  if (!for_each_piece(text.escaped, literal, escape)) return invalid_escape();
  return result;
}

std::string readable(std::string_view json) {
  std::string result;
  result.reserve(json.size());
  const auto literal = [&](std::string_view piece) { result += piece; };
  const auto escape = [&](char32_t c, std::string_view piece) {
    const bool needed = piece[1] != 'u' || c < ' ' || c == '"' || c == '\\';
    if (needed) {
      result += piece;
    } else {
      append_utf8(is_surrogate(c) ? kReplacement : c, result);
    }
  };
  return for_each_piece(json, literal, escape) ? result : std::string(json);
}

namespace {

bool is_plain(char c) { return c >= ' ' && c != '"' && c != '\\'; }  // ASCII, no escape needed

void append_control(char c, Buffer& out) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  switch (c) {
    case '\b':
      return out.append("\\b");
    case '\f':
      return out.append("\\f");
    case '\n':
      return out.append("\\n");
    case '\r':
      return out.append("\\r");
    case '\t':
      return out.append("\\t");
    default:
      out.append("\\u00");
      out.append(kDigits[static_cast<unsigned char>(c) >> 4]);
      out.append(kDigits[c & 0xF]);
  }
}

}  // namespace

void append_escaped(std::string_view utf8, Buffer& out) {
  while (!utf8.empty()) {
    std::size_t plain = 0;
    while (plain < utf8.size() && is_plain(utf8[plain])) ++plain;
    out.append(utf8.substr(0, plain));
    utf8.remove_prefix(plain);
    if (utf8.empty()) return;
    const std::size_t size = utf8_length(utf8);
    if (size == 0) {
      out.append("\xEF\xBF\xBD");
    } else if (size > 1) {
      out.append(utf8.substr(0, size));
    } else if (utf8[0] == '"' || utf8[0] == '\\') {
      out.append('\\');
      out.append(utf8[0]);
    } else {
      append_control(utf8[0], out);
    }
    utf8.remove_prefix(std::max<std::size_t>(size, 1));
  }
}

std::string escape(std::string_view utf8) {
  Buffer buffer;
  append_escaped(utf8, buffer);
  return std::string(buffer.view());
}

}  // namespace gw::json
