// What becomes of a client's schema for a family of models.
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "bedrock/schema/fit.h"
#include "bedrock/schema/form.h"

namespace gw::schema {
namespace {

constexpr Gaps kClaude{Gap::root_unions, Gap::property_names};
constexpr Gaps kNova{Gap::root_unions, Gap::root_keywords, Gap::references};
constexpr Gaps kKimi{Gap::root_unions, Gap::lookaround};

Fitted fitted(std::string_view schema, Gaps gaps) {
  json::Document document;
  const auto value = document.parse(schema);
  EXPECT_TRUE(value) << schema;
  Budget budget;
  auto result = value ? fit(*value, gaps, budget) : fail(Errc::invalid, "");
  EXPECT_TRUE(result) << schema;
  if (!result) return {};
  if (!result->text.empty()) {
    json::Document again;
    const auto written = again.parse(result->text);
    EXPECT_TRUE(written) << result->text;
    if (written) EXPECT_EQ(inspect(*written, gaps), Fit::as_it_is) << result->text;
  }
  return *std::move(result);
}

std::string text_of(std::string_view schema, Gaps gaps) {
  const std::string text = fitted(schema, gaps).text;
  return text.empty() ? std::string(schema) : text;
}

struct Case {
  std::string_view name;
  std::string_view schema;
  std::string_view expected;
};

class Claude : public ::testing::TestWithParam<Case> {};

TEST_P(Claude, Takes) { EXPECT_EQ(text_of(GetParam().schema, kClaude), GetParam().expected); }

// NOLINTNEXTLINE
constexpr Case kCases[] =
    {
        {"C1_root_any_of",
         R"({"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string"}},"anyOf":[{"required":["a"]},{"required":["b"]}]})",
         R"({"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string"}},"description":"{anyOf: [{a}, {b}]}"})"},
        {"C1_root_one_of_with_a_discriminator",
         R"({"type":"object","description":"Do it.","required":["kind"],"oneOf":[{"properties":{"kind":{"const":"make"},"path":{"type":"string"}},"required":["kind","path"]},{"properties":{"kind":{"const":"drop"},"force":{"type":"boolean"}},"required":["kind"]}]})",
         R"({"type":"object","properties":{"kind":{"enum":["make","drop"]},"path":{"type":"string"},"force":{"type":"boolean"}},"required":["kind"],"description":"Do it.\n\n{oneOf: [{kind: \"make\", path}, {kind: \"drop\", force?}]}"})"},
        {"C1_root_all_of",
         R"({"allOf":[{"type":"object","properties":{"a":{"type":"string"}},"required":["a"]},{"$ref":"#/$defs/B"}],"$defs":{"B":{"type":"object","properties":{"b":{"$ref":"#/$defs/C"}},"required":["b"],"additionalProperties":false},"C":{"type":"integer"}}})",
         R"({"type":"object","properties":{"a":{"type":"string"},"b":{"$ref":"#/$defs/C"}},"required":["a","b"],"additionalProperties":false,"$defs":{"C":{"type":"integer"}}})"},
        {"C1_same_property_in_branches",
         R"({"anyOf":[{"properties":{"a":{"type":"string"}}},{"properties":{"a":{"type":"integer"}}}]})",
         R"({"type":"object","properties":{"a":{"anyOf":[{"type":"string"},{"type":"integer"}]}},"description":"{anyOf: [{a?}, {a?}]}"})"},
        {"C1_root_reference",
         R"({"$ref":"#/$defs/Node","$defs":{"Node":{"type":"object","properties":{"next":{"$ref":"#/$defs/Node"}}}}})",
         R"({"type":"object","properties":{"next":{"$ref":"#/$defs/Node"}},"$defs":{"Node":{"type":"object","properties":{"next":{"$ref":"#/$defs/Node"}}}}})"},
        {"C1_reference_into_a_branch",
         R"({"type":"object","properties":{"x":{"$ref":"#/anyOf/0/properties/a"}},"anyOf":[{"properties":{"a":{"type":"string"}}},{"required":["x"]}]})",
         R"({"type":"object","properties":{"x":{"$ref":"#/$defs/part_1"},"a":{"type":"string"}},"$defs":{"part_1":{"type":"string"}},"description":"{anyOf: [{a?}, {x}]}"})"},
        {"C1_nested_combinations_stay",
         R"({"type":"object","properties":{"a":{"anyOf":[{"type":"string"},{"type":"null"}]}}})",
         R"({"type":"object","properties":{"a":{"anyOf":[{"type":"string"},{"type":"null"}]}}})"},
        {"C2_nulls", R"({"type":"object","properties":null,"required":null})",
         R"({"type":"object"})"},
        {"C2_nulls_at_depth",
         R"({"type":"object","properties":{"a":{"type":"array","items":null,"description":null},"b":null,"c":{"enum":null,"anyOf":[null,{"type":"string"}],"default":null,"x-y":null}}})",
         R"({"type":"object","properties":{"a":{"type":"array"},"b":{},"c":{"anyOf":[{"type":"string"}],"default":null}}})"},
        {"C2_nulls_that_are_values",
         R"({"type":"object","properties":{"a":{"type":["string","null"],"default":null},"b":{"const":null},"c":{"enum":["a",null]}}})",
         R"({"type":"object","properties":{"a":{"type":["string","null"],"default":null},"b":{"const":null},"c":{"enum":["a",null]}}})"},
        {"C2_empty_arrays_of_php", R"({"type":"object","properties":[],"required":[],"$defs":[]})",
         R"({"type":"object"})"},
        {"C3_names",
         R"({"type":"object","required":["filter[name]","limit"],"properties":{"filter[name]":{"type":"string"},"limit":{"type":"integer"},"":{"type":"object","properties":{"$x":{}},"dependentRequired":{"$x":["filter[name]"]}}}})",
         R"({"type":"object","properties":{"filter_name__61bddd92":{"type":"string"},"limit":{"type":"integer"},"_1cfb0df4":{"type":"object","properties":{"_x_6feeb33b":{}},"dependentRequired":{"_x_6feeb33b":["filter_name__61bddd92"]}}},"required":["filter_name__61bddd92","limit"]})"},
        {"C5_exclusive_minimum",
         R"({"type":"object","properties":{"a":{"type":"integer","minimum":0,"exclusiveMinimum":true},"b":{"maximum":9,"exclusiveMaximum":false},"c":{"exclusiveMinimum":true}}})",
         R"({"type":"object","properties":{"a":{"type":"integer","exclusiveMinimum":0},"b":{"maximum":9},"c":{}}})"},
        {"C5_tuples",
         R"({"type":"object","properties":{"a":{"type":"array","items":[{"type":"string"},{"type":"integer"}],"additionalItems":false}}})",
         R"({"type":"object","properties":{"a":{"type":"array","prefixItems":[{"type":"string"},{"type":"integer"}],"items":false}}})"},
        {"C5_dependencies",
         R"({"type":"object","dependencies":{"a":["b"],"c":{"required":["d"]}}})",
         R"({"type":"object","dependentRequired":{"a":["b"]},"dependentSchemas":{"c":{"required":["d"]}}})"},
        {"C5_nullable",
         R"({"type":"object","properties":{"a":{"type":"string","nullable":true,"enum":["x"]},"b":{"$ref":"#/definitions/B","nullable":true},"c":{"oneOf":[{"type":"string"}],"nullable":true},"d":{"nullable":false}},"definitions":{"B":{"type":"string"}}})", R"({"type":"object","properties":{"a":{"type":["string","null"],"enum":["x",null]},"b":{"anyOf":[{"$ref":"#/$defs/B"},{"type":"null"}]},"c":{"oneOf":[{"type":"string"},{"type":"null"}]},"d":{}},"$defs":{"B":{"type":"string"}}})"},
        {"C5_required_in_the_property",
         R"({"type":"object","properties":{"a":{"type":"string","required":true},"b":{"required":false}}})",
         R"({"type":"object","properties":{"a":{"type":"string"},"b":{}},"required":["a"]})"},
        {"C5_types",
         R"({"type":"object","properties":{"a":{"type":"int"},"b":{"type":"any"},"c":{"type":"STRING"},"d":{"type":[]},"e":{"type":["string",null,"string"]},"f":"string","g":{"type":"money"},"h":{"type":{"type":"string"}}}})",
         R"({"type":"object","properties":{"a":{"type":"integer"},"b":{},"c":{"type":"string"},"d":{},"e":{"type":["string","null"]},"f":{"type":"string"},"g":{"description":"{type: \"money\"}"},"h":{"description":"{type: {\"type\":\"string\"}}"}}})"},
        {"C5_anchors",
         R"({"type":"object","properties":{"a":{"$ref":"#thing"},"b":{"$ref":"other.json"},"c":{"$ref":"https://example.com/none"}},"definitions":{"T":{"$id":"#thing","type":"string"},"O":{"$id":"https://example.com/other.json","type":"integer"}}})",
         R"({"type":"object","properties":{"a":{"$ref":"#/$defs/part_1"},"b":{"$ref":"#/$defs/part_2"},"c":{"description":"{$ref: \"https://example.com/none\"}"}},"$defs":{"part_1":{"type":"string"},"part_2":{"type":"integer"}}})"},
        {"C5_numbers_beyond_64_bits",
         R"({"type":"object","properties":{"a":{"type":"integer","minimum":0,"maximum":18446744073709551615},"b":{"default":1e400,"enum":[1,99999999999999999999]},"c":{"maxLength":9007199254740991},"d":{"maximum":9007199254740991}}})",
         R"({"type":"object","properties":{"a":{"type":"integer","minimum":0,"description":"{maximum: 18446744073709551615}"},"b":{"description":"{default: 1e400, enum: [1,99999999999999999999]}"},"c":{},"d":{"maximum":9007199254740991}}})"},
        {"C5_values_of_the_wrong_kind",
         R"({"type":"object","properties":{"a":{"minLength":-1,"title":3,"examples":"x","uniqueItems":"yes","pattern":1,"anyOf":[],"additionalProperties":[],"items":{"type":"string"}}}})",
         R"({"type":"object","properties":{"a":{"examples":["x"],"additionalProperties":{},"items":{"type":"string"},"description":"{minLength: -1, pattern: 1}"}}})"},
        {"Lookaround_stays", R"-({"type":"object","properties":{"a":{"pattern":"^(?!a)"}}})-",
         R"-({"type":"object","properties":{"a":{"pattern":"^(?!a)"}}})-"},
};
INSTANTIATE_TEST_SUITE_P(Schemas, Claude, ::testing::ValuesIn(kCases),
                         [](const auto& info) { return std::string(info.param.name); });

// What Nova's root has no place for is told of the tool.
struct NovaCase {
  std::string_view name;
  std::string_view schema;
  std::string_view expected;
  std::string_view told;
};

class Nova : public ::testing::TestWithParam<NovaCase> {};

TEST_P(Nova, Takes) {
  const Fitted result = fitted(GetParam().schema, kNova);
  EXPECT_EQ(result.text.empty() ? GetParam().schema : result.text, GetParam().expected);
  EXPECT_EQ(result.told, GetParam().told);
}

constexpr NovaCase kNovaCases[] = {
    {"C4_root_keywords",
     R"({"$schema":"http://json-schema.org/draft-07/schema#","title":"T","type":"object","properties":{"p":{"$ref":"#/$defs/P"}},"$defs":{"P":{"anyOf":[{"type":"string"},{"type":"null"}],"title":"P"}},"additionalProperties":false,"required":["p"]})",
     R"({"type":"object","properties":{"p":{"anyOf":[{"type":"string"},{"type":"null"}],"title":"P"}},"required":["p"]})",
     ""},
    {"C4_description_and_limits",
     R"({"type":"object","description":"All.","properties":{"a":{}},"minProperties":1})",
     R"({"type":"object","properties":{"a":{}}})", "All.\n\n{minProperties: 1}"},
    {"C4_nothing", R"({"type":"object"})", R"({"type":"object"})", ""},
    {"C4_untyped_and_titled", R"({"title":"x"})", R"({"type":"object","properties":{}})", ""},
    {"C4_siblings_of_a_reference",
     R"({"type":"object","properties":{"p":{"$ref":"#/definitions/P","description":"Mine.","nullable":true}},"definitions":{"P":{"type":"string","description":"Its.","minLength":1}}})",
     R"({"type":"object","properties":{"p":{"anyOf":[{"type":"string","minLength":1,"description":"Mine."},{"type":"null"}]}}})",
     ""},
    {"C4_recursion",
     R"({"type":"object","properties":{"n":{"$ref":"#/$defs/N"}},"$defs":{"N":{"type":"object","properties":{"v":{"type":"string"},"next":{"$ref":"#/$defs/N"}},"required":["v"]}}})",
     R"({"type":"object","properties":{"n":{"type":"object","properties":{"v":{"type":"string"},"next":{"type":"object","description":"{$ref: \"#/$defs/N\"}"}},"required":["v"]}}})",
     ""},
    {"C4_recursion_of_the_root",
     R"({"type":"object","properties":{"kids":{"type":"array","items":{"$ref":"#"}}}})",
     R"({"type":"object","properties":{"kids":{"type":"array","items":{"type":"object","description":"{$ref: \"#\"}"}}}})",
     ""},
    {"C4_recursion_of_another_type",
     R"({"type":"object","properties":{"n":{"$ref":"#/$defs/L"},"o":{"$ref":"#/$defs/O"}},"$defs":{"L":{"type":"list","items":{"$ref":"#/$defs/L"}},"O":{"type":"object","nullable":true,"additionalProperties":{"$ref":"#/$defs/O"}}}})",
     R"({"type":"object","properties":{"n":{"type":"array","items":{"type":"array","description":"{$ref: \"#/$defs/L\"}"}},"o":{"type":["object","null"],"additionalProperties":{"description":"{$ref: \"#/$defs/O\"}"}}}})",
     ""},
    {"C4_recursion_by_way_of_others",
     R"({"type":"object","properties":{"n":{"$ref":"#/$defs/N"}},"$defs":{"N":{"allOf":[{"$ref":"#/$defs/B"}],"items":{"$ref":"#/$defs/N"}},"B":{"type":"object"}}})",
     R"({"type":"object","properties":{"n":{"allOf":[{"type":"object"}],"items":{"type":"object","description":"{$ref: \"#/$defs/N\"}"}}}})",
     ""},
    {"C1_conditions",
     R"({"type":"object","properties":{"a":{"type":"string"}},"if":{"required":["a"]},"then":{"properties":{"b":{"type":"string"}},"required":["b"]},"oneOf":[{"required":["a"]},{"required":["c"]}]})",
     R"({"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string"}}})",
     "{oneOf: [{a}, {c}], then: [{b}], if: {\"required\":[\"a\"]}}"},
};
INSTANTIATE_TEST_SUITE_P(Schemas, Nova, ::testing::ValuesIn(kNovaCases),
                         [](const auto& info) { return std::string(info.param.name); });

