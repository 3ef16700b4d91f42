// What Converse refuses, and what it takes.
#include <fstream>

#include "simulator/refusals.h"

namespace gw::simulator {
namespace {

struct RefusalCase {
  std::string_view body;
  std::string_view part;  // of the message
  std::string_view model = "anthropic.claude-3";
};

// Each would pass but for the one thing that its message names. A1 and so on: docs/simulator.md.
constexpr RefusalCase kRefused[] = {
    // A3
    {R"({})", "The value at messages is empty"},
    {R"({"messages":[]})", "The value at messages is empty"},
    {R"({"messages":[{"role":"user","content":[]}]})",
     "The content field in the Message object at messages.0 is empty"},
    // A4
    {R"({"messages":[{"role":"assistant","content":[{"text":"a"}]}]})",
     "must start with a user message"},
    {R"({"messages":[{"role":"user","content":[{"text":"a"}]},
                     {"role":"user","content":[{"text":"b"}]}]})",
     "must alternate between user and assistant roles"},
    // A2
    {R"({"messages":[{"role":"user","content":[{"text":" \n\u00a0\u3000"}]}]})",
     "The text field in the ContentBlock object at messages.0.content.0 is blank"},
    {R"({"messages":[{"role":"user","content":[{"text":"a"}]}],"system":[{"text":" "}]})",
     "must contain non-whitespace text"},
    // A12
    {R"({"messages":[{"role":"user","content":[{"text":"a"}]},
                     {"role":"assistant","content":[{"text":"b "}]}]})",
     "cannot end with trailing whitespace"},
    // A6
    {R"({"messages":[{"role":"user","content":[{"text":"a","cachePoint":{"type":"default"}}]}]})",
     "The value at messages.0.content.0 can only set one of the following keys"},
    // A9
    {R"({"messages":[{"role":"user","content":[{"type":"text"}]}]})",
     "#/messages/0/content/0: extraneous key [type] is not permitted"},
    // A8
    {R"({"messages":[{"role":"user","content":[{"image":{"format":"PNG","source":{"bytes":"AA=="}}}]}]})",
     "enum value set: [png, jpeg, gif, webp]"},
    {R"({"messages":[{"role":"user","content":[{"image":{"format":"jpg","source":{"bytes":"AA=="}}}]}]})",
     "enum value set: [png, jpeg, gif, webp]"},
    // Of the service model
    {R"({"messages":[{"role":"user","content":[{"text":"a"}]}],"inferenceConfig":{"maxTokens":0}})",
     "greater than or equal to 1"},
    // A13
    {R"({"messages":[{"role":"user","content":[{"text":"a"}]}],
         "requestMetadata":{"key":"no{braces}"}})",
     "'requestMetadata.key' failed to satisfy constraint: Member must satisfy regular expression"},
    // Fields of the model's own API
    // A9
    {R"({"messages":[{"role":"user","content":[{"text":"a"}]}],
         "additionalModelRequestFields":{"my_field":1}})",
     "my_field: Extra inputs are not permitted", "anthropic.claude-flags"},
    {R"({"messages":[{"role":"user","content":[{"text":"a"}]}],
         "additionalModelRequestFields":{"top_k":5}})",
     "#: extraneous key [top_k] is not permitted", "amazon.nova"},
    {R"({"messages":[{"role":"user","content":[{"text":"a"}]}],
         "additionalModelRequestFields":{"inferenceConfig":{"topK":5,"topQ":5}}})",
     "#: extraneous key [topQ] is not permitted", "amazon.nova"},
    {R"({"messages":[{"role":"user","content":[{"text":"a"}]}],
         "additionalModelRequestFields":{"anthropic_beta":["context-1m-2025-08-07","x"]}})",
     "invalid beta flag", "anthropic.claude-flags"},
    // A10
    {R"({"messages":[{"role":"user","content":[{"text":"a"}]}],
         "additionalModelRequestFields":{"top_k":5}})",
     "`top_k` is deprecated for this model", "anthropic.claude-plain"},
    // Tools
    // A1
    {R"({"messages":[{"role":"user","content":[{"toolResult":{"toolUseId":"x","content":[]}}]}]})",
     "The toolConfig field must be defined"},
    {R"({"messages":[{"role":"user","content":[{"text":"a"}]},
         {"role":"assistant","content":[{"toolUse":{"toolUseId":"x","name":"f","input":{}}}]}]})",
     "The toolConfig field must be defined"},
    // A7
    {R"({"messages":[{"role":"user","content":[{"text":"a"}]},
         {"role":"assistant","content":[{"toolUse":{"toolUseId":"x","name":"f","input":"{}"}}]}],
         "toolConfig":{"tools":[{"toolSpec":{"name":"f","inputSchema":{"json":{"type":"object"}}}}]}})",
     "messages.1.content.0.toolUse.input is invalid"},
    {R"({"messages":[{"role":"user","content":[{"text":"a"}]},
         {"role":"assistant","content":[{"toolUse":{"toolUseId":"x","name":"f","input":[1]}}]}],
         "toolConfig":{"tools":[{"toolSpec":{"name":"f","inputSchema":{"json":{"type":"object"}}}}]}})",
     "messages.1.content.0.toolUse.input is invalid"},
    {R"({"messages":[{"role":"user","content":[{"text":"a"}]}],
         "toolConfig":{"tools":[{"toolSpec":{"name":"f","inputSchema":{"json":{"type":"string"}}}}]}})",
     "inputSchema.json.type must be one of the following: object"},
    {R"({"messages":[{"role":"user","content":[{"text":"a"}]}],
         "toolConfig":{"tools":[{"toolSpec":{"name":"","inputSchema":{"json":{"type":"object"}}}}]}})",
     "length between 1 and 64"},
    {R"({"messages":[{"role":"user","content":[{"text":"a"}]}],
         "toolConfig":{"tools":[{"toolSpec":{"name":"f","inputSchema":{"json":{}}}}]}})",
     "inputSchema.json.type must be one of the following: object"},
    {R"({"messages":[{"role":"user","content":[{"text":"a"}]}],
         "toolConfig":{"tools":[{"toolSpec":{"name":"f","description":"",
                                             "inputSchema":{"json":{"type":"object"}}}}]}})",
     "length greater than or equal to 1"},
    // A5
    {R"({"messages":[{"role":"user","content":[{"text":"a"}]},
         {"role":"assistant","content":[{"toolUse":{"toolUseId":"x","name":"f","input":{}}}]},
         {"role":"user","content":[{"text":"b"}]}],
         "toolConfig":{"tools":[{"toolSpec":{"name":"f","inputSchema":{"json":{"type":"object"}}}}]}})",
     "Expected toolResult blocks at messages.2.content for the following Ids: x"},
    {R"({"messages":[{"role":"user","content":[{"text":"a"}]},
         {"role":"assistant","content":[{"toolUse":{"toolUseId":"x","name":"f","input":{}}},
                                        {"toolUse":{"toolUseId":"y","name":"f","input":{}}}]},
         {"role":"user","content":[{"toolResult":{"toolUseId":"y","content":[]}}]}],
         "toolConfig":{"tools":[{"toolSpec":{"name":"f","inputSchema":{"json":{"type":"object"}}}}]}})",
     "Expected toolResult blocks at messages.2.content for the following Ids: x, y"},
    {R"({"messages":[{"role":"user","content":[{"toolResult":{"toolUseId":"x","content":[]}}]}],
         "toolConfig":{"tools":[{"toolSpec":{"name":"f","inputSchema":{"json":{"type":"object"}}}}]}})",
     "exceeds the number of toolUse blocks of previous turn"},
    // A6
    {R"({"messages":[{"role":"user","content":[{"text":"a"}]}],
         "toolConfig":{"tools":[{"toolSpec":{"name":"f","inputSchema":{"json":{"type":"object"}}},
                                 "cachePoint":{"type":"default"}}]}})",
     "toolConfig.tools.0 can only set one of the following keys"},
    // A7
    {R"({"messages":[{"role":"user","content":[{"text":"a"}]}],
         "toolConfig":{"tools":[{"toolSpec":{"name":"a.b","inputSchema":{"json":{"type":"object"}}}}]}})",
     "regular expression pattern: [a-zA-Z0-9_-]+"},
    // More of tools
    {R"({"messages":[{"role":"user","content":[{"text":"a"}]}],
         "toolConfig":{"tools":[{"toolSpec":{"name":"f","inputSchema":{"json":{"type":"object"}}}},
                                {"toolSpec":{"name":"f","inputSchema":{"json":{"type":"object"}}}}]}})",
     "Tool names must be unique"},
    {R"({"messages":[{"role":"user","content":[{"text":"a"}]}],
         "toolConfig":{"tools":[{"toolSpec":{"name":"f","inputSchema":{"json":{"type":"object"}}}}],
                       "toolChoice":{"tool":{"name":"g"}}}})",
     "Tool 'g' not found in provided tools"},
    {R"({"messages":[{"role":"user","content":[{"text":"a"}]},
         {"role":"assistant","content":[{"toolUse":{"toolUseId":"x","name":"f","input":{}}},
                                        {"toolUse":{"toolUseId":"x","name":"f","input":{}}}]},
         {"role":"user","content":[{"toolResult":{"toolUseId":"x","content":[]}},
                                   {"toolResult":{"toolUseId":"x","content":[]}}]}],
         "toolConfig":{"tools":[{"toolSpec":{"name":"f","inputSchema":{"json":{"type":"object"}}}}]}})",
     "messages.1.content.1: `tool_use` ids must be unique"},
    // A5
    {R"({"messages":[{"role":"user","content":[{"text":"a"}]},
         {"role":"assistant","content":[{"toolUse":{"toolUseId":"x","name":"f","input":{}}}]},
         {"role":"user","content":[{"text":"b"},{"toolResult":{"toolUseId":"x","content":[]}}]}],
         "toolConfig":{"tools":[{"toolSpec":{"name":"f","inputSchema":{"json":{"type":"object"}}}}]}})",
     "messages.2: `tool_use` ids were found without `tool_result` blocks immediately after"},
    // What the model takes of tools
    {R"({"messages":[{"role":"user","content":[{"text":"a"}]}],
         "toolConfig":{"tools":[{"toolSpec":{"name":"f","inputSchema":{"json":{"type":"object"}}}}]}})",
     "This model doesn't support tool use.", "amazon.titan"},
    {R"({"messages":[{"role":"user","content":[{"text":"a"}]}],
         "toolConfig":{"tools":[{"toolSpec":{"name":"f","inputSchema":{"json":{"type":"object"}}}}],
                       "toolChoice":{"any":{}}}})",
     "doesn't support the toolConfig.toolChoice.any field", "meta.llama3-1"},
    {R"({"messages":[{"role":"user","content":[{"text":"a"}]}],
         "toolConfig":{"tools":[{"toolSpec":{"name":"f","strict":true,
                                             "inputSchema":{"json":{"type":"object"}}}}]}})",
     "doesn't support the strict field", "meta.llama3-1"},
    {R"({"messages":[{"role":"user","content":[{"text":"a"}]},
         {"role":"assistant","content":[{"toolUse":{"toolUseId":"x","name":"f","input":{}}}]},
         {"role":"user","content":[{"toolResult":{"toolUseId":"x","status":"error","content":[]}}]}],
         "toolConfig":{"tools":[{"toolSpec":{"name":"f","inputSchema":{"json":{"type":"object"}}}}]}})",
     "doesn't support the status field", "meta.llama3-1"},
    {R"({"messages":[{"role":"user","content":[{"text":"a"}]},
         {"role":"assistant","content":[{"text":"b"},
                                        {"toolUse":{"toolUseId":"x","name":"f","input":{}}}]},
         {"role":"user","content":[{"toolResult":{"toolUseId":"x","content":[]}}]}],
         "toolConfig":{"tools":[{"toolSpec":{"name":"f","inputSchema":{"json":{"type":"object"}}}}]}})",
     "messages.1.content: Conversation blocks and tool use blocks cannot be provided",
     "meta.llama3-1"},
    {R"({"messages":[{"role":"user","content":[{"text":"a"}]},
         {"role":"assistant","content":[{"toolUse":{"toolUseId":"x","name":"f","input":{}}}]},
         {"role":"user","content":[{"toolResult":{"toolUseId":"x","content":[]}},{"text":"b"}]}],
         "toolConfig":{"tools":[{"toolSpec":{"name":"f","inputSchema":{"json":{"type":"object"}}}}]}})",
     "messages.2.content: Conversation blocks and tool result blocks cannot be provided",
     "meta.llama3-1"},
    {R"({"messages":[{"role":"user","content":[{"text":"a"}]},
         {"role":"assistant","content":[{"toolUse":{"toolUseId":"tooluse_1","name":"f","input":{}}}]},
         {"role":"user","content":[{"toolResult":{"toolUseId":"tooluse_1","content":[]}}]}],
         "toolConfig":{"tools":[{"toolSpec":{"name":"f","inputSchema":{"json":{"type":"object"}}}}]}})",
     "Tool call id was tooluse_1 but must be a-z, A-Z, 0-9, with a length of 9", "mistral.large"},
    // Claude's own fields
    // A9
    {R"({"messages":[{"role":"user","content":[{"text":"a"}]}],
         "additionalModelRequestFields":{"presence_penalty":1}})",
     "presence_penalty: Extra inputs are not permitted"},
    {R"({"messages":[{"role":"user","content":[{"text":"a"}]}],
         "additionalModelRequestFields":{"anthropic_beta":["no-such-2020-01-01"]}})",
     "invalid beta flag"},
    {R"({"messages":[{"role":"user","content":[{"text":"a"}]}],
         "additionalModelRequestFields":{"tool_choice":{"type":"auto"}},
         "toolConfig":{"tools":[{"toolSpec":{"name":"f","inputSchema":{"json":{"type":"object"}}}}],
                       "toolChoice":{"auto":{}}}})",
     "The additional field tool_choice conflicts with an existing field"},
    {R"({"messages":[{"role":"user","content":[{"text":"a"}]}],
         "inferenceConfig":{"stopSequences":["a"]},
         "additionalModelRequestFields":{"stop_sequences":["b"]}})",
     "The additional field stop_sequences conflicts with an existing field"},
    {R"({"messages":[{"role":"user","content":[{"text":"a"}]}],"system":[{"text":"s"}],
         "additionalModelRequestFields":{"system":"t"}})",
     "The additional field system conflicts with an existing field"},
    {R"({"messages":[{"role":"user","content":[{"text":"a"}]}],
         "additionalModelRequestFields":{"tool_choice":{"type":"auto"}}})",
     "tool_choice may only be specified while providing tools"},
    {R"({"messages":[{"role":"user","content":[{"text":"a"}]}],
         "additionalModelRequestFields":{"tool_choice":{"type":"tool","name":"g"}},
         "toolConfig":{"tools":[{"toolSpec":{"name":"f","inputSchema":{"json":{"type":"object"}}}}]}})",
     "Tool 'g' not found in provided tools"},
    // Documents
    // A8
    {R"({"messages":[{"role":"user","content":[{"text":"a"},
         {"document":{"name":"a_b.pdf","format":"pdf","source":{"bytes":"AA=="}}}]}]})",
     "The document file name can only contain"},
    {R"({"messages":[{"role":"user","content":[{"text":"a"},
         {"document":{"name":"a  b","format":"pdf","source":{"bytes":"AA=="}}}]}]})",
     "The document file name can only contain"},
    {R"({"messages":[{"role":"user","content":[
         {"document":{"name":"a","format":"pdf","source":{"bytes":"AA=="}}}]}]})",
     "A text block must be included"},
    // Media
    // A8
    {R"({"messages":[{"role":"user","content":[{"image":{"format":"png","source":{"bytes":"/9j/4A=="}}}]}]})",
     "The provided image does not match the specified image format."},
    {R"({"messages":[{"role":"user","content":[{"text":"a"},
         {"document":{"name":"a","format":"pdf","source":{"bytes":"AA=="}}}]}]})",
     "The provided document does not match the specified document format."},
    // More of media
    {R"({"messages":[{"role":"user","content":[{"text":"a"},
         {"document":{"name":"a","format":"txt","source":{"bytes":"YQ=="}}},
         {"document":{"name":"a","format":"txt","source":{"bytes":"Yg=="}}}]}]})",
     "cannot contain duplicate document names"},
    {R"({"messages":[{"role":"user","content":[{"text":"a"}]},
         {"role":"assistant","content":[{"image":{"format":"gif","source":{"bytes":"R0lGODlh"}}}]}]})",
     "only allowed in a message with the user role"},
    {R"({"messages":[{"role":"user","content":[{"image":{"format":"gif","source":{"bytes":"R0lGODlh"}}}]}]})",
     "This model doesn't support the image content block that you provided. Update", "meta.llama3"},
    {R"({"messages":[{"role":"user","content":[
         {"image":{"format":"gif","source":{"s3Location":{"uri":"s3://bucket/k"}}}}]}]})",
     "This model doesn't support the s3Uri field. Remove s3Uri and try again."},
    {R"({"messages":[{"role":"user","content":[{"text":"a"}]},
         {"role":"assistant","content":[{"toolUse":{"toolUseId":"x","name":"f","input":{}}}]},
         {"role":"user","content":[{"toolResult":{"toolUseId":"x","content":[
           {"image":{"format":"gif","source":{"bytes":"R0lGODlh"}}}]}}]}],
         "toolConfig":{"tools":[{"toolSpec":{"name":"f","inputSchema":{"json":{"type":"object"}}}}]}})",
     "This model doesn't support the toolResult.content.image field"},
    {R"({"messages":[{"role":"user","content":[
         {"image":{"format":"gif","source":{"bytes":"R0lGODlh"}}},
         {"image":{"format":"gif","source":{"bytes":"R0lGODlh"}}}]}]})",
     "too many images and documents: 2 + 0 > 1 + 5", "anthropic.claude-4-5"},
    {R"({"messages":[{"role":"user","content":[
         {"image":{"format":"gif","source":{"bytes":"R0lGODlhAAAA"}}}]}]})",
     "exceeds the maximum of 8 bytes: 9 bytes", "anthropic.claude-4-5"},
    // The model
    {R"({"messages":[{"role":"user","content":[{"text":"a"}]}],"system":[{"text":"s"}]})",
     "This model doesn't support system messages", "amazon.titan"},
    {R"({"messages":[{"role":"user","content":[{"text":"a"}]},
                     {"role":"assistant","content":[{"text":"b"}]},
                     {"role":"user","content":[{"text":"c"}]}]})",
     "This model doesn't support conversation history", "cohere.command"},
    {R"({"messages":[{"role":"user","content":[{"text":"a"}]}],
         "inferenceConfig":{"stopSequences":[]}})",
     "This model doesn't support the stopSequences field", "meta.llama3"},
    {R"({"messages":[{"role":"user","content":[{"text":"a"}]}],
         "inferenceConfig":{"stopSequences":["a","b"]}})",
     "expected maximum item count: 1, found: 2", "amazon.titan"},
    {R"({"messages":[{"role":"user","content":[{"text":"a"}]}],
         "inferenceConfig":{"stopSequences":["END"," \n"]}})",
     "errors: stop_sequences: each stop sequence must contain non-whitespace",
     "anthropic.claude-4-5"},
    {R"({"messages":[{"role":"user","content":[{"text":"a"}]}],
         "inferenceConfig":{"maxTokens":2049}})",
     "exceeds the model limit of 2048", "meta.llama3"},
    // A10
    {R"({"messages":[{"role":"user","content":[{"text":"a"}]}],
         "inferenceConfig":{"temperature":0,"topP":1}})",
     "cannot both be specified", "anthropic.claude-4-5"},
    {R"({"messages":[{"role":"user","content":[{"text":"a"}]}],
         "inferenceConfig":{"temperature":0}})",
     "This model doesn't support the temperature field", "anthropic.claude-5"},
    {R"({"messages":[{"role":"user","content":[{"text":"a"}]}],
         "inferenceConfig":{"topP":1}})",
     "This model doesn't support the topP field", "anthropic.claude-5"},
    // A4
    {R"({"messages":[{"role":"user","content":[{"text":"a"}]},
                     {"role":"assistant","content":[{"text":"b"}]}]})",
     "does not support assistant message prefill", "anthropic.claude-5"},
};

