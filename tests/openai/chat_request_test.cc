#include "openai/chat_request.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "openai/api_error.h"
#include "openai/chat_extensions.h"

namespace gw::openai {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string with(std::string_view members) {
  return R"({"model":"m","messages":[{"role":"user","content":"Hi"}])" +
         (members.empty() ? "" : "," + std::string(members)) + "}";
}

std::string with_messages(std::string_view messages) {
  return R"({"model":"m","messages":)" + std::string(messages) + "}";
}

std::string_view text_in(const ChatRequest& request, std::size_t message, std::size_t block) {
  return std::get<llm::Text>(request.common.messages[message].blocks[block].value).text.escaped;
}

llm::Failure error_of(const std::string& body) {
  auto parsed = parse_chat_request(body);
  return parsed ? llm::Failure(200, llm::FailureKind::server, "it was accepted") : parsed.error();
}

TEST(ChatRequest, EverythingThatHasACounterpartIsRead) {
  const std::string body = R"({
    "model": "anthropic.claude-v2:1",
    "messages": [
      {"role": "system", "content": "Be brief."},
      {"role": "developer", "content": [{"type": "text", "text": "Be kind."}]},
      {"role": "user", "content": [{"type": "text", "text": "a\n"}, {"type": "text", "text": "b"}]},
      {"role": "assistant", "content": null, "refusal": "No."},
      {"role": "assistant", "content": [{"type": "refusal", "refusal": "Never."}]},
      {"role": "user", "content": "\u00e9"}
    ],
    "stream": true, "stream_options": {"include_usage": true, "include_obfuscation": false},
    "max_tokens": 5, "temperature": 0, "top_p": 1.0, "stop": ["x", "\n"]
  })";

  const auto request = parse_chat_request(body);

  ASSERT_TRUE(request) << request.error().message;
  EXPECT_EQ(request->common.model, "anthropic.claude-v2:1");
  ASSERT_EQ(request->common.messages.size(), 6u);
  EXPECT_EQ(request->common.messages[0].role, llm::Role::system);
  EXPECT_EQ(request->common.messages[1].role, llm::Role::system);
  EXPECT_EQ(text_in(*request, 1, 0), "Be kind.");
  EXPECT_EQ(text_in(*request, 2, 0), "a\\n");
  EXPECT_EQ(text_in(*request, 2, 1), "b");
  EXPECT_EQ(text_in(*request, 3, 0), "No.");
  EXPECT_EQ(text_in(*request, 4, 0), "Never.");
  EXPECT_EQ(text_in(*request, 5, 0), "\\u00e9");
  EXPECT_TRUE(request->common.stream);
  EXPECT_TRUE(request->include_usage);
  EXPECT_EQ(request->common.max_tokens, 5);
  EXPECT_EQ(request->common.temperature, 0.0);
  EXPECT_EQ(request->common.top_p, 1.0);
  EXPECT_THAT(request->common.stop, ElementsAre(json::RawString{"x"}, json::RawString{"\\n"}));
  EXPECT_THAT(request->common.unsupported, IsEmpty());
}

TEST(ChatRequest, MaxCompletionTokensWinsInAnyOrder) {
  for (const char* members : {R"("max_tokens":5,"max_completion_tokens":7)",
                              R"("max_completion_tokens":7,"max_tokens":5)"}) {
    EXPECT_EQ(parse_chat_request(with(members))->common.max_tokens, 7) << members;
  }
  EXPECT_EQ(
      parse_chat_request(with(R"("max_completion_tokens":null,"max_tokens":5)"))->common.max_tokens,
      5);
}

TEST(ChatRequest, BlankContentIsAccepted) {
  for (const char* content : {"null", "\"\"", "[]", R"([{"type":"text","text":""}])"}) {
    const std::string body =
        with_messages(R"([{"role":"user","content":)" + std::string(content) + "}]");
    const auto request = parse_chat_request(body);
    ASSERT_TRUE(request) << body;
    EXPECT_THAT(request->common.messages[0].blocks, IsEmpty()) << body;
  }
  EXPECT_TRUE(parse_chat_request(with_messages(R"([{"role":"user"}])")));
}

