// What of JSON Schema Bedrock compiles, and where the rest goes.
#include <gtest/gtest.h>

#include "bedrock/schema/strict.h"
#include "bedrock/schema/strict_references.h"
#include "json/value.h"

namespace gw::schema {
namespace {

std::optional<std::string> rewritten_alone(std::string_view schema) {
  StrictBudget budget;
  return to_strict_schema(schema, budget);
}

struct SchemaCase {
  std::string_view name;
  std::string_view schema;
  std::string_view strict;  // empty: inexpressible
};

constexpr SchemaCase kSchemaCases[] = {
    {"closed object, as it is",
     R"({"type":"object","properties":{"a":{"type":"string"}},"required":["a"],"additionalProperties":false})",
     R"({"type":"object","properties":{"a":{"type":"string"}},"required":["a"],"additionalProperties":false})"},
    {"object is closed, at every depth", R"({"type":"object","properties":{"a":{"type":"object",
       "properties":{"b":{"type":"array","items":{"type":"object","properties":{}}}}}}})",
     R"({"type":"object","properties":{"a":{"type":"object","properties":{"b":{"type":"array","items":{"type":"object","properties":{},"additionalProperties":false}}},"additionalProperties":false}},"additionalProperties":false})"},
    {"properties make an object", R"({"properties":{}})",
     R"({"properties":{},"additionalProperties":false})"},
    {"limits go into the description",
     R"({"type":"array","items":{"type":"string","minLength":1,"pattern":"^\"é\\d$"},
         "maxItems":3,"description":"All.","uniqueItems":true})",
     R"({"type":"array","items":{"type":"string","description":"{minLength: 1, pattern: \"^\\\"é\\\\d$\"}"},"description":"All.\n\n{maxItems: 3, uniqueItems: true}"})"},
    {"limits of numbers", R"({"type":"integer","minimum":0,"exclusiveMaximum":10,"multipleOf":2})",
     R"({"type":"integer","description":"{minimum: 0, exclusiveMaximum: 10, multipleOf: 2}"})"},
    {"minItems 0 and 1 are known", R"({"type":"array","items":{"type":"null"},"minItems":1})",
     R"({"type":"array","items":{"type":"null"},"minItems":1})"},
    {"minItems 2 is not", R"({"type":"array","items":{"type":"null"},"minItems":2})",
     R"({"type":"array","items":{"type":"null"},"description":"{minItems: 2}"})"},
    {"formats", R"({"anyOf":[{"type":"string","format":"uuid"},{"type":"string","format":"tea"}]})",
     R"({"anyOf":[{"type":"string","format":"uuid"},{"type":"string","description":"{format: \"tea\"}"}]})"},
    {"enumerations of scalars",
     R"({"enum":["a",1,true,null],"const":"a","default":"a","title":"t"})",
     R"({"enum":["a",1,true,null],"const":"a","default":"a","title":"t"})"},
    {"enumerations of more", R"({"enum":[{"a":1},[2]],"const":{}})",
     R"({"description":"{enum: [{\"a\":1},[2]], const: {}}"})"},
    {"null in unions",
     R"({"type":["object","null"],"properties":{"a":{"type":["string","null"]}}})",
     R"({"type":["object","null"],"properties":{"a":{"type":["string","null"]}},"additionalProperties":false})"},
    {"references", R"({"$ref":"#/$defs/a","$defs":{"a":{"type":"object","properties":{}}},
         "definitions":{"b":{"type":"string"}}})",
     R"({"$ref":"#/$defs/a","$defs":{"a":{"type":"object","properties":{},"additionalProperties":false}},"definitions":{"b":{"type":"string"}}})"},
    {"references to the same, beside each other",
     R"({"anyOf":[{"$ref":"#/$defs/b"},{"$ref":"#/$defs/a~1%C3%A9"},{"$ref":"#/anyOf/0"}],
         "$defs":{"a/\u00e9":{"items":{"$ref":"#/$defs/b"}},"b":{"type":"null"}}})",
     R"({"anyOf":[{"$ref":"#/$defs/b"},{"$ref":"#/$defs/a~1%C3%A9"},{"$ref":"#/anyOf/0"}],"$defs":{"a/\u00e9":{"items":{"$ref":"#/$defs/b"}},"b":{"type":"null"}}})"},
    {"a member named $ref", R"({"type":"object","properties":{"$ref":{"type":"string"}},
         "additionalProperties":false})",
     R"({"type":"object","properties":{"$ref":{"type":"string"}},"additionalProperties":false})"},
    // Bedrock writes them out, and these have no end, or none that is here.
    {"recursion",
     R"({"type":"object","properties":{"kids":{"type":"array","items":{"$ref":"#"}}}})", ""},
    {"recursion by a definition",
     R"({"$ref":"#/$defs/a","$defs":{"a":{"type":"array","items":{"$ref":"#/$defs/a"}}}})", ""},
    {"recursion by two", R"({"$ref":"#/$defs/a","$defs":{"a":{"items":{"$ref":"#/definitions/b"}}},
         "definitions":{"b":{"anyOf":[{"type":"null"},{"$ref":"#/$defs/a"}]}}})",
     ""},
    {"recursion by a member", R"({"type":"object","properties":{"a":{"$ref":"#/properties/a"}}})",
     ""},
    {"references to nowhere", R"({"$ref":"#/$defs/a"})", ""},
    {"references to an anchor", R"({"$ref":"#a","$defs":{"b":{"$anchor":"a","type":"null"}}})", ""},
    {"oneOf is anyOf", R"({"oneOf":[{"type":"string"},{"type":"null"}]})",
     R"({"anyOf":[{"type":"string"},{"type":"null"}]})"},
    {"what says nothing about values", R"({"$schema":"s","$id":"i","$comment":"c","examples":[1],
         "type":"string","deprecated":true,"readOnly":true,"writeOnly":false})",
     R"({"type":"string"})"},
    {"members named like keywords", R"({"type":"object","properties":{"not":{"type":"string"},
         "maxItems":{"type":"integer"},"description":{"type":"string"}}})",
     R"({"type":"object","properties":{"not":{"type":"string"},"maxItems":{"type":"integer"},"description":{"type":"string"}},"additionalProperties":false})"},
    {"any schema", R"({})", R"({})"},

    {"free-form object", R"({"type":"object"})", ""},
    {"free-form object within", R"({"type":"array","items":{"type":["object","null"]}})", ""},
    {"members of any name", R"({"type":"object","properties":{},"additionalProperties":true})", ""},
    {"members of a type", R"({"type":"object","additionalProperties":{"type":"string"}})", ""},
    {"members by pattern", R"({"properties":{},"patternProperties":{"^a":{}}})", ""},
    {"not", R"({"not":{"type":"string"}})", ""},
    {"conditions", R"({"type":"string","if":{"minLength":1},"then":{}})", ""},
    {"tuples", R"({"type":"array","prefixItems":[{}]})", ""},
    {"tuples of old", R"({"type":"array","items":[{},{}]})", ""},
    {"all of", R"({"allOf":[{"$ref":"#/$defs/a"}]})", ""},
    {"two unions", R"({"anyOf":[{}],"oneOf":[{}]})", ""},
    {"references elsewhere", R"({"$ref":"https://example.com/schema"})", ""},
    {"schema that is true", R"({"properties":{"a":true}})", ""},
    {"properties that are none", R"({"properties":[]})", ""},
    {"description that is none", R"({"description":1})", ""},
    {"no object", R"([])", ""},
};

TEST(StrictSchema, IsWhatBedrockCompiles) {
  for (const auto& [name, schema, strict] : kSchemaCases) {
    const auto rewritten = rewritten_alone(schema);
    EXPECT_EQ(rewritten.value_or(""), strict) << name;
    if (!rewritten) continue;
    json::Document document;
    EXPECT_TRUE(document.parse(*rewritten)) << *rewritten;
    // Nothing is left to be rewritten.
    EXPECT_EQ(rewritten_alone(*rewritten), rewritten) << name;
  }
}

std::string with_references(std::size_t count) {
  std::string all;
  for (std::size_t i = 0; i < count; ++i) all += R"({"$ref":"#/$defs/a"},)";
  return R"({"$defs":{"a":{}},"anyOf":[)" + all + "{}]}";
}

TEST(StrictSchema, IsBounded) {
  std::string deep = "{}";
  for (std::size_t i = 0; i < kMaxStrictDepth; ++i) deep = R"({"items":)" + deep + "}";
  EXPECT_EQ(rewritten_alone(deep), deep);
  EXPECT_EQ(rewritten_alone(R"({"items":)" + deep + "}"), std::nullopt);

  EXPECT_TRUE(rewritten_alone(with_references(kMaxReferences)));
  EXPECT_EQ(rewritten_alone(with_references(kMaxReferences + 1)), std::nullopt);

  const std::string large = R"({"title":")" + std::string(kMaxStrictSchema, 'x') + "\"}";
  EXPECT_EQ(rewritten_alone(large), std::nullopt);
}

