// A parsed JSON text (RFC 8259), read in place. simdjson finds the tokens and checks UTF-8; one
// pass over the tokens then checks the grammar of the whole text, so that afterwards only the types
// of values can disappoint. Nothing is decoded: strings and skipped values stay slices of the text,
// and their escapes are checked where they matter (raw.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "base/result.h"
#include "json/raw.h"

namespace gw::json {

class Array;
class Document;
class Object;

enum class Type { object, array, string, number, boolean, null };
// "an object", "an array", "a string", "a number", "a boolean", "null"; for messages.
std::string_view name(Type type);

// A value of a document: two words, to be passed by value. Lives until its document parses again,
// as do all slices of it.
class Value {
 public:
  Type type() const;
  bool is_null() const { return type() == Type::null; }

  // Each is nullopt when the value is of another type.
  std::optional<Object> object() const;
  std::optional<Array> array() const;
  std::optional<RawString> string() const;
  std::optional<bool> boolean() const;
  // Also 1.0 and 1e3; nullopt when it has a fraction or does not fit.
  std::optional<std::int64_t> integer() const;
  // nullopt also when it does not fit a double.
  std::optional<double> number() const;

  // The complete value as it stands in the text.
  std::string_view raw() const;

 private:
  friend class Array;
  friend class Document;
  friend class Object;
  Value(const Document& document, std::uint32_t token) : document_(&document), token_(token) {}

  const Document* document_;
  std::uint32_t token_;
};

struct Member {
  std::string_view key;  // still escaped
  Value value;
};

// const std::optional<Object> object = value.object();
// if (object) for (const auto [key, value] : *object) ...
class Object {
 public:
  class Iterator {
   public:
    Member operator*() const;
    Iterator& operator++();
    bool operator==(const Iterator& other) const { return token_ == other.token_; }

   private:
    friend class Object;
    Iterator(const Document& document, std::uint32_t token) : document_(&document), token_(token) {}
    const Document* document_;
    std::uint32_t token_;
  };

  Iterator begin() const;
  Iterator end() const;
  // The first member of that name (one that needs no escaping).
  std::optional<Value> find(std::string_view key) const;

 private:
  friend class Value;
  Object(const Document& document, std::uint32_t token) : document_(&document), token_(token) {}
  const Document* document_;
  std::uint32_t token_;
};

// A member that is there and not null.
std::optional<Value> find_set(Object object, std::string_view key);

// As Object: for (const Value item : *array) ...
class Array {
 public:
  class Iterator {
   public:
    Value operator*() const { return {*document_, token_}; }
    Iterator& operator++();
    bool operator==(const Iterator& other) const { return token_ == other.token_; }

   private:
    friend class Array;
    Iterator(const Document& document, std::uint32_t token) : document_(&document), token_(token) {}
    const Document* document_;
    std::uint32_t token_;
  };

  Iterator begin() const;
  Iterator end() const;
  bool empty() const { return begin() == end(); }

 private:
  friend class Value;
  Array(const Document& document, std::uint32_t token) : document_(&document), token_(token) {}
  const Document* document_;
  std::uint32_t token_;
};

// Owns the storage of the tokens, from its first parse on; that of documents which are gone is used
// again, so that a document costs little.
class Document {
 public:
  // Nesting deeper than this is refused, so that readers may recurse.
  static constexpr std::size_t kMaxDepth = 256;

  Document();
  ~Document();
  Document(const Document&) = delete;  // values point here
  Document& operator=(const Document&) = delete;

  // `text` must outlive the values. Errors: malformed, with the byte offset where there is one.
  Result<Value> parse(std::string_view text);

 private:
  friend class Array;
  friend class Object;
  friend class Value;
  struct Tokens;
  class Checker;

  char first(std::uint32_t token) const { return text_[offsets_[token]]; }
  // The token's text, with the white space behind it.
  std::string_view slice(std::uint32_t token) const {
    return {text_.data() + offsets_[token], offsets_[token + 1] - offsets_[token]};
  }
  std::string_view scalar(std::uint32_t token) const;
  // Whether the token, a member's name, is `key`.
  bool is_key(std::uint32_t token, std::string_view key) const {
    const std::string_view text = slice(token).substr(1);
    return text.size() > key.size() && text[key.size()] == '"' && text.starts_with(key);
  }
  // The token after the value that begins at `token`.
  std::uint32_t after(std::uint32_t token) const {
    const char c = first(token);
    return (c == '{' || c == '[' ? closers_[token] : token) + 1;
  }
  // Where the next element of a container begins, or the container's closer.
  std::uint32_t next(std::uint32_t token) const {
    const std::uint32_t separator = after(token);
    return first(separator) == ',' ? separator + 1 : separator;
  }

  std::unique_ptr<Tokens> tokens_;  // null before the first parse
  std::string_view text_;
  const std::uint32_t* offsets_ = nullptr;  // of each token; one more holds the text's size
  std::uint32_t* closers_ = nullptr;        // for the openers: the token that closes it
};

inline std::string_view Document::scalar(std::uint32_t token) const {
  const std::string_view text = slice(token);
  const auto is_space = [](char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; };
  std::size_t size = text.size();
  while (size > 1 && is_space(text[size - 1])) --size;
  return text.substr(0, size);
}

inline Type Value::type() const {
  switch (document_->first(token_)) {
    case '{':
      return Type::object;
    case '[':
      return Type::array;
    case '"':
      return Type::string;
    case 't':
    case 'f':
      return Type::boolean;
    case 'n':
      return Type::null;
    default:
      return Type::number;
  }
}

inline std::optional<Object> Value::object() const {
  if (document_->first(token_) != '{') return std::nullopt;
  return Object(*document_, token_);
}

inline std::optional<Array> Value::array() const {
  if (document_->first(token_) != '[') return std::nullopt;
  return Array(*document_, token_);
}

inline std::optional<RawString> Value::string() const {
  if (document_->first(token_) != '"') return std::nullopt;
  const std::string_view quoted = document_->scalar(token_);
  return RawString{quoted.substr(1, quoted.size() - 2)};
}

inline std::optional<bool> Value::boolean() const {
  if (type() != Type::boolean) return std::nullopt;
  return document_->first(token_) == 't';
}

inline Object::Iterator Object::begin() const { return {*document_, token_ + 1}; }
inline Object::Iterator Object::end() const { return {*document_, document_->closers_[token_]}; }
inline Member Object::Iterator::operator*() const {
  const std::string_view quoted = document_->scalar(token_);
  return {quoted.substr(1, quoted.size() - 2), Value(*document_, token_ + 2)};
}
inline Object::Iterator& Object::Iterator::operator++() {
  token_ = document_->next(token_ + 2);
  return *this;
}

inline Array::Iterator Array::begin() const { return {*document_, token_ + 1}; }
inline Array::Iterator Array::end() const { return {*document_, document_->closers_[token_]}; }
inline Array::Iterator& Array::Iterator::operator++() {
  token_ = document_->next(token_);
  return *this;
}

}  // namespace gw::json