TEST(ChatRequest, NeutralValuesAreIgnored) {
  for (const char* members : {
           R"("n":1)",
           R"("n":null)",
           R"("logprobs":false)",
           R"("top_logprobs":0)",
           R"("presence_penalty":0,"frequency_penalty":0.0)",
           R"("store":false)",
           R"("tools":[])",
           R"("tools":null,"tool_choice":"auto")",
           R"("tool_choice":"none")",
           R"("functions":[])",
           R"("parallel_tool_calls":true)",
           R"("response_format":{"type":"text"})",
           R"("modalities":["text"])",
           R"("logit_bias":{ })",
           R"("metadata":{})",
           R"("seed":null)",
           R"("user":null)",
           R"("service_tier":"auto")",
           R"("verbosity":"medium")",
           R"("stop":null,"max_tokens":null,"temperature":null,"top_p":null,"stream":null)",
           R"("stream_options":null)",
           R"("stream_options":{})",
           R"("stop":[])",
       }) {
    const auto request = parse_chat_request(with(members));
    ASSERT_TRUE(request) << members;
    EXPECT_THAT(request->common.unsupported, IsEmpty()) << members;
  }
}

TEST(ChatRequest, WhatHasNoCounterpartIsNamedOnce) {
  const auto request = parse_chat_request(with(R"("store":true,"verbosity":"low","audio":{},)"
                                               R"("store":true,"odd\nname":1,"\u0061":2)"));
  ASSERT_TRUE(request);
  EXPECT_THAT(request->common.unsupported, ElementsAre("store", "verbosity", "audio", "(other)"));
}

TEST(ChatRequest, UnsupportedNamesAreBounded) {
  std::string members = R"("store":true)";
  for (int i = 0; i < 1000; ++i) members += ",\"litellm_" + std::to_string(i) + "\":1";
  members += ",\"" + std::string(10000, 'x') + "\":1";
  EXPECT_EQ(parse_chat_request(with(members))->common.unsupported.size(), 32u);
}

MATCHER_P2(IsMember, name, json, "") { return arg.name == name && arg.json == json; }

TEST(ChatRequest, WhatDependsOnTheModelIsKept) {
  const std::string body =
      with(R"("seed":1,"top_k":40,"presence_penalty":-0.5,"frequency_penalty":0,"logprobs":false,)"
           R"("logit_bias":{"50256":-100},"my_Own":{"A b":[1, 2]},)"
           R"("additionalModelRequestFields":{"thinking":{"type":"disabled"},"none":null,)"
           R"("anthropic_beta":["a","b"]},"anthropic_beta":"b, c")");
  const auto request = parse_chat_request(body);
  ASSERT_TRUE(request) << request.error().message;
  EXPECT_THAT(request->common.model_parameters,
              ElementsAre(IsMember("seed", "1"), IsMember("top_k", "40"),
                          IsMember("presence_penalty", "-0.5"),
                          IsMember("logit_bias", R"({"50256":-100})")));
  EXPECT_THAT(request->common.extra_fields,
              ElementsAre(IsMember("my_Own", R"({"A b":[1, 2]})"),
                          IsMember("thinking", R"({"type":"disabled"})")));
  EXPECT_THAT(request->common.beta_flags, ElementsAre("a", "b", "c"));
  EXPECT_THAT(request->common.unsupported, IsEmpty());
}

TEST(ChatRequest, WhatClientsSendToOtherServersDoesNotReachTheModel) {
  const auto request = parse_chat_request(
      with(R"("chat_id":"1","litellm_trace_id":"2","api_key":"sk-1","usage":{"include":true})"));
  ASSERT_TRUE(request);
  EXPECT_THAT(request->common.extra_fields, IsEmpty());
  EXPECT_THAT(request->common.unsupported,
              ElementsAre("chat_id", "litellm_trace_id", "api_key", "usage"));
}

// C15: what reaches the model reaches the logs of its invocations, too.
TEST(ChatRequest, CredentialsAndWhatOtherGatewaysAreToldDoNotReachTheModel) {
  for (const std::string name :
       {"aws_secret_access_key", "aws_session_token", "vertex_credentials", "azure_ad_token",
        "openai_api_key", "authorization", "password", "token", "guardrails", "mcp_servers"}) {
    const auto request = parse_chat_request(with("\"" + name + "\":[\"secret\"]"));
    ASSERT_TRUE(request) << name;
    EXPECT_THAT(request->common.extra_fields, IsEmpty()) << name;
    EXPECT_THAT(request->common.unsupported, ElementsAre(name));
  }
}