std::string object_with(std::size_t count, std::string_view property, bool required) {
  std::string properties;
  std::string names;
  for (std::size_t i = 0; i < count; ++i) {
    const std::string name = "\"p" + std::to_string(i) + '"';
    properties += (i > 0 ? "," : "") + name + ":" + std::string(property);
    names += (i > 0 ? "," : "") + name;
  }
  return R"({"type":"object","properties":{)" + properties + R"(},"required":[)" +
         (required ? names : "") + R"(],"additionalProperties":false})";
}

TEST(StrictSchema, ARequestHasSoManyUnionsAndOptionalParameters) {
  constexpr std::string_view kNullable = R"({"type":["string","null"]})";
  StrictBudget left;
  EXPECT_TRUE(to_strict_schema(object_with(10, kNullable, true), left));
  EXPECT_EQ(left.unions, 6U);
  EXPECT_FALSE(to_strict_schema(object_with(7, kNullable, true), left));
  EXPECT_TRUE(to_strict_schema(object_with(6, R"({"anyOf":[{"type":"null"}]})", true), left));
  EXPECT_EQ(left.unions, 0U);
  EXPECT_TRUE(to_strict_schema(object_with(24, R"({"type":"string"})", false), left));
  EXPECT_FALSE(to_strict_schema(object_with(1, R"({"type":"string"})", false), left));
  EXPECT_EQ(left.schemas, 17U);
}

}  // namespace
}  // namespace gw::schema
