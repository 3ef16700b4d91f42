#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "openai/responses/compaction.h"
#include "openai/responses/request.h"
#include "openai/responses_support.h"

namespace gw::openai {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Strings = std::vector<std::string>;

// Parses what must be accepted. The body lives as long as the result.
struct Parsed {
  explicit Parsed(std::string text, std::string_view key = {})
      : body(std::move(text)), request(parse_responses_request(body, key)) {
    EXPECT_TRUE(request) << request.error().message << "\n" << body;
    if (!request) request.emplace();
  }
  const llm::Request& common() const { return request->common; }
  const ResponsesForm& form() const { return request->form; }

  std::string body;
  llm::Expected<ResponsesRequest> request;
};

TEST(ResponsesRequest, MembersWithACounterpart) {
  const Parsed parsed(R"({"model":"a\u006cias","input":"Hi","instructions":"Be brief.",
    "max_output_tokens":7,"temperature":0.5,"top_p":0.25,"stream":true,
    "parallel_tool_calls":false,"reasoning":{"effort":"high","summary":"auto"},
    "text":{"format":{"type":"json_schema","name":"n","schema":{"type":"object"},"strict":true,
      "description":"d"},"verbosity":"low"},
    "metadata":{"a":"b","c":null},"prompt_cache_key":"caf\u00e9","service_tier":"fast"})");

  const llm::Request& common = parsed.common();
  EXPECT_EQ(common.model, "alias");
  EXPECT_THAT(show(common), ElementsAre("system: 'Be brief.'", "user: 'Hi'"));
  EXPECT_EQ(common.max_tokens, 7);
  EXPECT_EQ(common.temperature, 0.5);
  EXPECT_EQ(common.top_p, 0.25);
  EXPECT_TRUE(common.stream);
  EXPECT_FALSE(common.parallel_tool_calls);
  EXPECT_EQ(common.reasoning.parameter, "reasoning.effort");
  EXPECT_EQ(common.reasoning.effort, "high");
  EXPECT_EQ(common.reasoning.display, "summarized");
  EXPECT_EQ(common.response_format.kind, llm::ResponseFormat::Kind::json_schema);
  EXPECT_EQ(common.response_format.name.escaped, "n");
  EXPECT_EQ(common.response_format.description.escaped, "d");
  EXPECT_EQ(common.response_format.schema, R"({"type":"object"})");
  EXPECT_TRUE(common.response_format.strict);
  ASSERT_EQ(common.metadata.size(), 1u);
  EXPECT_EQ(common.metadata[0].json, R"("b")");
  EXPECT_EQ(common.conversation, "café");
  EXPECT_EQ(common.service_tier, "priority");
  EXPECT_THAT(common.unsupported, IsEmpty());
}

// Codex never says how much it wants.
TEST(ResponsesRequest, WithoutLimitTheModelMaySayAllItCan) {
  const Parsed parsed(body_with(R"("Hi")"));
  EXPECT_FALSE(parsed.common().max_tokens);
  EXPECT_TRUE(parsed.common().max_tokens_of_model);
}

TEST(ResponsesRequest, ServiceTiers) {
  struct Case {
    std::string_view sent;
    std::string_view tier;
    bool reported = false;
  };
  for (const Case& c :
       {Case{"auto", ""}, Case{"default", "default"}, Case{"flex", "flex"},
        Case{"priority", "priority"}, Case{"fast", "priority"}, Case{"ultrafast", "priority"},
        Case{"scale", "", true}, Case{"of tomorrow", "", true}}) {
    const Parsed parsed(body_with(R"("Hi")", R"("service_tier":")" + std::string(c.sent) + "\""));
    EXPECT_EQ(parsed.common().service_tier, c.tier) << c.sent;
    EXPECT_EQ(!parsed.common().unsupported.empty(), c.reported) << c.sent;
  }
}