TEST(ChatRequest, ExtraFieldsAreBounded) {
  std::string members = R"("a":1)";
  for (int i = 0; i < 64; ++i) members += ",\"p" + std::to_string(i) + "\":1";
  EXPECT_EQ(error_of(with(members)).code, "too_many_parameters");
}

TEST(ChatRequest, OptionsOfTheCallAreRead) {
  const std::string body =
      with(R"("service_tier":"flex","performanceConfig":{"latency":"optimized"},)"
           R"("metadata":{"team":"a","n":1},"user":"u-1","safety_identifier":"s-1",)"
           R"("additionalModelResponseFieldPaths":["/stop_sequence"],"prompt_cache_key":"k")");
  const auto request = parse_chat_request(body);
  ASSERT_TRUE(request) << request.error().message;
  EXPECT_EQ(request->common.service_tier, "flex");
  EXPECT_EQ(request->common.latency, "optimized");
  ASSERT_EQ(request->common.metadata.size(), 2u);
  EXPECT_EQ(request->common.metadata[1].json, "1");
  EXPECT_EQ(request->common.user, json::RawString{"s-1"});
  EXPECT_THAT(request->common.response_paths, ElementsAre(json::RawString{"/stop_sequence"}));
  EXPECT_THAT(request->common.unsupported, IsEmpty());
}

TEST(ChatRequest, OptionsInHeadersCountLessThanTheBody) {
  const std::string body = with(R"("service_tier":"flex","anthropic_beta":["a"])");
  auto request = *parse_chat_request(body);
  ASSERT_TRUE(apply_headers({"b,a, c d", "optimized", "priority"}, request.common));
  EXPECT_EQ(request.common.service_tier, "flex");
  EXPECT_EQ(request.common.latency, "optimized");
  EXPECT_THAT(request.common.beta_flags, ElementsAre("a", "b"));
  EXPECT_THAT(request.common.unsupported, ElementsAre("anthropic_beta"));
  request.common.latency = {};
  EXPECT_EQ(apply_headers({"", "fast", ""}, request.common).error().param,
            "x-amzn-bedrock-performanceconfig-latency");
}

TEST(ChatRequest, LoneSurrogatesAreRepairedAndTheirStorageMovesWithTheRequest) {
  const std::string body = with_messages(
      R"([{"role":"user","content":"a\ud83d"},{"role":"user","content":"\ude00"},{"role":"user","content":"\u0000"}])");
  auto request = parse_chat_request(body);
  ASSERT_TRUE(request);
  const ChatRequest moved = std::move(*request);
  EXPECT_EQ(text_in(moved, 0, 0), "a\xEF\xBF\xBD");
  EXPECT_EQ(text_in(moved, 1, 0), "\xEF\xBF\xBD");
  EXPECT_EQ(text_in(moved, 2, 0), "\\u0000");
}

struct Refusal {
  std::string body;
  const char* param;
  const char* code;
  const char* message;
};

