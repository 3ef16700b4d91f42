// JSON as a tree. The simulator judges what the gateway writes, so it reads JSON with a parser of
// its own: strict (RFC 8259), small, and not shared with the code under test.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace gw::simulator {

struct Value {
  enum class Kind { null, boolean, integer, number, string, array, object };
  struct Member;

  Kind kind = Kind::null;
  bool boolean = false;
  double number = 0;  // integers too
  std::string text;   // decoded
  std::vector<Value> items;
  std::vector<Member> members;  // in order, names unique

  bool is(Kind other) const { return kind == other; }
  bool is_number() const { return kind == Kind::integer || kind == Kind::number; }
  // Null when this is no object or has no such member.
  const Value* find(std::string_view name) const;
  // The member, or a null value that lives forever: lets a path be followed without checks.
  const Value& operator[](std::string_view name) const;
};

struct Value::Member {
  std::string name;
  Value value;
};

// Errors: malformed (with the offset), too_large when nested deeper than 128: an endless row of
// brackets must not exhaust the stack.
Result<Value> parse_json(std::string_view text);
// Compact. Numbers are written as the shortest that reads back the same.
std::string to_json(const Value& value);

}  // namespace gw::simulator
