// Which schemas of tools are refused, and in which words.
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "simulator/converse_rules.h"
#include "simulator/json_value.h"

namespace gw::simulator {
namespace {

using schema::Gap;

bedrock::ModelRules claude() {
  return {.pattern = "anthropic.claude-3", .native = bedrock::NativeFormat::claude_messages};
}
bedrock::ModelRules with_gap(Gap gap) { return {.pattern = "m", .schema_gaps = {gap}}; }

std::string refusal_of_schema(std::string_view schema, const bedrock::ModelRules& model) {
  const auto body =
      parse_json(R"({"messages":[{"role":"user","content":[{"text":"x"}]}],"toolConfig":{"tools":[)"
                 R"({"toolSpec":{"name":"f","inputSchema":{"json":)" +
                 std::string(schema) + "}}}]}}");
  EXPECT_TRUE(body) << schema;
  const auto refusal = body ? break_of_converse_rule(*body, model) : std::nullopt;
  return refusal ? refusal->message : "";
}

TEST(ToolSchemas, OfClaude) {
  struct Case {
    std::string_view schema, words;
  };
  constexpr Case kCases[] = {
      {R"({"type":"object","anyOf":[{}]})", "does not support oneOf, allOf, or anyOf at the top"},
      {R"({"type":"object","properties":{"a":{"anyOf":[{}]}}})", ""},
      {R"({"type":"object","properties":{"filter[name]":{}}})",
       "Property keys should match pattern"},
      {R"({"type":"object","properties":{"a":{"properties":{"":{}}}}})", "Property keys"},
      {R"({"type":"object","properties":{"$":{}}})", "Property keys"},
      {R"({"type":"object","properties":null})", "must match JSON Schema draft 2020-12"},
      {R"({"type":"object","properties":{"a":{"exclusiveMinimum":true}}})", "draft 2020-12"},
      {R"({"type":"object","properties":{"a":{"items":[{}]}}})", "draft 2020-12"},
      {R"({"type":"object","properties":{"a":{"type":"any"}}})", "draft 2020-12"},
      {R"({"type":"object","required":["a","a"]})", "draft 2020-12"},
      {R"({"type":"object","properties":{"a":{"maximum":9223372036854775807}}})",
       "int too big to convert"},
      {R"({"type":"object","properties":{"a":{"default":null,"const":null,"enum":[null]}}})", ""},
      {R"-({"type":"object","properties":{"a":{"pattern":"^(?=a)"}}})-", ""},
  };
  for (const auto& [schema, words] : kCases) {
    const std::string refusal = refusal_of_schema(schema, claude());
    EXPECT_TRUE(words.empty() ? refusal.empty() : refusal.contains(words)) << schema << refusal;
  }
}

TEST(ToolSchemas, OfOthers) {
  constexpr std::string_view kRoot = R"({"type":"object","properties":{},"$defs":{}})";
  EXPECT_EQ(refusal_of_schema(kRoot, with_gap(Gap::root_keywords)),
            "The model returned the following errors: Malformed input request: "
            "#/toolConfig/tools/0/toolSpec/inputSchema/json: extraneous key [$defs] is not "
            "permitted, please reformat your input and try again.");
  EXPECT_EQ(refusal_of_schema(kRoot, with_gap(Gap::references)), "");
  constexpr std::string_view kReference = R"({"type":"object","properties":{"a":{"$ref":"#"}}})";
  EXPECT_NE(refusal_of_schema(kReference, with_gap(Gap::references)), "");
  EXPECT_EQ(
      refusal_of_schema(R"({"type":"object","properties":{"$ref":{}}})", with_gap(Gap::references)),
      "");
  constexpr std::string_view kLook =
      R"-({"type":"object","properties":{"a":{"pattern":"(?!a)"}}})-";
  EXPECT_NE(refusal_of_schema(kLook, with_gap(Gap::lookaround)), "");
  EXPECT_EQ(refusal_of_schema(kLook, with_gap(Gap::references)), "");
}

}  // namespace
}  // namespace gw::simulator