TEST(ChatRequest, RefusalsNameTheParameter) {
  const Refusal cases[] = {
      {"", "", "invalid_json", "it is empty"},
      {"{", "", "invalid_json", "ends too early"},
      {"{\"model\":\"\xff\"}", "", "invalid_json", "UTF-8"},
      {"[]", "", "invalid_type", "must be a JSON object, but is an array"},
      {"{}", "model", "missing_required_parameter", "'model'"},
      {R"({"model":""})", "model", "missing_required_parameter", "'model'"},
      {R"({"model":"m"})", "messages", "missing_required_parameter", "'messages'"},
      {R"({"model":1})", "model", "invalid_type", "expected a string, but got a number instead"},
      {R"({"model":"\q"})", "model", "invalid_json", "invalid escape"},
      {with_messages("{}"), "messages", "invalid_type", "expected an array of objects"},
      {with_messages("[]"), "messages", "empty_array", "minimum length 1"},
      {with_messages("[1]"), "messages[0]", "invalid_type", "expected an object"},
      {with_messages("[{}]"), "messages[0].role", "missing_required_parameter", "role"},
      {with_messages(R"([{"role":"bot"}])"), "messages[0].role", "invalid_value",
       "Invalid value: \"bot\". Supported values are: 'system'"},
      {with_messages(R"([{"role":1}])"), "messages[0].role", "invalid_type", "expected a string"},
      {with_messages(R"([{"role":"tool","content":"x"}])"), "messages[0].tool_call_id",
       "missing_required_parameter", "tool_call_id"},
      {with_messages(R"([{"role":"function","content":"x"}])"), "messages[0].name",
       "missing_required_parameter", "name"},
      {with_messages(R"([{"role":"user","content":1}])"), "messages[0].content", "invalid_type",
       "expected a string or an array of objects"},
      {with_messages(R"([{"role":"user","content":["x"]}])"), "messages[0].content[0]",
       "invalid_type", "expected an object"},
      {with_messages(R"([{"role":"user"},{"role":"user","content":[{"text":"x"}]}])"),
       "messages[1].content[0].type", "missing_required_parameter", "type"},
      {with_messages(R"([{"role":"user","content":[{"type":"text"}]}])"),
       "messages[0].content[0].text", "missing_required_parameter", "text"},
      {with_messages(R"([{"role":"user","content":[{"type":"text","text":{}}]}])"),
       "messages[0].content[0].text", "invalid_type", "expected a string, but got an object"},
      {with_messages(R"([{"role":"user","content":[{"type":"image_url","image_url":{}}]}])"),
       "messages[0].content[0].image_url.url", "missing_required_parameter", "image_url.url"},
      {with_messages(R"([{"role":"user","content":[{"type":"image_url","image_url":7}]}])"),
       "messages[0].content[0].image_url", "invalid_type", "expected an object, but got a number"},
      {with_messages(R"([{"role":"user","content":[{"type":"file","file":{"filename":"a"}}]}])"),
       "messages[0].content[0].file.file_data", "missing_required_parameter", "file_data"},
      // What only tools answer.
      {with_messages(R"([{"role":"user","content":[{"type":"dog"}]}])"),
       "messages[0].content[0].type", "invalid_value", "Supported values are: 'text'"},
      {with_messages(
           R"([{"role":"user","content":[{"type":"image","data":"AAAA","mimeType":"image/png"}]}])"),
       "messages[0].content[0].source", "missing_required_parameter", "source"},
      {with_messages(
           R"([{"role":"tool","tool_call_id":"a","content":[{"type":"image","data":"?","mimeType":""}]}])"),
       "messages[0].content[0].data", "invalid_value", "not base64"},
      {with_messages(R"([{"role":"system","content":[{"type":"dog"}]}])"),
       "messages[0].content[0].type", "invalid_value", "Supported values are: 'text'."},
      {with_messages(R"([{"role":"user","content":[{"type":"tool_use","id":"1","name":"f"}]}])"),
       "messages[0].content[0].type", "invalid_value", "Supported values are: 'text'"},
      {with_messages(R"([{"role":"assistant","content":[{"type":"tool_use","id":"1"}]}])"),
       "messages[0].content[0].name", "missing_required_parameter", "name"},
      {with_messages(R"([{"role":"user","content":[{"type":"tool_result"}]}])"),
       "messages[0].content[0].tool_use_id", "missing_required_parameter", "tool_use_id"},
      {with_messages(R"([{"role":"user","content":[{"type":"refusal","refusal":"x"}]}])"),
       "messages[0].content[0].type", "invalid_value", "Supported values are: 'text'"},
      {with_messages(R"([{"role":"assistant","tool_calls":{}}])"), "messages[0].tool_calls",
       "invalid_type", "expected an array of objects"},
      {with_messages(R"([{"role":"assistant","tool_calls":[{}]}])"), "messages[0].tool_calls[0].id",
       "missing_required_parameter", "id"},
      {with_messages(R"([{"role":"assistant","tool_calls":[{"id":"1"}]}])"),
       "messages[0].tool_calls[0].function", "missing_required_parameter", "function"},
      {with_messages(R"([{"role":"assistant","tool_calls":[{"id":"1","type":"magic"}]}])"),
       "messages[0].tool_calls[0].type", "invalid_value",
       "Supported values are: 'function' and 'custom'"},
      {with_messages(R"([{"role":"assistant","tool_calls":[{"id":"1","type":"custom"}]}])"),
       "messages[0].tool_calls[0].custom", "missing_required_parameter", "custom"},
      {with_messages(
           R"([{"role":"assistant","tool_calls":[{"id":"1","type":"custom","custom":{"name":"f"}}]}])"),
       "messages[0].tool_calls[0].custom.input", "missing_required_parameter", "input"},
      {with_messages(R"([{"role":"assistant","function_call":{}}])"),
       "messages[0].function_call.name", "missing_required_parameter", "name"},
      {with_messages(R"([{"role":"user","content":"\ud83d\x"}])"), "messages[0].content",
       "invalid_json", "invalid escape"},
      {with(R"("tools":{})"), "tools", "invalid_type", "expected an array of objects"},
      {with(R"("tools":[{"function":{"name":"f"}}])"), "tools[0].type",
       "missing_required_parameter", "type"},
      {with(R"("tools":[{"type":"function"}])"), "tools[0].function", "missing_required_parameter",
       "function"},
      {with(R"("tools":[{"type":"web_search"}])"), "tools[0].type", "invalid_value",
       "Supported values are: 'function' and 'custom'"},
      {with(R"("tools":[{"type":"custom","custom":{}}])"), "tools[0].custom.name",
       "missing_required_parameter", "name"},
      {with(R"("tools":[{"type":"custom","custom":{"name":"f","format":{"type":"regex"}}}])"),
       "tools[0].custom.format.type", "invalid_value", "'text' and 'grammar'"},
      {with(R"("tools":[{"type":"custom","name":"f","format":{"type":"grammar"}}])"),
       "tools[0].format.grammar.definition", "missing_required_parameter", "definition"},
      {with(R"("tools":[{"type":"function","function":{"name":""}}])"), "tools[0].function.name",
       "empty_string", "minimum length 1"},
      {with(R"("tools":[{"type":"function","function":{"name":"f","parameters":[]}}])"),
       "tools[0].function.parameters", "invalid_type", "expected an object"},
      {with(R"("functions":[{}])"), "functions[0].name", "missing_required_parameter", "name"},
      {with(R"("functions":[{"name":"f"}],"tools":[{"type":"function","name":"f"}])"), "tools",
       "invalid_value", "cannot both be given"},
      {with(R"("tool_choice":"sometimes")"), "tool_choice", "invalid_value", "'required'"},
      {with(R"("tool_choice":1)"), "tool_choice", "invalid_type", "a string or an object"},
      {with(R"("tool_choice":"required")"), "tool_choice", "invalid_value", "only allowed when"},
      {with(R"("tools":[{"type":"function","name":"f"}],"tool_choice":{"name":"g"})"),
       "tool_choice", "invalid_value", "not among 'tools'"},
      {with(R"("presence_penalty":3)"), "presence_penalty", "decimal_above_max_value", "<= 2"},
      {with(R"("top_k":0.5)"), "top_k", "invalid_type", "expected an integer"},
      {with(R"("service_tier":"gold")"), "service_tier", "invalid_value", "'flex'"},
      {with(R"("performance_config":{"latency":"fast"})"), "performance_config.latency",
       "invalid_value", "'optimized'"},
      {with(R"("metadata":"x")"), "metadata", "invalid_type", "expected an object"},
      {with(R"("additional_model_response_field_paths":["x"])"),
       "additional_model_response_field_paths[0]", "invalid_value", "JSON pointer"},
      {with(R"("n":0)"), "n", "integer_below_min_value", ">= 1"},
      {with(R"("n":129)"), "n", "integer_above_max_value", "<= 128"},
      {with(R"("n":0)"), "n", "integer_below_min_value", ">= 1"},
      {with(R"("n":"1")"), "n", "invalid_type", "expected an integer"},
      {with(R"("max_tokens":-2)"), "max_tokens", "integer_below_min_value", "but got -2"},
      {with(R"("max_completion_tokens":-2)"), "max_completion_tokens", "integer_below_min_value",
       "but got -2"},
      {with(R"("max_tokens":1.5)"), "max_tokens", "invalid_type", "expected an integer"},
      {with(R"("temperature":2.1)"), "temperature", "decimal_above_max_value", "<= 2, but got 2.1"},
      {with(R"("temperature":-0.1)"), "temperature", "decimal_below_min_value", ">= 0"},
      {with(R"("temperature":"hot")"), "temperature", "invalid_type", "expected a decimal"},
      {with(R"("top_p":1.01)"), "top_p", "decimal_above_max_value", "<= 1"},
      {with(R"("stop":1)"), "stop", "invalid_type", "expected a string or an array of strings"},
      {with(R"("stop":["a",1])"), "stop[1]", "invalid_type", "expected a string"},
      {with(R"("stream":"yes")"), "stream", "invalid_type", "expected a boolean"},
      {with(R"("stream_options":true)"), "stream_options", "invalid_type", "expected an object"},
      {with(R"("stream_options":{"include_usage":1})"), "stream_options.include_usage",
       "invalid_type", "expected a boolean"},
  };
  for (const Refusal& refusal : cases) {
    const llm::Failure error = error_of(refusal.body);
    EXPECT_EQ(error.status, 400) << refusal.body;
    EXPECT_EQ(name(error.kind), "invalid_request_error") << refusal.body;
    EXPECT_EQ(error.param, refusal.param) << refusal.body;
    EXPECT_EQ(error.code, refusal.code) << refusal.body;
    EXPECT_THAT(error.message, HasSubstr(refusal.message)) << refusal.body;
  }
}

