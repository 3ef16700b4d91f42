#include "json/value.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string>
#include <vector>

#include <simdjson.h>

#include "base/ascii.h"
#include "base/spares.h"

namespace gw::json {

bool is_utf8(std::string_view text) { return simdjson::validate_utf8(text.data(), text.size()); }

std::string_view name(Type type) {
  switch (type) {
    case Type::object:
      return "an object";
    case Type::array:
      return "an array";
    case Type::string:
      return "a string";
    case Type::number:
      return "a number";
    case Type::boolean:
      return "a boolean";
    case Type::null:
      return "null";
  }
  return "a value";
}

// simdjson's first stage: the offsets of all tokens. It checks UTF-8, that strings end, and that no
// control character stands in one.
struct Document::Tokens {
  std::unique_ptr<simdjson::internal::dom_parser_implementation> stage;
  std::vector<std::uint32_t> closers;

  simdjson::error_code scan(std::string_view text) {
    if (!stage) {
      const auto error = simdjson::get_active_implementation()->create_dom_parser_implementation(
          std::max(text.size(), kFirstCapacity), 1, stage);
      if (error != simdjson::SUCCESS) return error;
    }
    if (text.size() > stage->capacity()) {
      const auto error = stage->set_capacity(std::max(text.size(), 2 * stage->capacity()));
      if (error != simdjson::SUCCESS) return error;
    }
    return stage->stage1(reinterpret_cast<const std::uint8_t*>(text.data()), text.size(),
                         simdjson::stage1_mode::regular);
  }

  // An event of a stream, which may keep them until its end.
  static constexpr std::size_t kFirstCapacity = 256;

  static std::unique_ptr<Tokens> take() {
    auto spare = spares().take();
    return spare ? std::move(spare) : std::make_unique<Tokens>();
  }
  static void keep(std::unique_ptr<Tokens> tokens) {
    constexpr std::size_t kMostKept = 16 * 1024;  // bytes of text; the storage takes more
    if (tokens->stage && tokens->stage->capacity() <= kMostKept) spares().keep(std::move(tokens));
  }

 private:
  // Seldom more than two documents live at a time.
  static Spares<std::unique_ptr<Tokens>, 4>& spares() {
    thread_local Spares<std::unique_ptr<Tokens>, 4> kept;
    return kept;
  }
};

namespace {

// RFC 8259 section 6.
bool is_number(std::string_view text) {
  std::size_t at = 0;
  const auto digits = [&] {
    const std::size_t start = at;
    while (at < text.size() && ascii::is_digit(text[at])) ++at;
    return at > start;
  };
  const auto skip = [&](char a, char b) {
    const bool found = at < text.size() && (text[at] == a || text[at] == b);
    if (found) ++at;
    return found;
  };
  skip('-', '-');
  if (!skip('0', '0') && !digits()) return false;
  if (skip('.', '.') && !digits()) return false;
  if (skip('e', 'E')) {
    skip('+', '-');
    if (!digits()) return false;
  }
  return at == text.size();
}

bool is_scalar(std::string_view text) {
  switch (text.front()) {
    case '"':
      return text.size() >= 2 && text.back() == '"';
    case 't':
      return text == "true";
    case 'f':
      return text == "false";
    case 'n':
      return text == "null";
    default:
      return is_number(text);
  }
}

}  // namespace

// Checks the order of the tokens and the spelling of scalars, and pairs the brackets.
class Document::Checker {
 public:
  Checker(Document& document, std::uint32_t tokens) : document_(document), tokens_(tokens) {}

  Result<> run() {
    if (!value()) return error();
    while (depth_ > 0) {
      if (!follows()) return error();
    }
    if (at_ != tokens_) return error();
    return {};
  }

 private:
  // A value up to its first scalar or empty container; the containers around stay open.
  bool value() {
    for (;;) {
      if (at_ == tokens_) return false;
      const char c = document_.first(at_);
      if (c != '{' && c != '[') return is_scalar(document_.scalar(at_)) && (++at_, true);
      if (depth_ == kMaxDepth) {
        too_deep_ = true;
        return false;
      }
      open_[depth_++] = at_++;
      if (at_ == tokens_) return false;
      if (document_.first(at_) == (c == '{' ? '}' : ']')) return close(), true;
      if (c == '{' && !key()) return false;
    }
  }