TEST(Kimi, TakesNoLookaround) {
  EXPECT_EQ(
      text_of(
          R"-({"type":"object","properties":{"a":{"type":"string","pattern":"^(?!\\.)(?<n>x)"},"b":{"pattern":"\\(?=[(?=](?:a)(?<n>b)"}},"patternProperties":{"^(?=x)":{},"^x":{}}})-",
          kKimi),
      R"-({"type":"object","properties":{"a":{"type":"string","description":"{pattern: \"^(?!\\\\.)(?<n>x)\"}"},"b":{"pattern":"\\(?=[(?=](?:a)(?<n>b)"}},"patternProperties":{"^x":{}},"description":"{patternProperties: \"^(?=x)\"}"})-");
}

TEST(Fit, SaysWhatIsOnlyTold) {
  std::string lost;
  fitted(R"({"properties":{"a":{"maximum":1e400}},"anyOf":[{"required":["a"]}],"title":null})",
         kClaude)
      .loss.told.for_each([&](Keyword keyword) { lost.append(name(keyword)) += ' '; });
  EXPECT_EQ(lost, "anyOf maximum ");
}

// Each names the next one twice: 2^30 schemas.
std::string bomb() {
  std::string schema = R"({"type":"object","properties":{"x":{"$ref":"#/$defs/d0"}},"$defs":{)";
  for (int i = 0; i < 30; ++i) {
    const std::string next = R"({"$ref":"#/$defs/d)" + std::to_string(i + 1) + R"("})";
    schema += "\"d" + std::to_string(i) + R"(":{"type":"object","properties":{"l":)" + next +
              R"(,"r":)" + next + "}},";
  }
  return schema + R"("d30":{"type":"string"}}})";
}

TEST(Fit, RefusesABombOfReferences) {
  json::Document document;
  const std::string schema = bomb();
  Budget budget;
  EXPECT_FALSE(fit(*document.parse(schema), kNova, budget));
  Budget other;
  const auto kept = fit(*document.parse(schema), kClaude, other);
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->text, "") << "where references are taken nothing is written out";
}