TEST(ResponsesRequest, Efforts) {
  struct Case {
    std::string_view reasoning;
    std::string_view effort;
    std::string_view display;
  };
  for (const Case& c :
       {Case{"null", "", ""}, Case{"{}", "", ""}, Case{R"({"effort":null})", "", ""},
        Case{R"({"effort":"none"})", "none", ""}, Case{R"({"effort":"xhigh"})", "xhigh", ""},
        Case{R"({"effort":"max","context":"all_turns"})", "max", ""},
        Case{R"({"effort":"of tomorrow"})", "max", ""},
        Case{R"({"summary":"detailed"})", "", "summarized"},
        Case{R"({"generate_summary":"concise"})", "", "summarized"}}) {
    const Parsed parsed(body_with(R"("Hi")", R"("reasoning":)" + std::string(c.reasoning)));
    EXPECT_EQ(parsed.common().reasoning.effort, c.effort) << c.reasoning;
    EXPECT_EQ(parsed.common().reasoning.parameter.empty(), c.effort.empty()) << c.reasoning;
    EXPECT_EQ(parsed.common().reasoning.display, c.display) << c.reasoning;
  }
}

TEST(ResponsesRequest, WhatIsDroppedIsReportedUnlessItSaysNothing) {
  struct Case {
    std::string_view member;
    Strings reported;
  };
  for (const Case& c :
       std::vector<Case>{{R"("stream_options":{"include_obfuscation":true})", {"stream_options"}},
                         {R"("truncation":"auto")", {"truncation"}},
                         {R"("truncation":"disabled")", {}},
                         {R"("max_tool_calls":3)", {"max_tool_calls"}},
                         {R"("top_logprobs":2)", {"top_logprobs"}},
                         {R"("top_logprobs":0)", {}},
                         {R"("moderation":{})", {"moderation"}},
                         {R"("context_management":[])", {"context_management"}},
                         {R"("access_programs":[])", {"access_programs"}},
                         {R"("image":{})", {"image"}},
                         {R"("background_options":{})", {"background_options"}},
                         {R"("of_tomorrow":1)", {"of_tomorrow"}},
                         {R"("of\u0020tomorrow":1)", {"(other)"}},
                         {R"("of_tomorrow":null)", {}},
                         {R"("max_output_tokens":0)", {"max_output_tokens"}},
                         {R"("include":["reasoning.encrypted_content"])", {}},
                         {R"("include":["file_search_call.results"])", {"include"}},
                         {R"("store":true)", {}},
                         {R"("store":false)", {}},
                         {R"("background":false)", {}},
                         {R"("previous_response_id":null)", {}},
                         {R"("text":{"verbosity":"high"})", {}},
                         // Never forwarded, and no news.
                         {R"("client_metadata":{"session_id":"s"})", {}},
                         {R"("user":"u","safety_identifier":"s")", {}},
                         {R"("prompt_cache_options":{},"prompt_cache_retention":"24h")", {}}}) {
    const Parsed parsed(body_with(R"("Hi")", c.member));
    EXPECT_EQ(parsed.common().unsupported, c.reported) << c.member;
    EXPECT_FALSE(parsed.common().user) << c.member;
    EXPECT_THAT(parsed.common().metadata, IsEmpty());
    EXPECT_THAT(parsed.common().extra_fields, IsEmpty());
  }
}

TEST(ResponsesRequest, WhatAStoreWillServeIsKept) {
  const Parsed stored(body_with("[]", R"("store":true,"previous_response_id":"resp_1")"));
  EXPECT_EQ(stored.form().previous_response_id, "resp_1");
  EXPECT_TRUE(stored.form().store);
  EXPECT_TRUE(Parsed(body_with(R"("Hi")")).form().store);
  EXPECT_FALSE(Parsed(body_with(R"("Hi")", R"("store":false)")).form().store);
}

struct Messages {
  std::string_view input;
  Strings messages;
};