TEST(ChatRequest, LongValuesAreCutInMessages) {
  const llm::Failure error =
      error_of(with_messages(R"([{"role":")" + std::string(100'000, 'x') + "\"}]"));
  EXPECT_LT(error.message.size(), 300u);
}

TEST(ApiErrorBody, IsOpenAis) {
  Buffer out;
  append_error_body(llm::invalid_request("No \"x\"\n", "n", "unsupported_value"), out);
  append_error_body(llm::Failure(500, llm::FailureKind::server, "m"), out);
  EXPECT_EQ(
      out.view(),
      R"({"error":{"message":"No \"x\"\n","type":"invalid_request_error","param":"n","code":"unsupported_value"}})"
      R"({"error":{"message":"m","type":"server_error","param":null,"code":null}})");
}

TEST(ChatRequest, ToolsComeInThreeForms) {
  for (const std::string_view tools :
       {R"("tools":[{"type":"function","function":{"name":"f","description":"d","strict":true,)"
        R"("parameters":{"a": 1}}}])",
        R"("tools":[{"type":"function","name":"f","description":"d","strict":true,)"
        R"("parameters":{"a": 1}}])",
        R"("functions":[{"name":"f","description":"d","strict":true,"parameters":{"a": 1}}])"}) {
    const std::string body = with(tools);
    const auto request = parse_chat_request(body);
    ASSERT_TRUE(request) << request.error().message;
    ASSERT_EQ(request->common.tools.size(), 1u);
    const llm::Tool& tool = request->common.tools.front();
    EXPECT_EQ(tool.name.escaped, "f");
    EXPECT_EQ(tool.description.escaped, "d");
    EXPECT_EQ(tool.parameters, R"({"a": 1})");
    EXPECT_TRUE(tool.strict);
    EXPECT_EQ(request->common.first_call_only, tools.starts_with("\"functions"));
  }
}

