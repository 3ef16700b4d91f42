// Structured output, cache points and guardrails in Converse: what is refused, and what is
// answered.
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "simulator/converse.h"
#include "simulator/refusals.h"
#include "simulator/service.h"

namespace gw::simulator {
namespace {

constexpr std::string_view kHello = R"("messages":[{"role":"user","content":[{"text":"Hello"}]}])";

std::string refusal_with(std::string_view members, std::string_view model) {
  return refusal_of("{" + std::string(members) + "}", model);
}

std::string with_schema(std::string_view schema) {
  return std::string(kHello) +
         R"(,"outputConfig":{"textFormat":{"type":"json_schema","structure":{"jsonSchema":{"name":"x","schema":)" +
         to_json(Value{.kind = Value::Kind::string, .text = std::string(schema)}) + "}}}}";
}

// A15
TEST(StructuredOutput, CompilesAPartOfJsonSchema) {
  struct Case {
    std::string_view schema;
    std::string_view part;  // of the refusal; empty: taken
  };
  constexpr Case kCases[] = {
      {R"({"type":"object","properties":{"a":{"type":["string","null"]}},"additionalProperties":false})",
       ""},
      {R"({"$ref":"#/$defs/a","$defs":{"a":{"type":"array","items":{"type":"string"},"minItems":1}}})",
       ""},
      {R"({"type":"object","properties":{}})",
       "output_config.format.schema: For 'object' type, 'additionalProperties' must be explicitly"},
      {R"({"type":"array","items":{"type":"object","additionalProperties":true}})",
       "'additionalProperties' must be explicitly set to false"},
      {R"({"type":"array","maxItems":3})",
       "For 'array' type, property 'maxItems' is not supported"},
      {R"({"anyOf":[{"type":"string","minLength":1}]})", "property 'minLength' is not supported"},
      {R"({"$defs":{"a":{"type":"integer","minimum":1}}})", "property 'minimum' is not supported"},
      {R"({"type":"array","minItems":2})", "'minItems' values other than 0 or 1"},
      {R"({"oneOf":[]})", "Schema type 'oneOf' is not supported"},
      {"[]", "Schema must be an object"},
      {R"({"$ref":"#/$defs/a","$defs":{"a":{"items":{"$ref":"#/$defs/b"}},"b":{"$ref":"#/$defs/a"}}})",
       "output_config.format.schema: Recursive schemas are not supported"},
      {R"({"anyOf":[{"$ref":"#/$defs/a"},{"$ref":"#/$defs/a"}],"$defs":{"a":{"type":"null"}}})",
       ""},
      {"{", "Input should be a valid JSON schema"},
  };
  for (const auto& [schema, part] : kCases) {
    const auto refusal = refusal_with(with_schema(schema), "anthropic.claude-cache");
    EXPECT_TRUE(part.empty() ? refusal.empty() : refusal.contains(part)) << schema << refusal;
  }
}

TEST(StructuredOutput, IsNotForAllModels) {
  EXPECT_EQ(refusal_with(with_schema("{}"), "anthropic.claude-3"),
            "The model returned the following errors: output_config.format: Extra inputs are not "
            "permitted");
}

TEST(StructuredOutput, IsNotForAnAnswerThatIsBegun) {
  std::string begun = with_schema(R"({"type":"array"})");
  const std::string_view end = "}]}]";  // of the messages
  begun.insert(begun.find(end) + end.size() - 1,
               R"(,{"role":"assistant","content":[{"text":"["}]})");
  EXPECT_TRUE(refusal_with(begun, "anthropic.claude-cache").contains("output_config.format: the "))
      << begun;
}

TEST(StructuredOutput, StrictToolsAreCompiledToo) {
  std::string tools;
  for (int i = 0; i < 21; ++i) {
    tools += std::string(i > 0 ? "," : "") + R"({"toolSpec":{"name":"f)" + std::to_string(i) +
             R"(","strict":true,"inputSchema":{"json":{"type":"object","properties":{},)" +
             R"("additionalProperties":false}}}})";
  }
  const std::string many = std::string(kHello) + R"(,"toolConfig":{"tools":[)" + tools + "]}";
  EXPECT_TRUE(refusal_with(many, "anthropic.claude-cache").contains("Too many strict tools (21)"));
  const std::string open =
      std::string(kHello) +
      R"(,"toolConfig":{"tools":[{"toolSpec":{"name":"f","strict":true,"inputSchema":{"json":{"type":"object"}}}}]})";
  EXPECT_TRUE(
      refusal_with(open, "anthropic.claude-cache").contains("tools.0.custom: For 'object'"));
}

constexpr std::string_view kPoint = R"({"cachePoint":{"type":"default"}})";
constexpr std::string_view kHour = R"({"cachePoint":{"type":"default","ttl":"1h"}})";

// A prompt with these content blocks.
std::string said(std::string_view blocks) {
  return R"("messages":[{"role":"user","content":[{"text":"Hello"})" + std::string(blocks) + "]}]";
}

// A14
TEST(CachePoint, KeepsToItsRules) {
  const std::string point = "," + std::string(kPoint);
  const std::string text = R"(,{"text":"x"})";
  const std::string document =
      R"(,{"document":{"name":"a","format":"txt","source":{"bytes":"AA=="}}})";
  const std::string tool =
      R"("toolConfig":{"tools":[{"toolSpec":{"name":"f","inputSchema":{"json":{"type":"object"}}}})";
  struct Case {
    std::string members;
    std::string_view part;  // of the refusal; empty: taken
    std::string_view model = "anthropic.claude-cache";
  };
  const Case cases[] = {
      {said(point), ""},
      {said("," + std::string(kHour) + text + point), ""},
      {said(point) + "," + tool + point + "]}", ""},
      {said(point), "You invoked an unsupported model", "anthropic.claude-3"},
      {said(point + text + point + text + point + text + point + text + point),
       "A maximum of 4 blocks with cache_control may be provided. Found 5."},
      {said(point + text + "," + std::string(kHour)), "a ttl='1h' cache_control block must not"},
      // Tools come first, wherever they stand.
      {said("," + std::string(kHour)) + "," + tool + point + "]}", "must not come after"},
      {said("," + std::string(kHour)), "support the cachePoint.ttl field", "amazon.nova-cache"},
      {said("") + "," + tool + point + "]}", "toolConfig.tools.cachePoint", "amazon.nova-cache"},
      {said(point + point), "has no content in front of it"},
      {said(document + point), "directly after a document block with text"},
      {said(document + text + point), ""},
      {R"("system":[)" + std::string(kPoint) + "]," + std::string(kHello), "has no content"},
      {R"("messages":[{"role":"user","content":[{"text":"Hello"}]},
           {"role":"assistant","content":[{"toolUse":{"toolUseId":"x","name":"f","input":{}}}]},
           {"role":"user","content":[{"toolResult":{"toolUseId":"x","content":[{"text":"r"})" +
           point + "]}}]}]," + tool + "]}",
       "extraneous key [cachePoint] is not permitted"},
  };
  for (const auto& [members, part, model] : cases) {
    const auto refusal = refusal_with(members, model);
    EXPECT_TRUE(part.empty() ? refusal.empty() : refusal.contains(part)) << members << refusal;
  }
}

std::string answer_to(const std::string& members, std::string_view operation, PromptCache* cache) {
  const std::string path = "/model/anthropic.claude-cache/" + std::string(operation);
  const std::string body = "{" + members + "}";
  const Reply reply = respond({*find_operation("POST", path), "application/json", "", body},
                              test_catalogue(), {}, cache);
  return reply.frames.empty() ? reply.body : reply.frames.back().payload;
}

TEST(CachePoint, IsWrittenThenReadWhileThePromptGoesOn) {
  PromptCache cache;
  const std::string first = R"("system":[{"text":"Be brief."},)" + std::string(kPoint) + "]," +
                            said("," + std::string(kPoint));
  EXPECT_TRUE(answer_to(first, "converse", &cache).contains(R"("cacheReadInputTokens":0)"));
  EXPECT_TRUE(answer_to(first, "converse", &cache).contains(R"("cacheWriteInputTokens":0)"));
  const std::string longer = R"("system":[{"text":"Be brief."},)" + std::string(kPoint) + "]," +
                             said(R"(,{"text":"And?"},)" + std::string(kPoint));
  const std::string answer = answer_to(longer, "converse-stream", &cache);
  EXPECT_FALSE(answer.contains(R"("cacheReadInputTokens":0)")) << answer;
  EXPECT_FALSE(answer.contains(R"("cacheWriteInputTokens":0)")) << answer;
}

TEST(StructuredOutput, IsTheSmallestThatTheSchemaAllows) {
  const std::string body = with_schema(
      R"({"type":"object","properties":{"a":{"type":"string"}},"required":["a"],"additionalProperties":false})");
  EXPECT_TRUE(answer_to(body, "converse", nullptr).contains(R"({"text":"{\"a\":\"Hello\"}"})"));
}

TEST(Guardrail, IntervenesAtItsWord) {
  const std::string guarded =
      R"(,"guardrailConfig":{"guardrailIdentifier":"gr1","guardrailVersion":"1","trace":"enabled"})";
  const std::string bad =
      R"("messages":[{"role":"user","content":[{"text":"simulate-guardrail"}]}])";
  const std::string blocked = answer_to(bad + guarded, "converse", nullptr);
  EXPECT_TRUE(blocked.contains(R"("stopReason":"guardrail_intervened")")) << blocked;
  EXPECT_TRUE(blocked.contains(R"("trace":{"guardrail":{"inputAssessment":{"gr1":)")) << blocked;
  EXPECT_FALSE(answer_to(bad, "converse", nullptr).contains("guardrail_intervened"));
  EXPECT_FALSE(answer_to(std::string(kHello) + guarded, "converse", nullptr).contains("trace"));
  EXPECT_TRUE(refusal_with(std::string(kHello) + guarded, "cohere.unguarded")
                  .contains("support the guardrailConfig field"));
}

}  // namespace
}  // namespace gw::simulator