TEST(ResponsesRequest, ItemsBecomeMessages) {
  for (
      const Messages& c : std::vector<Messages>{
          {R"("Hi")", {"user: 'Hi'"}},
          // Messages may come without type; empty texts are left out.
          {R"([{"role":"user","content":"a"},{"type":"message","role":"user","content":[
              {"type":"input_text","text":"b"},{"type":"input_text","text":""},
              {"type":"text","text":"c"}]}])",
           {"user: 'a'", "user: 'b', 'c'"}},
          // A developer's words are the system's, and stay where they are.
          {R"([{"role":"developer","content":"a"},{"role":"user","content":"b"},
              {"role":"system","content":"c"},{"role":"developer","content":[
              {"type":"input_text","text":"d"}]}])",
           {"system: 'a'", "user: 'b'", "system: 'c'", "system: 'd'"}},
          // What is ignored everywhere.
          {R"([{"type":"message","id":"msg_1","status":"completed","phase":"final","caller":{},
              "created_by":"x","async":true,"internal_chat_message_metadata_passthrough":{},
              "role":"assistant","content":[
              {"type":"output_text","text":"a","annotations":[],"logprobs":[]},
              {"type":"refusal","refusal":"b"}]}])",
           {"assistant: 'a', 'b'"}},
          // Codex: all calls, then all outputs.
          {R"([{"type":"function_call","id":"fc_1","call_id":"c1","name":"f","arguments":"{}"},
              {"type":"custom_tool_call","call_id":"c2","name":"g","input":"x\ny"},
              {"type":"function_call_output","call_id":"c1","output":"r1"},
              {"type":"custom_tool_call_output","call_id":"c2","output":"r2"}])",
           {"assistant: call c1 f {}, custom c2 g x\\ny",
            "user: result c1: 'r1', result c2: 'r2'"}},
          // A message between a call and its output.
          {R"([{"type":"function_call","call_id":"c1","name":"f","arguments":"{}"},
              {"role":"assistant","content":"wait"},
              {"type":"function_call_output","call_id":"c1","output":"r1"}])",
           {"assistant: call c1 f {}, 'wait'", "user: result c1: 'r1'"}},
          {R"([{"type":"function_call","call_id":"c1","name":"f","arguments":"{}"},
              {"type":"function_call","call_id":"c2","name":"f","arguments":"{}"},
              {"type":"function_call_output","call_id":"c1","output":"r1"},
              {"role":"assistant","content":"wait"},
              {"type":"function_call_output","call_id":"c2","output":"r2"},
              {"role":"assistant","content":"done"}])",
           {"assistant: call c1 f {}, call c2 f {}, 'wait'",
            "user: result c1: 'r1', result c2: 'r2'", "assistant: 'done'"}},
          // A call that nobody answers holds nothing up.
          {R"([{"type":"function_call","call_id":"c1","name":"f","arguments":"{}"},
              {"type":"function_call","call_id":"c2","name":"f","arguments":"{}"},
              {"type":"function_call_output","call_id":"c1","output":"r1"},
              {"role":"assistant","content":"done"}])",
           {"assistant: call c1 f {}, call c2 f {}", "user: result c1: 'r1'", "assistant: 'done'"}},
          // Broken arguments keep the pair together.
          {R"([{"type":"function_call","call_id":"c1","name":"f","arguments":"{\"a"},
              {"type":"function_call","call_id":"c2","name":"f","arguments":{"a":1}},
              {"type":"function_call","call_id":"c3","name":"f"},
              {"type":"function_call_output","call_id":"c1","output":"r1"}])",
           {"assistant: call c1 f {\\\"a, call c2 f {\"a\":1}, call c3 f ",
            "user: result c1: 'r1'"}},
          // Searches for tools.
          {R"([{"type":"tool_search_call","call_id":"c1","execution":"client","arguments":{"q":"x"}},
              {"type":"tool_search_output","call_id":"c1","tools":[{"type":"function","name":"f"},
                {"type":"namespace","name":"ns","tools":[{"type":"function","name":"g"}]}]},
              {"type":"tool_search_call","call_id":null,"execution":"server","arguments":{}},
              {"type":"tool_search_output","call_id":null,"tools":[]}])",
           {"assistant: call c1 tool_search {\"q\":\"x\"}",
            "user: result c1: 'Tools found:\\nf\\nns__g'"}},
          // Foreign reasoning has nothing that a model would take back.
          {R"([{"type":"reasoning","summary":[{"type":"summary_text","text":"s"}],"content":null,
              "encrypted_content":"gAAAA"},{"type":"reasoning","summary":[],"content":[
              {"type":"reasoning_text","text":"r"}]},{"role":"user","content":"Hi"}])",
           {"user: 'Hi'"}},
          {R"([{"type":"compaction","encrypted_content":"gAAAA"},{"role":"user","content":"Hi"}])",
           {"user: 'Hi'"}},
          // Pairs that only OpenAI runs go whole, also when the output is a function's.
          {R"([{"type":"local_shell_call","call_id":"c1","action":{}},
              {"type":"function_call_output","call_id":"c1","output":"r1"},
              {"type":"shell_call","call_id":"c2"},{"type":"shell_call_output","call_id":"c2"},
              {"type":"web_search_call","id":"ws_1"},{"type":"agent_message","content":[]},
              {"role":"user","content":"Hi"}])",
           {"user: 'Hi'"}}}) {
    const Parsed parsed(body_with(c.input));
    EXPECT_EQ(show(parsed.common()), c.messages) << c.input;
  }
}

