// An append-only JSON writer: commas and quotes are its business, correctness of nesting the
// caller's. Values that pass through unchanged are spliced as raw tokens.
#pragma once

#include <concepts>
#include <cstdint>
#include <string_view>

#include "base/buffer.h"
#include "json/raw.h"

namespace gw::json {

class Writer {
 public:
  // `out` must outlive the writer.
  explicit Writer(Buffer& out) : out_(out) {}

  Writer& begin_object() { return open('{'); }
  Writer& end_object() { return close('}'); }
  Writer& begin_array() { return open('['); }
  Writer& end_array() { return close(']'); }
  // `name` must need no escaping: the names of protocol members.
  Writer& key(std::string_view name) {
    separate();
    quote(name);
    out_.append(':');
    comma_ = false;
    return *this;
  }

  Writer& string(std::string_view utf8) { return open_string().piece(utf8).close_string(); }
  Writer& string(RawString text) {
    separate();
    quote(text.escaped);
    comma_ = true;
    return *this;
  }
  // A string made of pieces, for prompts: open, any number of pieces, close.
  Writer& open_string() {
    separate();
    out_.append('"');
    return *this;
  }
  Writer& piece(std::string_view utf8) {
    append_escaped(utf8, out_);
    return *this;
  }
  Writer& piece(RawString text) {
    out_.append(text.escaped);
    return *this;
  }
  Writer& close_string() { return close('"'); }
  Writer& number(std::int64_t value);
  Writer& number(double value);  // shortest form that reads back the same; never NaN
  template <class Bool>
    requires std::same_as<Bool, bool>
  Writer& boolean(Bool value) {
    return raw(value ? "true" : "false");
  }
  Writer& null() { return raw("null"); }
  // A complete JSON value, as read.
  Writer& raw(std::string_view token) {
    separate();
    out_.append(token);
    comma_ = true;
    return *this;
  }

  // The commonest pairs.
  template <class Value>
  Writer& member(std::string_view name, const Value& value) {
    key(name);
    if constexpr (std::same_as<Value, bool>)
      return boolean(value);
    else if constexpr (std::floating_point<Value>)
      return number(static_cast<double>(value));
    else if constexpr (std::integral<Value>)
      return number(static_cast<std::int64_t>(value));
    else if constexpr (std::same_as<Value, RawString>)
      return string(value);
    else
      return string(std::string_view(value));
  }

 private:
  void separate() {
    if (comma_) out_.append(',');
  }
  Writer& open(char bracket) {
    separate();
    out_.append(bracket);
    comma_ = false;
    return *this;
  }
  Writer& close(char bracket) {
    out_.append(bracket);
    comma_ = true;
    return *this;
  }
  void quote(std::string_view text) {
    out_.append('"');
    out_.append(text);
    out_.append('"');
  }

  Buffer& out_;
  bool comma_ = false;
};

}  // namespace gw::json