TEST(Converse, RefusesWhatBedrockRefuses) {
  for (const RefusalCase& each : kRefused) {
    const std::string message = refusal_of(each.body, each.model);
    EXPECT_NE(message.find(each.part), std::string::npos)
        << each.body << "\nexpected: " << each.part << "\ngot: " << message;
  }
}

// A7, A8, A13: what is one too long, beside what is not.
TEST(Converse, NamesAndMetadataAreShort) {
  const auto asked = [](std::string_view block, std::string_view members) {
    return refusal_of(R"({"messages":[{"role":"user","content":[{"text":"a"})" +
                      std::string(block) + "]}]" + std::string(members) + "}");
  };
  const auto tool = [&](std::size_t length) {
    return asked("", R"(,"toolConfig":{"tools":[{"toolSpec":{"name":")" + std::string(length, 'f') +
                         R"(","inputSchema":{"json":{"type":"object"}}}}]})");
  };
  const auto document = [&](std::size_t length) {
    return asked(R"(,{"document":{"name":")" + std::string(length, 'd') +
                     R"(","format":"txt","source":{"bytes":"YQ=="}}})",
                 "");
  };
  const auto metadata = [&](std::size_t key, std::size_t value) {
    return asked("", R"(,"requestMetadata":{")" + std::string(key, 'k') + R"(":")" +
                         std::string(value, 'v') + R"("})");
  };
  EXPECT_EQ(tool(64), "");
  EXPECT_NE(tool(65).find("length between 1 and 64"), std::string::npos) << tool(65);
  EXPECT_EQ(document(200), "");
  EXPECT_NE(document(201).find("length between 1 and 200"), std::string::npos);
  EXPECT_EQ(metadata(256, 256), "");
  EXPECT_NE(metadata(257, 1), "");
  EXPECT_NE(metadata(1, 257), "");
}