// Pictures of a tool stay pictures.
TEST(ResponsesRequest, OutputsInEveryForm) {
  for (const Messages& c :
       std::vector<Messages>{{R"("r")", {"user: result c: 'r'"}},
                             {R"("")", {"user: result c:"}},
                             {R"(null)", {"user: result c:"}},
                             {R"([])", {"user: result c:"}},
                             {R"([{"type":"input_text","text":"a"},
              {"type":"input_image","image_url":"data:image/png;base64,AAAA","detail":"high"}])",
                              {"user: result c: 'a' media0"}},
                             {R"([{"type":"input_text","text":"a"},{"type":"of_tomorrow"}])",
                              {R"(user: result c: 'a' json {"type":"of_tomorrow"})"}},
                             {R"({"a":1})", {R"(user: result c: json {"a":1})"}},
                             {R"([1,2])", {R"(user: result c: json [1,2])"}}}) {
    for (const std::string_view type : {"function_call_output", "custom_tool_call_output"}) {
      const Parsed parsed(body_with(R"([{"type":")" + std::string(type) +
                                    R"(","call_id":"c","output":)" + std::string(c.input) + "}]"));
      EXPECT_EQ(show(parsed.common()), c.messages) << c.input;
    }
  }
}

TEST(ResponsesRequest, PicturesFilesAndRecordings) {
  const Parsed parsed(body_with(R"([{"role":"user","content":[
      {"type":"input_text","text":"<image>"},
      {"type":"input_image","image_url":"data:image/png;base64,AAAA","detail":"original"},
      {"type":"input_image","image_url":{"url":"https://example.com/a.png"},"detail":"auto"},
      {"type":"input_file","filename":"a.pdf","file_data":"data:application/pdf;base64,AAAA"},
      {"type":"input_file","file_url":"https://example.com/a.pdf"},
      {"type":"input_audio","input_audio":{"data":"AAAA","format":"wav"}}]}])"));

  EXPECT_THAT(show(parsed.common()),
              ElementsAre("user: '<image>', media0, media1, media2, media3, media4"));
  const auto& media = parsed.common().media;
  using llm::Media;
  ASSERT_EQ(media.size(), 5u);
  EXPECT_EQ(media[0].kind, Media::Kind::image);
  EXPECT_EQ(media[0].media_type, "image/png");
  EXPECT_EQ(media[0].path, "input[0].content[1].image_url");
  EXPECT_EQ(media[1].source, Media::Source::url);
  EXPECT_EQ(media[2].kind, Media::Kind::file);
  EXPECT_EQ(media[2].file_name, "a.pdf");
  EXPECT_EQ(media[3].url, "https://example.com/a.pdf");
  EXPECT_EQ(media[4].media_type, "audio/wav");
  EXPECT_THAT(parsed.common().unsupported, ElementsAre("input[].content[].detail"));
}

