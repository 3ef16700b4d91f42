// Random JSON Schemas of all drafts, with what generators and people get wrong, and some that
// nobody would write. The same seed is the same schema everywhere.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "support/seeded.h"

namespace gw {

class RandomSchema : private Seeded {
 public:
  explicit RandomSchema(std::uint64_t seed) : Seeded(seed) {}

  // An object, as the parameters of a tool have to be.
  std::string root() {
    std::string members = chance(4) ? "" : R"("type":"object")";
    if (chance(2)) add(members, R"("$defs":)" + named(2, kDefinitions));
    if (chance(4)) add(members, R"("definitions":)" + named(2, kDefinitions));
    if (!chance(4)) add(members, R"("properties":)" + named(3, kNames));
    if (chance(2)) add(members, R"("required":)" + names());
    for (std::size_t i = below(4); i > 0; --i) add(members, keyword(3));
    return "{" + members + "}";
  }

 private:
  static constexpr std::string_view kNames[] = {
      "a",
      "b",
      "kind",
      "filter[name]",
      "größe",
      "$ref",
      "a/b",
      "",
      "id",
      "a.b-c_",
      "type",
      "properties",
      "a b",
      "required",
      "äö",
      "x\\\"y",
      "a_name_of_more_than_sixty_four_characters_which_is_more_than_there_may_be"};
  static constexpr std::string_view kDefinitions[] = {"A", "B", "C", "List<A>"};

  template <std::size_t kCount>
  std::string pick(const std::string_view (&words)[kCount]) {
    return std::string(Seeded::pick(words));
  }

  static void add(std::string& members, const std::string& member) {
    if (member.empty()) return;
    if (!members.empty()) members += ',';
    members += member;
  }

  std::string schema(std::size_t depth) {
    static constexpr std::string_view kOdd[] = {"true", "false", "null", "[]", "\"string\"", "3"};
    if (chance(12)) return pick(kOdd);
    std::string members;
    if (!chance(3)) add(members, R"("type":)" + type());
    for (std::size_t i = below(4); i > 0; --i) add(members, keyword(depth));
    return "{" + members + "}";
  }

  std::string type() {
    static constexpr std::string_view kTypes[] = {
        R"("string")", R"("object")",          R"("integer")",
        R"("number")", R"("array")",           R"("boolean")",
        R"("null")",   R"(["string","null"])", R"(["integer","string"])"};
    static constexpr std::string_view kOdd[] = {R"("any")",
                                                R"("int")",
                                                R"("STRING")",
                                                "null",
                                                "[]",
                                                R"(["string","string"])",
                                                R"([null,"string"])",
                                                R"({"type":"string"})",
                                                R"("money")",
                                                "7"};
    return chance(6) ? pick(kOdd) : pick(kTypes);
  }

  template <std::size_t kCount>
  std::string named(std::size_t depth, const std::string_view (&from)[kCount]) {
    if (chance(20)) return chance(2) ? "null" : "[]";
    std::string members;
    for (std::size_t i = below(4); i > 0; --i)
      add(members, "\"" + pick(from) + "\":" + schema(depth == 0 ? 0 : depth - 1));
    return "{" + members + "}";
  }

  std::string names() {
    static constexpr std::string_view kOdd[] = {"null", "true", "\"a\"",
                                                "[]",   "[1]",  R"(["a","a"])"};
    if (chance(8)) return pick(kOdd);
    return "[\"" + pick(kNames) + "\",\"b\"]";
  }

  std::string list(std::size_t depth) {
    static constexpr std::string_view kOdd[] = {"null", "[]", "{}", "[null]"};
    if (chance(10)) return pick(kOdd);
    std::string items;
    for (std::size_t i = 1 + below(3); i > 0; --i) add(items, schema(depth));
    return "[" + items + "]";
  }

