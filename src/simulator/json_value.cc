#include "simulator/json_value.h"

#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <utility>

#include "base/ascii.h"
#include "base/buffer.h"
#include "json/raw.h"

namespace gw::simulator {
namespace {

constexpr int kMaxDepth = 128;

void append_utf8(std::uint32_t code, std::string& out) {
  const auto byte = [&](std::uint32_t bits) { out += static_cast<char>(bits); };
  if (code < 0x80) {
    byte(code);
  } else if (code < 0x800) {
    byte(0xC0 | code >> 6);
    byte(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    byte(0xE0 | code >> 12);
    byte(0x80 | (code >> 6 & 0x3F));
    byte(0x80 | (code & 0x3F));
  } else {
    byte(0xF0 | code >> 18);
    byte(0x80 | (code >> 12 & 0x3F));
    byte(0x80 | (code >> 6 & 0x3F));
    byte(0x80 | (code & 0x3F));
  }
}

// How many bytes the well-formed UTF-8 sequence at the front has (Unicode table 3-7); 0: none.
std::size_t utf8_sequence(std::string_view text) {
  const auto byte = [&](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
  };
  const auto follows = [&](std::size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
  const unsigned first = byte(0);
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return follows(1) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    const bool overlong = first == 0xE0 && byte(1) < 0xA0;
    const bool surrogate = first == 0xED && byte(1) > 0x9F;
    return follows(1) && follows(2) && !overlong && !surrogate ? 3 : 0;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    const bool overlong = first == 0xF0 && byte(1) < 0x90;
    const bool beyond = first == 0xF4 && byte(1) > 0x8F;
    return follows(1) && follows(2) && follows(3) && !overlong && !beyond ? 4 : 0;
  }
  return 0;
}

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Result<Value> document() {
    Value value;
    if (!parse(value, 0)) return too_deep_ ? deep() : broken();
    skip_space();
    if (at_ != text_.size()) return broken();
    return value;
  }

 private:
  static Result<Value> deep() {
    return fail(Errc::too_large, "JSON nested deeper than " + std::to_string(kMaxDepth));
  }
  Result<Value> broken() const {
    return fail(Errc::malformed, "invalid JSON at offset " + std::to_string(at_));
  }

  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool take(char expected) {
    if (peek() != expected) return false;
    ++at_;
    return true;
  }
  bool take_word(std::string_view word) {
    if (!text_.substr(at_).starts_with(word)) return false;
    at_ += word.size();
    return true;
  }
  void skip_space() {
    while (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r') ++at_;
  }

  bool parse(Value& out, int depth) {
    if (depth > kMaxDepth) {
      too_deep_ = true;
      return false;
    }
    skip_space();
    switch (peek()) {
      case '{':
        return object(out, depth);
      case '[':
        return array(out, depth);
      case '"':
        out.kind = Value::Kind::string;
        return string(out.text);
      case 't':
        out.boolean = true;
        [[fallthrough]];
      case 'f':
        out.kind = Value::Kind::boolean;
        return take_word(out.boolean ? "true" : "false");
      case 'n':
        return take_word("null");
      default:
        return number(out);
    }
  }

  bool object(Value& out, int depth) {
    out.kind = Value::Kind::object;
    ++at_;
    skip_space();
    if (take('}')) return true;
    do {
      skip_space();
      std::string name;
      if (!string(name) || out.find(name) != nullptr) return false;
      skip_space();
      if (!take(':')) return false;
      auto& member = out.members.emplace_back(std::move(name), Value{});
      if (!parse(member.value, depth + 1)) return false;
      skip_space();
    } while (take(','));
    return take('}');
  }

  bool array(Value& out, int depth) {
    out.kind = Value::Kind::array;
    ++at_;
    skip_space();
    if (take(']')) return true;
    do {
      if (!parse(out.items.emplace_back(), depth + 1)) return false;
      skip_space();
    } while (take(','));
    return take(']');
  }

  bool digits() {
    const std::size_t begun = at_;
    while (ascii::is_digit(peek())) ++at_;
    return at_ > begun;
  }

  bool number(Value& out) {
    const std::size_t begun = at_;
    out.kind = Value::Kind::integer;
    take('-');
    if (!take('0') && !digits()) return false;
    if (take('.')) {
      out.kind = Value::Kind::number;
      if (!digits()) return false;
    }
    if (take('e') || take('E')) {
      out.kind = Value::Kind::number;
      if (!take('+')) take('-');
      if (!digits()) return false;
    }
    const char* end = text_.data() + at_;
    return std::from_chars(text_.data() + begun, end, out.number).ec == std::errc{};
  }

  bool string(std::string& out) {
    if (!take('"')) return false;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '"') {
        ++at_;
        return true;
      }
      if (static_cast<unsigned char>(c) < 0x20) return false;
      if (c == '\\') {
        ++at_;
        if (!escape(out)) return false;
        continue;
      }
      const std::size_t size = utf8_sequence(text_.substr(at_));
      if (size == 0) return false;
      out += text_.substr(at_, size);
      at_ += size;
    }
    return false;
  }

