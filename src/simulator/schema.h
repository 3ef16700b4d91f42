// What a request body may look like: a table in a small notation, and the check of a body against
// it. The notation says what AWS's service models say, compactly:
//
//   struct Name { member!: type  other: type }    "!" is required; unknown members are refused
//   member@gate: type                             unknown as well unless the gate is open
//   union Name { one: type  other: type }         exactly one member
//   tagged Name { one: type  other!: type }       the type that the member `type` names; "!" marks
//                                                 the one that is meant when there is none
//   type Name = type
//   str int (32 bits) num bool blob any object  "word"|"other"  [type]  {key: type} (a map)  Name
//   str|[type]  a text, or a list instead of it
//   behind a type, as it applies: a range  0..1  1..  ..64  (of value, length or count), and a
//   /pattern/ that the whole text must match (ECMAScript, as in AWS's models)
#pragma once

#include <deque>
#include <functional>
#include <optional>
#include <regex>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "simulator/json_value.h"

namespace gw::simulator {

struct Shape {
  enum class Kind {
    undefined,
    structure,
    union_,
    tagged,
    list,
    map,
    string,
    integer,
    number,
    boolean,
    blob,
    object,
    any
  };
  struct Member {
    std::string name;
    std::string gate;  // empty: none
    bool required;
    const Shape* shape;
  };

  std::string name;  // empty where the type is written in place
  Kind kind = Kind::undefined;
  std::vector<Member> members;
  const Shape* element = nullptr;  // of lists and maps
  bool or_text = false;            // lists: a text will do
  const Shape* key = nullptr;      // of maps
  std::optional<double> min, max;
  std::vector<std::string> values;  // strings: the only ones
  std::string pattern;
  std::regex regex;
};

// Where and how a body breaks the schema. How that is put into words differs from API to API.
struct Violation {
  enum class Kind {
    missing,
    unknown,
    wrong_type,
    out_of_range,
    wrong_length,
    pattern,
    not_in_enum,
    union_empty,
    union_many,
    unknown_tag,
    not_base64
  };
  using Step = std::variant<std::string, std::size_t>;  // into a member, into an item

  Kind kind;
  std::vector<Step> path;  // to the offending value
  std::string member;      // missing, unknown: the name
  const Shape* shape;      // what was expected there; lives as long as the schema
  Value::Kind found_kind;
  std::string found;  // a text or a number as it stood there, else empty
  // unknown_tag: the members of the shape that could have been meant.
  std::vector<std::string> expected;
};

class Schema {
 public:
  // Throws std::invalid_argument: the tables are compiled in, a mistake there is a bug.
  explicit Schema(std::string_view table);
  Schema(const Schema&) = delete;
  Schema& operator=(const Schema&) = delete;

  const Shape& at(std::string_view name) const;

 private:
  friend class SchemaParser;
  std::deque<Shape> shapes_;  // they refer to each other, so none may move
};

// Whether a gate is open.
using Gates = std::function<bool(std::string_view gate)>;

// Every violation, in the order of the body. Without `gates` all are open.
std::vector<Violation> check(const Shape& shape, const Value& value, const Gates& gates = nullptr);

}  // namespace gw::simulator