// A strict tool with so many parameters of this schema, which may be missing.
std::string strict_tool_with(int count, const std::string& parameter) {
  std::string properties;
  for (int i = 0; i < count; ++i) {
    properties += (i > 0 ? "," : "") + ("\"p" + std::to_string(i)) + "\":" + parameter;
  }
  return R"({"messages":[{"role":"user","content":[{"text":"a"}]}],"toolConfig":{"tools":[
      {"toolSpec":{"name":"f","strict":true,"inputSchema":{"json":{"type":"object","properties":{)" +
         properties + R"(},"additionalProperties":false}}}}]}})";
}

// A15
TEST(Converse, StrictToolsAreSimple) {
  const std::string_view model = "anthropic.claude-4-5";
  const std::string nullable = R"({"type":["string","null"]})";
  EXPECT_EQ(refusal_of(strict_tool_with(16, nullable), model), "");
  EXPECT_NE(refusal_of(strict_tool_with(17, nullable), model)
                .find("too many parameters with union types (17 parameters"),
            std::string::npos);
  EXPECT_EQ(refusal_of(strict_tool_with(24, "{}"), model), "");
  EXPECT_NE(refusal_of(strict_tool_with(25, "{}"), model).find("too many optional parameters (25)"),
            std::string::npos);
}

TEST(Converse, StrictToolsHaveAnEnd) {
  const auto with_items = [](const std::string& reference) {
    return strict_tool_with(1, R"({"type":"array","items":{"$ref":")" + reference + "\"}}");
  };
  const std::string_view model = "anthropic.claude-4-5";
  EXPECT_NE(refusal_of(with_items("#"), model)
                .find("tools.0.custom.input_schema: Recursive schemas are not supported"),
            std::string::npos);
  EXPECT_NE(refusal_of(with_items("#/properties/p0"), model).find("Recursive"), std::string::npos);
  EXPECT_EQ(refusal_of(with_items("#/nowhere"), model), "");
}

TEST(Converse, SomeModelsDoNotStreamTools) {
  const auto body = parse_json(R"({"messages":[{"role":"user","content":[{"text":"a"}]}],
      "toolConfig":{"tools":[{"toolSpec":{"name":"f","inputSchema":{"json":{"type":"object"}}}}]}})");
  EXPECT_FALSE(refuse_converse(*body, test_model("meta.llama3-1"), false));
  EXPECT_EQ(refuse_converse(*body, test_model("meta.llama3-1"), true)->message,
            "This model doesn't support tool use in streaming mode.");
}

// The judge by AWS's service model (tests/e2e) reads them, too.
TEST(Converse, AcceptsWhatBedrockAccepts) {
  std::ifstream lines(GW_SOURCE_DIR "/tests/simulator/accepted.jsonl");
  std::string line;
  int count = 0;
  for (; std::getline(lines, line); ++count) {
    const auto accepted = parse_json(line);
    ASSERT_TRUE(accepted) << line;
    const std::string& model = (*accepted)["model"].text;
    EXPECT_EQ(refusal_of(to_json((*accepted)["body"]), model), "") << line;
  }
  EXPECT_GT(count, 3);
}

TEST(Converse, StreamingModeOfGuardrailsIsForStreamsOnly) {
  const auto body = parse_json(R"({"messages":[{"role":"user","content":[{"text":"a"}]}],
      "guardrailConfig":{"guardrailIdentifier":"abc","guardrailVersion":"1",
                         "streamProcessingMode":"async"}})");
  EXPECT_TRUE(refuse_converse(*body, test_model("anthropic.claude-3"), false));
  EXPECT_FALSE(refuse_converse(*body, test_model("anthropic.claude-3"), true));
}

}  // namespace
}  // namespace gw::simulator
