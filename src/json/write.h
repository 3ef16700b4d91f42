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

  Writer& begin_object();
  Writer& end_object();
  Writer& begin_array();
  Writer& end_array();
  // `name` must need no escaping: the names of protocol members.
  Writer& key(std::string_view name);

  Writer& string(std::string_view utf8);
  Writer& string(RawString text);
  // A string made of pieces, for prompts: open, any number of pieces, close.
  Writer& open_string();
  Writer& piece(std::string_view utf8);
  Writer& piece(RawString text);
  Writer& close_string();
  Writer& number(std::int64_t value);
  Writer& number(double value);  // shortest form that reads back the same; never NaN
  template <class Bool>
    requires std::same_as<Bool, bool>
  Writer& boolean(Bool value);
  Writer& null();
  // A complete JSON value, as read.
  Writer& raw(std::string_view token);

  // The commonest pairs.
  template <class Value>
  Writer& member(std::string_view name, Value value) {
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
  void separate();

  Buffer& out_;
  bool comma_ = false;
};

}  // namespace gw::json