TEST(ChatRequest, ToolChoiceComesInManyForms) {
  using Mode = llm::ToolChoice::Mode;
  const std::tuple<std::string_view, Mode, std::string_view> cases[] = {
      {R"("auto")", Mode::automatic, ""},
      {R"("none")", Mode::none, ""},
      {R"("required")", Mode::required, ""},
      {R"({"type":"function","function":{"name":"f"}})", Mode::function, "f"},
      {R"({"type":"function","name":"f"})", Mode::function, "f"},
      {R"({"type":"allowed_tools","allowed_tools":{"mode":"required","tools":[]}})", Mode::required,
       ""},
      {R"({"type":"allowed_tools","mode":"auto","tools":[{"type":"function","name":"f"}]})",
       Mode::automatic, ""},
      {"null", Mode::unset, ""},
  };
  for (const auto& [choice, mode, name] : cases) {
    const std::string body =
        with(R"("tools":[{"type":"function","name":"f"}],"tool_choice":)" + std::string(choice));
    const auto request = parse_chat_request(body);
    ASSERT_TRUE(request) << request.error().message;
    EXPECT_EQ(request->common.tool_choice.mode, mode) << choice;
    EXPECT_EQ(request->common.tool_choice.function.escaped, name) << choice;
    EXPECT_EQ(request->common.tool_choice.allowed.has_value(), choice.contains("allowed"))
        << choice;
  }
}

