#include "simulator/schema.h"

#include <stdexcept>

#include <gtest/gtest.h>

#include "simulator/converse_shapes.h"
#include "simulator/wording.h"

namespace gw::simulator {
namespace {

constexpr std::string_view kTable = R"(
struct Root {
  name!: Name
  count: int 1..9
  share: num 0..1
  flag: bool
  mode: "on"|"off"
  data: blob 2..
  extra: object
  anything: any
  one: One
  list: [str 1..3] 1..2
  map: {Name: int}
  tagged: Tagged
  content: str|[Name]
}
tagged Tagged { a!: TaggedA  b: TaggedB }
struct TaggedA { type: "a"  x: int }
struct TaggedB { type!: "b" }
union One { a: str  b: Root }
type Name = str 1..4 /[a-z]+/
)";

std::vector<Violation::Kind> violations_of(std::string_view json) {
  static const Schema kSchema(kTable);
  const auto value = parse_json(json);
  EXPECT_TRUE(value) << json;
  std::vector<Violation::Kind> kinds;
  for (const Violation& each : check(kSchema.at("Root"), *value)) kinds.push_back(each.kind);
  return kinds;
}

TEST(Schema, AcceptsWhatFits) {
  EXPECT_TRUE(violations_of(R"({"name":"ab"})").empty());
  EXPECT_TRUE(violations_of(R"({"name":"ab","count":null})").empty());
  EXPECT_TRUE(violations_of(R"({"name":"ab","count":9,"share":1,"flag":true,"mode":"off",
      "data":"AAA=","extra":{"x":1},"anything":[1],"one":{"b":{"name":"z"}},"list":["abc"],
      "map":{"k":1},"tagged":{"x":1},"content":"text"})")
                  .empty());
  EXPECT_TRUE(violations_of(R"({"name":"ab","tagged":{"type":"b"},"content":["a","b"]})").empty());
}

TEST(Schema, FindsEachKindOfViolation) {
  using Kind = Violation::Kind;
  const std::pair<std::string_view, Kind> cases[] = {
      {R"({})", Kind::missing},
      {R"({"name":null})", Kind::missing},
      {R"({"name":"ab","other":1})", Kind::unknown},
      {R"({"name":1})", Kind::wrong_type},
      {R"({"name":"ab","count":1.5})", Kind::wrong_type},
      {R"({"name":"ab","count":2147483648})", Kind::wrong_type},
      {R"({"name":"ab","extra":[]})", Kind::wrong_type},
      {R"({"name":"ab","count":10})", Kind::out_of_range},
      {R"({"name":"ab","share":-0.1})", Kind::out_of_range},
      {R"({"name":""})", Kind::wrong_length},
      {R"({"name":"abcde"})", Kind::wrong_length},
      {R"({"name":"ab","list":[]})", Kind::wrong_length},
      {R"({"name":"ab","list":["abcd"]})", Kind::wrong_length},
      {R"({"name":"ab","data":"AA=="})", Kind::wrong_length},
      {R"({"name":"ab","data":"!"})", Kind::not_base64},
      {R"({"name":"aB"})", Kind::pattern},
      {R"({"name":"ab","map":{"K":1}})", Kind::pattern},
      {R"({"name":"ab","mode":"maybe"})", Kind::not_in_enum},
      {R"({"name":"ab","one":{}})", Kind::union_empty},
      {R"({"name":"ab","one":{"a":"x","b":null}})", Kind::union_many},
      {R"({"name":"ab","tagged":{"type":"c"}})", Kind::unknown_tag},
      {R"({"name":"ab","tagged":{"type":"b","x":1}})", Kind::unknown},
      {R"({"name":"ab","tagged":[]})", Kind::wrong_type},
      {R"({"name":"ab","content":7})", Kind::wrong_type},
      {R"({"name":"ab","content":["A"]})", Kind::pattern},
  };
  for (const auto& [json, kind] : cases) {
    EXPECT_EQ(violations_of(json), std::vector{kind}) << json;
  }
}

TEST(Schema, KnowsMembersBehindAGateWhenItIsOpen) {
  static const Schema kGated(R"(
struct Root { new@gate: str  must@gate!: str  tag: Tagged }
tagged Tagged { a: Tag  b@gate: Tag }
struct Tag { type!: str }
)");
  const Value body = *parse_json(R"({"new":"x","must":"y","tag":{"type":"b"}})");
  const auto violations = [&](bool open) {
    return check(kGated.at("Root"), body, [&](std::string_view gate) {
      EXPECT_EQ(gate, "gate");
      return open;
    });
  };
  EXPECT_TRUE(violations(true).empty());
  EXPECT_TRUE(check(kGated.at("Root"), body).empty());
  const auto closed = violations(false);
  ASSERT_EQ(closed.size(), 3U);
  EXPECT_EQ(closed[0].member, "new");
  EXPECT_EQ(closed[0].kind, Violation::Kind::unknown);
  EXPECT_EQ(closed[1].member, "must");
  EXPECT_EQ(closed[2].expected, std::vector<std::string>{"a"});
  // What is not known cannot be missing.
  EXPECT_TRUE(check(kGated.at("Root"), Value{.kind = Value::Kind::object}, [](auto) {
                return false;
              }).empty());
}

TEST(Schema, RefusesABrokenTable) {
  for (const std::string_view table :
       {"struct", "struct A { b: Missing }", "struct A { b str }", "thing A { }",
        "type A = unheard", "struct A { b: [str }", "type A = str|int"}) {
    EXPECT_THROW(Schema{table}, std::invalid_argument) << table;
  }
}

Refusal converse_words(std::string_view json) {
  static const Schema kSchema(kConverseShapes);
  return in_converse_words(check(kSchema.at("ConverseRequest"), *parse_json(json)));
}

TEST(Wording, IsThatOfConverse) {
  EXPECT_EQ(converse_words(R"({"inferenceConfig":{"temperature":1.5}})").message,
            "1 validation error detected: Value '1.5' at 'inferenceConfig.temperature' failed to "
            "satisfy constraint: Member must have value between 0 and 1");
  EXPECT_EQ(converse_words(R"({"messages":[{"role":"user"}]})").message,
            "1 validation error detected: Value at 'messages.1.member.content' failed to satisfy "
            "constraint: Member must not be null");
  EXPECT_EQ(converse_words(R"({"messages":[{"role":"tool","content":[]}]})").message,
            "1 validation error detected: Value 'tool' at 'messages.1.member.role' failed to "
            "satisfy constraint: Member must satisfy enum value set: [user, assistant, system]");
  EXPECT_EQ(
      converse_words(R"({"toolConfig":{"tools":[{"systemTool":{"name":"a"},"cachePoint":{}}]}})")
          .message,
      "The value at toolConfig.tools.0 can only set one of the following keys: toolSpec, "
      "systemTool, or cachePoint.");
  EXPECT_EQ(converse_words(R"({"messages":[],"model":"x"})").message,
            "Malformed input request: #: extraneous key [model] is not permitted, please reformat "
            "your input and try again.");
  const Refusal number = converse_words(R"({"system":[{"text":5}]})");
  EXPECT_EQ(number.code, "SerializationException");
  EXPECT_EQ(number.message, "NUMBER_VALUE can not be converted to a String");
}

}  // namespace
}  // namespace gw::simulator