TEST(Fit, RefusesSchemasThatNobodyReads) {
  const std::string schema =
      R"({"type":"object","description":")" + std::string(Budget::kMostText / 2, 'x') + R"("})";
  json::Document document;
  Budget budget;
  EXPECT_TRUE(fit(*document.parse(schema), kClaude, budget));
  EXPECT_FALSE(fit(*document.parse(schema), kClaude, budget)) << "all of a request's together";
}

TEST(Fit, TellsOnlySoMuch) {
  std::string schema = R"({"allOf":[)";
  for (int i = 0; i < 5000; ++i) schema += R"({"minProperties":)" + std::to_string(i) + "},";
  const std::string text = text_of(schema + "{}]}", kClaude);
  EXPECT_LT(text.size(), 10'000U);
}

// Would take minutes if each reference read what it leads to again.
TEST(Fit, ReadsOnceWhatManyReferencesLeadBackTo) {
  constexpr int kMembers = 40'000;
  constexpr int kReferences = 20'000;
  std::string members;
  for (int i = 0; i < kMembers; ++i) members.append(R"("x)" + std::to_string(i)).append(R"(":1,)");
  const auto references = [](std::string_view to) {
    std::string list = R"("anyOf":[{})";
    for (int i = 0; i < kReferences; ++i) list.append(R"(,{"$ref":")").append(to).append("\"}");
    return list + "]";
  };
  const std::string to_root = "{" + members + R"("properties":{"a":{)" + references("#") + "}}}";
  EXPECT_EQ(fitted(to_root, kNova).loss.told, KeywordSet(Keyword::reference));
  const std::string to_open_part = R"({"properties":{"a":{"$ref":"#/$defs/A"}},"$defs":{"A":{)" +
                                   members + R"("items":{)" + references("#/$defs/A") + "}}}}";
  EXPECT_EQ(fitted(to_open_part, kNova).loss.told, KeywordSet(Keyword::reference));
}

TEST(Fit, ReadsEachBranchOfTheRootOnce) {
  std::string schema = R"({"$ref":"#/$defs/d0","$defs":{)";
  for (int i = 0; i < 30; ++i) {
    const std::string next = R"({"$ref":"#/$defs/d)" + std::to_string(i + 1) + R"("})";
    schema += "\"d" + std::to_string(i) + R"(":{"anyOf":[)" + next + "," + next + "]},";
  }
  schema += R"("d30":{"type":"object"}}})";
  json::Document document;
  Budget budget;
  const auto merged = fit(*document.parse(schema), kClaude, budget);
  ASSERT_TRUE(merged);
  EXPECT_EQ(merged->text, R"({"type":"object","description":"{anyOf: [{}, {}]}"})");
}

}  // namespace
}  // namespace gw::schema