// U18
TEST(ChatRequest, NamesAndIdsAreTheSameHoweverTheyAreEscaped) {
  const std::string body = with(
      R"("tools":[{"type":"function","name":"get\u005fx"},{"type":"function","name":"\u00e9\/\n"}],)"
      R"("tool_choice":{"name":"get_x"})");
  const auto request = parse_chat_request(body);
  ASSERT_TRUE(request) << request.error().message;
  EXPECT_EQ(request->common.tools[0].name.escaped, "get_x");
  EXPECT_EQ(request->common.tools[1].name.escaped, R"(é/\n)");
  EXPECT_EQ(request->common.tool_choice.function.escaped, "get_x");
}

// C16: an editor writes Anthropic's forms when the model's id says Claude.
TEST(ChatRequest, C16AnthropicsToolsAndBlocksAreRead) {
  const std::string body =
      R"({"model":"m","tools":[{"name":"f","description":"d","input_schema":{"a": 1}},)"
      R"({"type":"custom","name":"g","input_schema":{"b": 1}},{"name":"h","inputSchema":{"c": 1}}],)"
      R"("tool_choice":{"type":"any","disable_parallel_tool_use":true},"messages":[)"
      R"({"role":"assistant","content":[{"type":"text","text":"x"},)"
      R"({"type":"tool_use","id":"1","name":"f","input":{"q": "é"}}]},)"
      R"({"role":"user","content":[{"type":"tool_result","tool_use_id":"1","is_error":true,)"
      R"("content":[{"type":"text","text":"no"}]},{"type":"text","text":"and?"}]}]})";
  const auto request = parse_chat_request(body);
  ASSERT_TRUE(request) << request.error().message;
  const llm::Request& common = request->common;
  ASSERT_EQ(common.tools.size(), 3U);
  EXPECT_EQ(common.tools[0].parameters, R"({"a": 1})");
  EXPECT_EQ(common.tools[1].name.escaped, "g");
  EXPECT_FALSE(common.tools[1].custom);
  EXPECT_EQ(common.tools[2].parameters, R"({"c": 1})");
  EXPECT_EQ(common.tool_choice.mode, llm::ToolChoice::Mode::required);
  EXPECT_FALSE(common.parallel_tool_calls);
  ASSERT_EQ(common.messages[0].blocks.size(), 2U);
  const auto& call = std::get<llm::ToolCall>(common.messages[0].blocks[1].value);
  EXPECT_EQ(call.name.escaped, "f");
  EXPECT_EQ(call.arguments.escaped, R"({\"q\": \"é\"})");
  ASSERT_EQ(common.messages[1].blocks.size(), 2U);
  const auto& result = std::get<llm::ToolResult>(common.messages[1].blocks[0].value);
  EXPECT_EQ(result.id.escaped, "1");
  EXPECT_TRUE(result.error);
  EXPECT_EQ(std::get<llm::Text>(result.content.front()).text.escaped, "no");
  EXPECT_EQ(text_in(*request, 1, 1), "and?");
}

TEST(ChatRequest, C16AnthropicsChoicesAreRead) {
  using Mode = llm::ToolChoice::Mode;
  const std::tuple<std::string_view, Mode, std::string_view> cases[] = {
      {R"({"type":"auto"})", Mode::automatic, ""},
      {R"({"type":"any"})", Mode::required, ""},
      {R"({"type":"none"})", Mode::none, ""},
      {R"({"type":"tool","name":"f"})", Mode::function, "f"},
  };
  for (const auto& [choice, mode, name] : cases) {
    const std::string body =
        with(R"("tools":[{"name":"f","input_schema":{}}],"tool_choice":)" + std::string(choice));
    const auto request = parse_chat_request(body);
    ASSERT_TRUE(request) << request.error().message;
    EXPECT_EQ(request->common.tool_choice.mode, mode) << choice;
    EXPECT_EQ(request->common.tool_choice.function.escaped, name) << choice;
  }
}