  std::string reference() {
    static constexpr std::string_view kReferences[] = {"#",
                                                       "#/$defs/A",
                                                       "#/$defs/B",
                                                       "#/definitions/A",
                                                       "#/definitions/C",
                                                       "#/$defs/A",
                                                       "#anchor",
                                                       "https://e.com/none",
                                                       "#/properties/a",
                                                       "#/anyOf/0",
                                                       "#/$defs/none",
                                                       "#/properties/filter%5Bname%5D",
                                                       "#/allOf/0/properties/b",
                                                       "#/$defs/List<A>"};
    return "\"" + pick(kReferences) + "\"";
  }

  std::string data() {
    static constexpr std::string_view kData[] = {"1",
                                                 "null",
                                                 "\"x\"",
                                                 "true",
                                                 "{\"a\":[1]}",
                                                 "[]",
                                                 "1e400",
                                                 "18446744073709551615",
                                                 "{}",
                                                 "-1",
                                                 "[null]",
                                                 "1.5",
                                                 "1e300",
                                                 "\"\"",
                                                 "-9223372036854775809"};
    return pick(kData);
  }

  std::string number() {
    static constexpr std::string_view kNumbers[] = {
        "0",     "1",    "-1",    "2.5",   "9007199254740991",    "true",
        "\"5\"", "null", "1e999", "false", "18446744073709551615"};
    return pick(kNumbers);
  }

  std::string keyword(std::size_t depth) {
    const std::size_t inner = depth == 0 ? 0 : depth - 1;
    static constexpr std::string_view kInOne[] = {"items",
                                                  "additionalProperties",
                                                  "not",
                                                  "if",
                                                  "then",
                                                  "else",
                                                  "contains",
                                                  "propertyNames",
                                                  "additionalItems",
                                                  "unevaluatedProperties",
                                                  "contentSchema"};
    static constexpr std::string_view kInList[] = {"anyOf",       "oneOf", "allOf",
                                                   "prefixItems", "items", "anyOf"};
    static constexpr std::string_view kNumbers[] = {
        "minimum",   "maximum",  "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength",
        "maxLength", "minItems", "maxItems",         "minProperties",    "maxContains"};
    static constexpr std::string_view kData[] = {"default", "const",   "enum",        "examples",
                                                 "x-note",  "title",   "readOnly",    "description",
                                                 "format",  "$schema", "uniqueItems", "nullable"};
    static constexpr std::string_view kPatterns[] = {"\"^a\"",    "\"^(?=a)b\"", "\"(?<!x)\"",
                                                     "\"[(?=]\"", "3",           "null"};
    switch (below(12)) {
      case 0:
      case 1:
        return depth == 0 ? "" : "\"" + pick(kInOne) + "\":" + schema(inner);
      case 2:
        return depth == 0 ? "" : "\"" + pick(kInList) + "\":" + list(inner);
      case 3:
        return R"("properties":)" + named(depth, kNames);
      case 4:
        return R"("required":)" + names();
      case 5:
      case 6:
        return "\"" + pick(kNumbers) + "\":" + number();
      case 7:
        return "\"" + pick(kData) + "\":" + (chance(3) ? "true" : data());
      case 8:
        return R"("enum":[)" + data() + "," + data() + "]";
      case 9:
        return R"("$ref":)" + reference();
      case 10:
        return chance(2) ? R"("pattern":)" + pick(kPatterns)
                         : "\"patternProperties\":{\"^(?!b)\":{},\"^x\":" + schema(inner) + "}";
      default:
        break;
    }
    static constexpr std::string_view kOthers[] = {
        R"("$anchor":"anchor")",
        R"("$id":"https://e.com/s")",
        R"("nullable":true)",
        R"("dependencies":{"a":["b"],"filter[name]":{"required":["a"]}})",
        R"("dependentRequired":{"filter[name]":["a b"]})",
        R"("$recursiveRef":"#")",
        R"("$dynamicRef":"#anchor")",
        R"("dependentSchemas":{"a/b":{"minProperties":1}})"};
    return pick(kOthers);
  }
};

}  // namespace gw