TEST(ResponsesRequest, PicturesOfOthersThanTheUserAreDroppedAndReported) {
  for (const std::string_view role : {"assistant", "developer", "system"}) {
    const Parsed parsed(body_with(R"([{"role":")" + std::string(role) + R"(","content":[
        {"type":"input_image","image_url":"data:image/png;base64,AAAA"},
        {"type":"input_text","text":"a"}]},
        {"role":"user","content":[{"type":"input_file","file_data":"AAAA"}]}])"));
    const std::string neutral(role == "developer" ? "system" : role);
    EXPECT_THAT(show(parsed.common()), ElementsAre(neutral + ": 'a'", "user: media0"));
    EXPECT_EQ(parsed.common().media.size(), 1u);
    EXPECT_THAT(parsed.common().unsupported, ElementsAre("input[].content"));
  }
}

TEST(ResponsesRequest, DroppedItemsAreReported) {
  const Parsed parsed(body_with(R"([{"type":"web_search_call","id":"ws"},
      {"type":"web_search_call","id":"ws"},{"type":"mcp_list_tools"},
      {"type":"compaction_trigger"},{"type":"reasoning","encrypted_content":"foreign"},
      {"type":"of tomorrow"},{"role":"user","content":"Hi"}])"));
  EXPECT_THAT(
      parsed.common().unsupported,
      ElementsAre("input[].web_search_call", "input[].mcp_list_tools", "input[].compaction_trigger",
                  "input[].encrypted_content", "input[].(other)"));
}

TEST(ResponsesRequest, AConfigurationUpdateOverrides) {
  const Parsed parsed(body_with(
      R"([{"role":"user","content":"Hi"},{"type":"configuration_update",
         "reasoning":{"effort":"low"},"text":{"format":{"type":"json_object"}}}])",
      R"("reasoning":{"effort":"high"},"text":{"format":{"type":"text"}})"));
  EXPECT_EQ(parsed.common().reasoning.effort, "low");
  EXPECT_EQ(parsed.common().response_format.kind, llm::ResponseFormat::Kind::json_object);
}

TEST(ResponsesRequest, ACompactionTriggerAsksForASummary) {
  const Parsed parsed(body_with(
      R"([{"role":"user","content":"Hi"},{"type":"compaction_trigger"}])",
      R"("text":{"format":{"type":"json_object"}},"tools":[{"type":"function","name":"f"}])"));
  EXPECT_TRUE(parsed.form().compaction);
  EXPECT_THAT(show(parsed.common()),
              ElementsAre("user: 'Hi'", "user: '" + std::string(kCompactionPrompt) + "'"));
  EXPECT_EQ(parsed.common().tool_choice.mode, llm::ToolChoice::Mode::none);
  EXPECT_EQ(parsed.common().response_format.kind, llm::ResponseFormat::Kind::text);
}

TEST(ResponsesRequest, AHistoryOfCallsNeedsNoTools) {
  const Parsed parsed(body_with(
      R"([{"type":"function_call","call_id":"c","namespace":"ns","name":"f","arguments":"{}"},
          {"type":"function_call_output","call_id":"c","output":"r"}])",
      R"("tools":[],"tool_choice":"auto")"));
  EXPECT_THAT(parsed.common().tools, IsEmpty());
  EXPECT_THAT(show(parsed.common()),
              ElementsAre("assistant: call c ns__f {}", "user: result c: 'r'"));
}