  bool key() {
    if (tokens_ - at_ < 2 || document_.first(at_) != '"' || document_.first(at_ + 1) != ':') {
      return false;
    }
    at_ += 2;
    return true;
  }

  // What comes after a value in a container: its closer, or a comma and the next value.
  bool follows() {
    if (at_ == tokens_) return false;
    const bool object = document_.first(open_[depth_ - 1]) == '{';
    const char c = document_.first(at_);
    if (c == (object ? '}' : ']')) return close(), true;
    if (c != ',') return false;
    ++at_;
    return (!object || key()) && value();
  }

  void close() { document_.closers_[open_[--depth_]] = at_++; }

  std::unexpected<Error> error() const {
    if (too_deep_) {
      return fail(Errc::malformed,
                  "it is nested deeper than " + std::to_string(kMaxDepth) + " levels");
    }
    if (at_ == tokens_) return fail(Errc::malformed, "it ends too early");
    return fail(Errc::malformed,
                "unexpected token at byte " + std::to_string(document_.offsets_[at_]));
  }

  Document& document_;
  const std::uint32_t tokens_;
  std::uint32_t at_ = 0;
  std::size_t depth_ = 0;
  bool too_deep_ = false;
  std::array<std::uint32_t, kMaxDepth> open_;
};

Document::Document() = default;
Document::~Document() {
  if (tokens_) Tokens::keep(std::move(tokens_));
}

Result<Value> Document::parse(std::string_view text) {
  if (!tokens_) tokens_ = Tokens::take();
  switch (tokens_->scan(text)) {
    case simdjson::SUCCESS:
      break;
    case simdjson::UTF8_ERROR:
      return fail(Errc::malformed, "it is not valid UTF-8");
    case simdjson::UNCLOSED_STRING:
      return fail(Errc::malformed, "a string is not closed");
    case simdjson::UNESCAPED_CHARS:
      return fail(Errc::malformed, "a string has a control character that is not escaped");
    case simdjson::EMPTY:
      return fail(Errc::malformed, "it is empty");
    case simdjson::CAPACITY:
      return fail(Errc::too_large, "it is too large");
    default:
      return fail(Errc::malformed, "it is not valid JSON");
  }
  text_ = text;
  offsets_ = tokens_->stage->structural_indexes.get();
  const std::uint32_t count = tokens_->stage->n_structural_indexes;
  if (tokens_->closers.size() < count) tokens_->closers.resize(count);
  closers_ = tokens_->closers.data();
  if (auto checked = Checker(*this, count).run(); !checked) {
    return std::unexpected(std::move(checked.error()));
  }
  return Value(*this, 0);
}

std::optional<double> Value::number() const {
  if (type() != Type::number) return std::nullopt;
  const std::string_view text = document_->scalar(token_);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{}) return std::nullopt;
  return value;
}

std::optional<std::int64_t> Value::integer() const {
  if (type() != Type::number) return std::nullopt;
  const std::string_view text = document_->scalar(token_);
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc{} && end == text.data() + text.size()) return value;
  constexpr double kExact = 9007199254740992;  // 2^53: above it doubles skip integers
  const std::optional<double> real = number();
  if (!real || *real != std::trunc(*real) || std::abs(*real) > kExact) return std::nullopt;
  return static_cast<std::int64_t>(*real);
}

std::string_view Value::raw() const {
  const std::uint32_t last = document_->after(token_) - 1;
  const std::string_view tail = document_->scalar(last);
  const char* begin = document_->text_.data() + document_->offsets_[token_];
  return {begin, static_cast<std::size_t>(tail.data() + tail.size() - begin)};
}

std::optional<Value> Object::find(std::string_view key) const {
  const std::uint32_t end = document_->closers_[token_];
  for (std::uint32_t name = token_ + 1; name != end; name = document_->next(name + 2)) {
    if (document_->is_key(name, key)) return Value(*document_, name + 2);
  }
  return std::nullopt;
}

std::optional<Value> find_set(Object object, std::string_view key) {
  const std::optional<Value> value = object.find(key);
  return value && !value->is_null() ? value : std::nullopt;
}

}  // namespace gw::json