  bool escape(std::string& out) {
    static constexpr std::string_view kNames = "\"\\/bfnrt";
    static constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
    if (take('u')) return unicode_escape(out);
    const std::size_t index = at_ < text_.size() ? kNames.find(text_[at_]) : kNames.npos;
    if (index == kNames.npos) return false;
    ++at_;
    out += kMeanings[index];
    return true;
  }

  bool unicode_escape(std::string& out) {
    const auto first = hex4();
    if (!first || (*first >= 0xDC00 && *first <= 0xDFFF)) return false;
    if (*first < 0xD800 || *first > 0xDFFF) {
      append_utf8(*first, out);
      return true;
    }
    if (!take_word("\\u")) return false;
    const auto second = hex4();
    if (!second || *second < 0xDC00 || *second > 0xDFFF) return false;
    append_utf8(0x10000 + ((*first - 0xD800) << 10) + (*second - 0xDC00), out);
    return true;
  }

  std::optional<std::uint32_t> hex4() {
    if (text_.size() - at_ < 4) return std::nullopt;
    std::uint32_t code = 0;
    const char* end = text_.data() + at_ + 4;
    const auto [stop, error] = std::from_chars(text_.data() + at_, end, code, 16);
    if (error != std::errc{} || stop != end) return std::nullopt;
    at_ += 4;
    return code;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  bool too_deep_ = false;
};

void append_quoted(std::string_view text, Buffer& out) {
  out.append('"');
  json::append_escaped(text, out);
  out.append('"');
}

void append_json(const Value& value, Buffer& out) {
  using Kind = Value::Kind;
  std::string_view separator;
  switch (value.kind) {
    case Kind::null:
      return out.append("null");
    case Kind::boolean:
      return out.append(value.boolean ? "true" : "false");
    case Kind::integer:
    case Kind::number: {
      std::array<char, 32> digits;
      const auto end =
          std::to_chars(digits.data(), digits.data() + digits.size(), value.number).ptr;
      return out.append(std::string_view(digits.data(), end));
    }
    case Kind::string:
      return append_quoted(value.text, out);
    case Kind::array:
      out.append('[');
      for (const Value& item : value.items) {
        out.append(separator);
        append_json(item, out);
        separator = ",";
      }
      return out.append(']');
    case Kind::object:
      out.append('{');
      for (const auto& [name, inner] : value.members) {
        out.append(separator);
        append_quoted(name, out);
        out.append(':');
        append_json(inner, out);
        separator = ",";
      }
      return out.append('}');
  }
}

}  // namespace

const Value* Value::find(std::string_view name) const {
  for (const Member& member : members) {
    if (member.name == name) return &member.value;
  }
  return nullptr;
}

const Value& Value::operator[](std::string_view name) const {
  static const Value kNull;
  const Value* member = find(name);
  return member != nullptr ? *member : kNull;
}

Result<Value> parse_json(std::string_view text) { return Parser(text).document(); }

std::string to_json(const Value& value) {
  Buffer bytes;
  append_json(value, bytes);
  return std::string(bytes.view());
}

}  // namespace gw::simulator