TEST(ChatRequest, C20OddPartsAreReadOrNamed) {
  const std::string body = with_messages(
      R"([{"role":"system","content":[{"type":"text","text":"s"},)"
      R"({"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}]},)"
      R"({"role":"user","content":[{"type":"input_text","text":"a"},{"type":"text","text":null}]},)"
      R"({"role":"assistant","content":[{"type":"output_text","text":"b"},)"
      R"({"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}]}])");
  const auto request = parse_chat_request(body);
  ASSERT_TRUE(request) << request.error().message;
  EXPECT_EQ(text_in(*request, 1, 0), "a");
  EXPECT_EQ(request->common.messages[1].blocks.size(), 1U);
  EXPECT_EQ(text_in(*request, 2, 0), "b");
  EXPECT_THAT(request->common.unsupported, ElementsAre("messages[].content[].image_url"));
}

TEST(ChatRequest, C20NoLimitOfTokensIsNamed) {
  for (const std::string name : {"max_tokens", "max_completion_tokens"}) {
    const std::string body = with("\"" + name + "\":-1");
    const auto request = parse_chat_request(body);
    ASSERT_TRUE(request) << request.error().message;
    EXPECT_FALSE(request->common.max_tokens);
    EXPECT_THAT(request->common.unsupported, ElementsAre(name));
  }
}

TEST(ChatRequest, C12ReasoningOfOtherFamiliesIsKnownAsTheirs) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"google-gemini-v1", "gemini"}, {"openai-responses-v1", "gpt"}, {"anthropic-claude-v1", ""}};
  for (const auto& [format, family] : cases) {
    const std::string body = with_messages(
        R"([{"role":"assistant","content":"x","reasoning_details":[{"type":"reasoning.text",)"
        R"("text":"t","signature":"s","format":")" +
        std::string(format) + R"("}]}])");
    const auto request = parse_chat_request(body);
    ASSERT_TRUE(request) << request.error().message;
    const auto& block = request->common.messages[0].blocks.front().value;
    EXPECT_EQ(std::get<llm::Reasoning>(block).family, family) << format;
  }
}

TEST(ChatRequest, CallsAndTheirResultsAreKept) {
  const std::string body = with_messages(
      R"([{"role":"assistant","content":null,"tool_calls":[{"id":"1","type":"function",)"
      R"("function":{"name":"f","arguments":"{\"a\":1}"}},{"id":"2","function":{"name":"g",)"
      R"("arguments":{"b": "\u00e9"}}}]},)"
      R"({"role":"tool","tool_call_id":"1","content":[{"type":"text","text":"x"}],"is_error":true},)"
      R"({"role":"tool","tool_call_id":"2","content":[1, 2]}])");
  const auto request = parse_chat_request(body);
  ASSERT_TRUE(request) << request.error().message;
  const std::vector<llm::Message>& messages = request->common.messages;
  ASSERT_EQ(messages[0].blocks.size(), 2u);
  const auto call = [&](std::size_t i) {
    return std::get<llm::ToolCall>(messages[0].blocks[i].value);
  };
  const auto result = [&](std::size_t i) {
    return std::get<llm::ToolResult>(messages[i].blocks.front().value);
  };
  EXPECT_EQ(call(0).arguments.escaped, R"({\"a\":1})");
  EXPECT_EQ(call(1).arguments.escaped, R"({\"b\": \"é\"})");
  EXPECT_EQ(result(1).id.escaped, "1");
  EXPECT_EQ(std::get<llm::Text>(result(1).content.front()).text.escaped, "x");
  EXPECT_TRUE(result(1).error);
  EXPECT_EQ(std::get<llm::Json>(result(2).content.front()).json, "[1, 2]");
  EXPECT_FALSE(request->common.first_call_only);
}

}  // namespace
}  // namespace gw::openai