TEST(ResponsesRequest, RefusalsNameTheirPlace) {
  struct Case {
    std::string body;
    std::string_view param;
    std::string_view code;
  };
  const auto item = [](std::string_view json) {
    return body_with(R"([{"role":"user","content":"Hi"},)" + std::string(json) + "]");
  };
  const auto with = [](std::string_view members) { return body_with(R"("Hi")", members); };
  for (const Case& c : std::vector<Case>{
           {"", "", "invalid_json"},
           {"{", "", "invalid_json"},
           {"\xff", "", "invalid_json"},
           {body_with("\"\xc3\""), "", "invalid_json"},
           {body_with(std::string(300, '[') + std::string(300, ']')), "", "invalid_json"},
           {"[]", "", "invalid_type"},
           {"{}", "model", "missing_required_parameter"},
           {R"({"model":"m"})", "input", "missing_required_parameter"},
           {R"({"model":"m","input":[]})", "input", "missing_required_parameter"},
           {R"({"model":1,"input":"Hi"})", "model", "invalid_type"},
           {R"({"model":"m","input":1})", "input", "invalid_type"},
           {R"({"model":"m","input":"\x"})", "input", "invalid_json"},
           {with(R"("instructions":1)"), "instructions", "invalid_type"},
           {with(R"("max_output_tokens":-1)"), "max_output_tokens", "integer_below_min_value"},
           {with(R"("temperature":3)"), "temperature", "decimal_above_max_value"},
           {with(R"("stream":"yes")"), "stream", "invalid_type"},
           {with(R"("reasoning":"high")"), "reasoning", "invalid_type"},
           {with(R"("reasoning":{"effort":1})"), "reasoning.effort", "invalid_type"},
           {with(R"("text":{"format":{"type":"xml"}})"), "text.format.type", "invalid_value"},
           {with(R"("text":{"format":{"type":"json_schema","schema":{}}})"), "text.format.name",
            "missing_required_parameter"},
           {with(R"("conversation":"conv_1")"), "conversation", "unsupported_parameter"},
           {with(R"("conversation":{"id":"conv_1"})"), "conversation", "unsupported_parameter"},
           {with(R"("prompt":{"id":"pmpt_1"})"), "prompt", "unsupported_parameter"},
           {with(R"("background":true)"), "background", "unsupported_parameter"},
           {with(R"("background":1)"), "background", "invalid_type"},
           {item("1"), "input[1]", "invalid_type"},
           {item("{}"), "input[1].type", "missing_required_parameter"},
           {item(R"({"type":1})"), "input[1].type", "invalid_type"},
           {item(R"({"type":"message"})"), "input[1].role", "missing_required_parameter"},
           {item(R"({"role":"tool","content":""})"), "input[1].role", "invalid_value"},
           {item(R"({"role":"user"})"), "input[1].content", "missing_required_parameter"},
           {item(R"({"role":"user","content":1})"), "input[1].content", "invalid_type"},
           {item(R"({"role":"user","content":[1]})"), "input[1].content[0]", "invalid_type"},
           {item(R"({"role":"user","content":[{}]})"), "input[1].content[0].type",
            "missing_required_parameter"},
           {item(R"({"role":"user","content":[{"type":"of_tomorrow"}]})"),
            "input[1].content[0].type", "invalid_value"},
           {item(R"({"role":"user","content":[{"type":"input_text"}]})"),
            "input[1].content[0].text", "missing_required_parameter"},
           {item(R"({"role":"user","content":[{"type":"input_image"}]})"),
            "input[1].content[0].image_url", "missing_required_parameter"},
           {item(R"({"role":"user","content":[{"type":"input_image","file_id":"f"}]})"),
            "input[1].content[0].file_id", "unsupported_parameter"},
           {item(R"({"role":"user","content":[{"type":"input_file","file_id":"f"}]})"),
            "input[1].content[0].file_id", "unsupported_parameter"},
           {item(R"({"role":"user","content":[{"type":"input_audio"}]})"),
            "input[1].content[0].input_audio", "missing_required_parameter"},
           {item(R"({"type":"item_reference","id":"msg_1"})"), "input[1]", "unsupported_parameter"},
           {item(R"({"type":"function_call","name":"f"})"), "input[1].call_id",
            "missing_required_parameter"},
           {item(R"({"type":"function_call","call_id":"c"})"), "input[1].name",
            "missing_required_parameter"},
           {item(R"({"type":"function_call","call_id":"c","name":""})"), "input[1].name",
            "empty_string"},
           {item(R"({"type":"function_call_output","call_id":"c"})"), "input[1].output",
            "missing_required_parameter"},
           {item(R"({"type":"custom_tool_call","call_id":"c","name":"f"})"), "input[1].input",
            "missing_required_parameter"},
           {item(R"({"type":"additional_tools","tools":[{"type":"function"}]})"),
            "input[1].tools[0].name", "missing_required_parameter"}}) {
    const auto parsed = parse_responses_request(c.body);
    ASSERT_FALSE(parsed) << c.body;
    EXPECT_EQ(parsed.error().status, 400);
    EXPECT_EQ(parsed.error().param, c.param) << c.body;
    EXPECT_EQ(parsed.error().code, c.code) << c.body;
    EXPECT_THAT(parsed.error().message, HasSubstr(c.param)) << c.body;
  }
}

TEST(ResponsesRequest, ManyItemsCostLittleEach) {
  std::string input = "[";
  for (int i = 0; i < 20000; ++i) {
    const std::string id = std::to_string(i);
    input += R"({"type":"function_call","call_id":")" + id + R"(","namespace":"n)" + id +
             R"(","name":"f","arguments":"{}"},{"type":"function_call_output","call_id":")" + id +
             R"(","output":"r"},{"type":"type)" + id + R"("},)";
  }
  const Parsed parsed(body_with(input + R"({"role":"user","content":"Hi"}])"));
  EXPECT_EQ(parsed.common().messages.size(), 40001u);
  EXPECT_LE(parsed.common().unsupported.size(), 32u);
}

TEST(ResponsesRequest, EscapesThatAreBrokenInTextsAreRepaired) {
  const Parsed parsed(body_with(R"([{"role":"user","content":"\ud800"}])"));
  EXPECT_THAT(show(parsed.common()), ElementsAre("user: '\xef\xbf\xbd'"));
}

TEST(ResponsesRequest, TheEchoFitsOnOneLineAndHasDefaults) {
  EXPECT_EQ(Parsed(body_with(R"("Hi")")).form().echo,
            R"("background":false,"max_tool_calls":null,"previous_response_id":null,)"
            R"("store":false,"truncation":"disabled","instructions":null,)"
            R"("max_output_tokens":null,"metadata":{},"parallel_tool_calls":true,)"
            R"("reasoning":{"effort":null,"summary":null},"temperature":null,)"
            R"("text":{"format":{"type":"text"}},"tool_choice":"auto","tools":[],"top_p":null)");
  const Parsed parsed(body_with(R"("Hi")",
                                "\"tools\":[\n{\"type\":\r\n\"web_search\"}],"
                                "\"metadata\":{\"a\":\n\"b\\n\"},\"store\":true"));
  EXPECT_THAT(parsed.form().echo, HasSubstr(R"("tools":[{"type":"web_search"}])"));
  EXPECT_THAT(parsed.form().echo, HasSubstr(R"("metadata":{"a":"b\n"})"));
  EXPECT_THAT(parsed.form().echo, HasSubstr(R"("store":false)"));
}

}  // namespace
}  // namespace gw::openai
