#include "anthropic/messages_request.h"

#include <list>
#include <string>
#include <string_view>
#include <variant>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "anthropic/messages_media.h"

namespace gw::anthropic {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// A request request_with these members besides the required ones.
std::string request_with(std::string_view members) {
  return R"({"model":"m","max_tokens":9,"messages":[{"role":"user","content":"Hi"}])" +
         (members.empty() ? "" : "," + std::string(members)) + "}";
}
std::string with_messages(std::string_view messages) {
  return R"({"model":"m","max_tokens":9,"messages":)" + std::string(messages) + "}";
}
std::string user(std::string_view blocks) {
  return with_messages(R"([{"role":"user","content":[)" + std::string(blocks) + "]}]");
}
std::string assistant(std::string_view blocks) {
  return with_messages(R"([{"role":"assistant","content":[)" + std::string(blocks) + "]}]");
}

// The body has to outlive what was read from it.
llm::Expected<MessagesRequest> parse(std::string_view body, std::string_view betas = {}) {
  static std::list<std::string> kBodies;
  return parse_messages_request(kBodies.emplace_back(body), betas, Purpose::answer);
}

llm::Failure error_of(std::string_view body) {
  auto parsed = parse(body);
  return parsed ? llm::Failure(200, llm::FailureKind::server, "it was accepted") : parsed.error();
}

const llm::Text& text(const llm::Block& block) { return std::get<llm::Text>(block.value); }

TEST(MessagesRequest, ReadsWhatHasACounterpart) {
  const std::string body = R"({
    "model": "claude-\u0061", "max_tokens": 100, "stream": true,
    "system": [{"type":"text","text":"Be brief.","cache_control":{"type":"ephemeral","ttl":"1h"}}],
    "messages": [
      {"role":"user","content":"a\nb"},
      {"role":"assistant","content":[{"type":"text","text":"c"}]},
      {"role":"system","content":"Be kind."},
      {"role":"user","content":[{"type":"text","text":"d","cache_control":{"type":"ephemeral"}}]}],
    "temperature": 0.5, "top_p": 1, "top_k": 40, "stop_sequences": ["x", "\n"],
    "metadata": {"user_id":"u-1"}, "service_tier": "standard_only"})";

  const auto parsed = parse(body);

  ASSERT_TRUE(parsed) << parsed.error().message;
  const llm::Request& request = parsed->common;
  EXPECT_EQ(request.model, "claude-a");
  EXPECT_TRUE(request.stream);
  EXPECT_EQ(request.max_tokens, 100);
  ASSERT_EQ(request.messages.size(), 5u);
  EXPECT_EQ(request.messages[0].role, llm::Role::system);
  EXPECT_EQ(request.messages[0].blocks[0].cache, llm::CacheMark::hour);
  EXPECT_EQ(text(request.messages[1].blocks[0]).text.escaped, "a\\nb");
  EXPECT_EQ(request.messages[3].role, llm::Role::system);
  EXPECT_EQ(text(request.messages[3].blocks[0]).text.escaped, "Be kind.");
  EXPECT_EQ(request.messages[4].blocks[0].cache, llm::CacheMark::usual);
  EXPECT_TRUE(request.caching.marked);
  EXPECT_EQ(request.temperature, 0.5);
  EXPECT_EQ(request.top_p, 1.0);
  ASSERT_EQ(request.model_parameters.size(), 1u);
  EXPECT_EQ(request.model_parameters[0].json, "40");
  EXPECT_THAT(request.stop, ElementsAre(json::RawString{"x"}, json::RawString{"\\n"}));
  EXPECT_EQ(request.user, json::RawString{"u-1"});
  EXPECT_EQ(request.service_tier, "default");
  EXPECT_THAT(request.unsupported, IsEmpty());
}

TEST(MessagesRequest, ReadsEveryBlock) {
  const std::string body = with_messages(R"([
    {"role":"assistant","content":[
      {"type":"thinking","thinking":"","signature":"c2ln"},
      {"type":"redacted_thinking","data":"cmVk"},
      {"type":"tool_use","id":"t1","name":"f","input": {"a" : 1}}]},
    {"role":"user","content":[
      {"type":"tool_result","tool_use_id":"t1","is_error":true,"content":[
        {"type":"text","text":"no"},
        {"type":"image","source":{"type":"base64","media_type":"image/PNG","data":"aGk="}},
        {"type":"tool_reference","tool_name":"g"}]},
      {"type":"document","title":"A.pdf","source":{"type":"base64","media_type":"application/pdf","data":"aGk="}},
      {"type":"document","source":{"type":"text","media_type":"text/plain","data":"h\u0069"}},
      {"type":"document","source":{"type":"content","content":[{"type":"text","text":"hi"}]}},
      {"type":"image","source":{"type":"url","url":"https://example.com/a.png"}},
      {"type":"search_result","title":"T","source":"S","content":[{"type":"text","text":"x"}]}]}])");

  const auto parsed = parse(body);

  ASSERT_TRUE(parsed) << parsed.error().message;
  const llm::Request& request = parsed->common;
  const auto& said = request.messages[0].blocks;
  EXPECT_EQ(std::get<llm::Reasoning>(said[0].value).signature.escaped, "c2ln");
  EXPECT_EQ(std::get<llm::Reasoning>(said[1].value).redacted.escaped, "cmVk");
  const auto& call = std::get<llm::ToolCall>(said[2].value);
  EXPECT_EQ(call.id.escaped, "t1");
  EXPECT_EQ(call.input, R"({"a" : 1})");
  const auto& asked = request.messages[1].blocks;
  const auto& result = std::get<llm::ToolResult>(asked[0].value);
  EXPECT_TRUE(result.error);
  ASSERT_EQ(result.content.size(), 3u);
  EXPECT_EQ(std::get<llm::Text>(result.content[2]).text.escaped, "g");
  ASSERT_EQ(request.media.size(), 5u);
  EXPECT_EQ(request.media[0].media_type, "image/png");
  EXPECT_EQ(request.media[0].path, "messages.1.content.0.content.1.source");
  EXPECT_EQ(request.media[1].file_name, "A.pdf");
  EXPECT_EQ(request.media[2].data, "aGk=");
  EXPECT_EQ(request.media[3].data, "aGk=");
  EXPECT_EQ(request.media[4].source, llm::Media::Source::url);
  EXPECT_EQ(request.media[4].url, "https://example.com/a.png");
  EXPECT_EQ(text(asked[5]).text.escaped, "T\\nS\\nx");
  EXPECT_THAT(request.unsupported, IsEmpty());
}

TEST(MessagesRequest, WhatHasNoCounterpartIsNamedAndNotRefused) {
  const struct {
    std::string body;
    std::string_view name;
  } kCases[] = {
      {request_with(R"("container":"c")"), "container"},
      {request_with(R"("mcp_servers":[])"), "mcp_servers"},
      {request_with(R"("speed":"fast")"), "speed"},
      {request_with(R"("context_management":{"edits":[]})"), "context_management"},
      {request_with(R"("output_config":{"task_budget":{}})"), "output_config.task_budget"},
      {request_with(R"("service_tier":"later")"), "service_tier"},
      {request_with(R"("metadata":{"user_id":"{\"session_id\":\"s\"}"})"), "metadata.user_id"},
      {request_with(R"("a\"b":1)"), "(other)"},
      {request_with(R"("tools":[{"type":"web_search_20250305","name":"web_search"}])"),
       "web_search_20250305"},
      {request_with(R"("tools":[{"name":"f","input_schema":{},"defer_loading":true}])"),
       "tools.defer_loading"},
      {assistant(R"({"type":"server_tool_use","id":"s","name":"web_search","input":{}})"),
       "server_tool_use"},
      {assistant(R"({"type":"compaction","content":"c"})"), "compaction"},
      {user(
           R"({"type":"document","citations":{"enabled":true},"source":{"type":"text","data":"x"}})"),
       "messages.content.citations"},
      {user(R"({"type":"container_upload","file_id":"f"})"), "container_upload"},
      {user(R"({"type":"tool_result","tool_use_id":"t","content":[{"type":"new","x":1}]})"), "new"},
      {with_messages(R"([{"role":"system","content":"s","clear_at":1}])"), "messages.clear_at"},
  };
  for (const auto& [body, name] : kCases) {
    const auto parsed = parse(body);
    ASSERT_TRUE(parsed) << body << parsed.error().message;
    EXPECT_THAT(parsed->common.unsupported, ElementsAre(std::string(name))) << body;
  }
}

TEST(MessagesRequest, WrongTypesAreRefusedWithTheirPath) {
  const struct {
    std::string body;
    std::string_view path;
  } kCases[] = {
      {R"({"max_tokens":1,"messages":[]})", "model"},
      {R"({"model":"m","max_tokens":1})", "messages"},
      {R"({"model":"m","messages":[{"role":"user","content":"x"}]})", "max_tokens"},
      {R"({"model":1,"max_tokens":1,"messages":[]})", "model"},
      {with_messages("[]"), "messages"},
      {with_messages(R"([{"content":"x"}])"), "messages.0.role"},
      {with_messages(R"([{"role":"tool","content":"x"}])"), "messages.0.role"},
      {with_messages(R"([{"role":"user"}])"), "messages.0.content"},
      {with_messages(R"([{"role":"user","content":1}])"), "messages.0.content"},
      {user(R"({"type":"text","text":"a"},{"type":"text","text":1})"), "messages.0.content.1.text"},
      {user(R"({"text":"a"})"), "messages.0.content.0.type"},
      {user("1"), "messages.0.content.0"},
      {user(R"({"type":"image"})"), "messages.0.content.0.source"},
      {user(R"({"type":"image","source":{"type":"file","file_id":"f"}})"),
       "messages.0.content.0.source.type"},
      {user(R"({"type":"image","source":{"type":"base64","data":"?"}})"),
       "messages.0.content.0.source.data"},
      {user(R"({"type":"tool_result"})"), "messages.0.content.0.tool_use_id"},
      {user(R"({"type":"tool_result","tool_use_id":"t","content":[{"type":"text"}]})"),
       "messages.0.content.0.content.0.text"},
      {assistant(R"({"type":"tool_use","id":"t","name":"f","input":"{}"})"),
       "messages.0.content.0.input"},
      {user(R"({"type":"text","text":"a","cache_control":{"type":"ephemeral","ttl":"2h"}})"),
       "messages.0.content.0.cache_control.ttl"},
      {request_with(R"("system":[{"type":"text"}])"), "system.0.text"},
      {request_with(R"("tools":[{"name":"f"}])"), "tools.0.input_schema"},
      {request_with(R"("tools":[{"name":"","input_schema":{}}])"), "tools.0.name"},
      {request_with(R"("tools":[{"name":"f","input_schema":[]}])"), "tools.0.input_schema"},
      {request_with(R"("tools":[{"name":"f","input_schema":{}}],"tool_choice":{"type":"must"})"),
       "tool_choice.type"},
      {request_with(
           R"("tools":[{"name":"f","input_schema":{}}],"tool_choice":{"type":"tool","name":"g"})"),
       "tool_choice.name"},
      {request_with(R"("temperature":2)"), "temperature"},
      {request_with(R"("temperature":1e999)"), "temperature"},
      {request_with(R"("max_tokens":1e999)"), "max_tokens"},
      {request_with(R"("max_tokens":-1)"), "max_tokens"},
      {request_with(R"("stop_sequences":"x")"), "stop_sequences"},
      {request_with(R"("thinking":{"type":"enabled","budget_tokens":"x"})"),
       "thinking.budget_tokens"},
      {request_with(R"("output_config":{"format":{"type":"json_schema","schema":1}})"),
       "output_config.format.schema"},
      {request_with(R"("safeguards":{})"), "safeguards"},
      {request_with(R"("workspace_id":"w")"), "workspace_id"},
      {request_with(R"("thread":{"type":"create"})"), "thread"},
  };
  for (const auto& [body, path] : kCases) {
    const llm::Failure error = error_of(body);
    EXPECT_EQ(error.status, 400) << body;
    EXPECT_EQ(error.param, path) << body << error.message;
    EXPECT_THAT(error.message, HasSubstr(std::string(path.substr(0, path.find('.'))))) << body;
  }
}

TEST(MessagesRequest, WhatIsNoJsonIsRefused) {
  for (const std::string& body :
       {std::string(), std::string("[]"), std::string("{"), request_with("\"a\":\"\xff\""),
        request_with("\"a\":" + std::string(300, '[') + std::string(300, ']')),
        request_with(R"("a":"\ud800\q")")}) {
    EXPECT_EQ(error_of(body).status, 400) << body;
  }
}

TEST(MessagesRequest, LoneSurrogatesAreRepaired) {
  const auto parsed = parse(user(R"({"type":"text","text":"a\ud83d"})"));
  ASSERT_TRUE(parsed);
  EXPECT_EQ(text(parsed->common.messages[0].blocks[0]).text.escaped, "a\xEF\xBF\xBD");
}

TEST(MessagesRequest, ThinkingAndEffort) {
  const struct {
    std::string_view members;
    std::optional<bool> enabled;
    std::optional<std::int64_t> budget;
    std::string_view effort, display;
  } kCases[] = {
      {"", {}, {}, "", ""},
      {R"("thinking":{"type":"enabled","budget_tokens":2000})", true, 2000, "", ""},
      {R"("thinking":{"type":"adaptive","display":"omitted"})", true, {}, "", "omitted"},
      {R"("thinking":{"type":"adaptive","display":"updates"})", true, {}, "", "summarized"},
      {R"("thinking":{"type":"disabled"})", false, {}, "", ""},
      {R"("thinking":{"type":"between_tools"})", false, {}, "", ""},
      {R"("thinking":{"type":"some day"})", {}, {}, "", ""},
      {R"("output_config":{"effort":"xhigh"})", {}, {}, "xhigh", ""},
      {R"("output_config":{"effort":"more"})", {}, {}, "", ""},
  };
  for (const auto& [members, enabled, budget, effort, display] : kCases) {
    const auto parsed = parse(request_with(members));
    ASSERT_TRUE(parsed) << members;
    const llm::ReasoningWish& wish = parsed->common.reasoning;
    EXPECT_EQ(wish.enabled, enabled) << members;
    EXPECT_EQ(wish.budget, budget) << members;
    EXPECT_EQ(wish.effort, effort) << members;
    EXPECT_EQ(wish.display, display) << members;
  }
}

TEST(MessagesRequest, SchemasOfAnswersOldAndNew) {
  for (const char* members :
       {R"("output_config":{"format":{"type":"json_schema","schema":{"type":"object"}}})",
        R"("output_format":{"type":"json_schema","schema":{"type":"object"}})"}) {
    const auto parsed = parse(request_with(members));
    ASSERT_TRUE(parsed) << members;
    EXPECT_EQ(parsed->common.response_format.schema, R"({"type":"object"})");
    EXPECT_TRUE(parsed->common.response_format.strict);
    EXPECT_TRUE(parsed->facts.output_format);
  }
}

TEST(MessagesRequest, ToolsThatClientsRunHaveASchema) {
  const auto parsed = parse(request_with(R"("tools":[{"type":"bash_20250124","name":"bash"},
      {"type":"custom","name":"f","description":"d","input_schema":{"type":"object"},"strict":true,
       "cache_control":{"type":"ephemeral"}}],
      "tool_choice":{"type":"any","disable_parallel_tool_use":true})"));
  ASSERT_TRUE(parsed) << parsed.error().message;
  const auto& tools = parsed->common.tools;
  ASSERT_EQ(tools.size(), 2u);
  EXPECT_THAT(std::string(tools[0].parameters), HasSubstr("\"command\""));
  EXPECT_TRUE(tools[1].strict);
  EXPECT_EQ(tools[1].cache, llm::CacheMark::usual);
  EXPECT_EQ(parsed->common.tool_choice.mode, llm::ToolChoice::Mode::required);
  EXPECT_FALSE(parsed->common.parallel_tool_calls);
}

TEST(MessagesRequest, AChoiceWithoutToolsIsDropped) {
  for (const char* members :
       {R"("tools":[],"tool_choice":{"type":"auto"})", R"("tool_choice":{"type":"any"})"}) {
    const auto parsed = parse(request_with(members));
    ASSERT_TRUE(parsed) << members;
    EXPECT_EQ(parsed->common.tool_choice.mode, llm::ToolChoice::Mode::unset);
  }
}

TEST(MessagesRequest, ThatNothingIsToBeCalledHoldsWithoutTools) {
  const auto parsed = parse(request_with(R"("tool_choice":{"type":"none"})"));
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->common.tool_choice.mode, llm::ToolChoice::Mode::none);
}

TEST(MessagesRequest, BetaFlagsOfHeaderAndBodyOnceEach) {
  const auto parsed = parse(request_with(R"("anthropic_beta":["b","c d"],"betas":["e"])"), "a, b");
  ASSERT_TRUE(parsed);
  EXPECT_THAT(parsed->common.beta_flags, ElementsAre("a", "b", "e"));
  EXPECT_THAT(parsed->common.unsupported, ElementsAre("anthropic_beta"));
}

TEST(MessagesRequest, CountsNeedNoLimit) {
  const std::string body =
      R"({"model":"m","stream":true,"messages":[{"role":"user","content":"x"}]})";
  const auto parsed = parse_messages_request(body, {}, Purpose::count);
  ASSERT_TRUE(parsed);
  EXPECT_FALSE(parsed->common.max_tokens);
  EXPECT_FALSE(parsed->common.stream);
}

TEST(MessagesRequest, NoTokensWarmTheCache) {
  const auto parsed =
      parse(R"({"model":"m","max_tokens":0,"messages":[{"role":"user","content":"x"}]})");
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->facts.max_tokens, 0);
  EXPECT_EQ(parsed->common.max_tokens, 1);  // the least that other models know
}

TEST(MessagesRequest, TheBillingLineIsNoInstruction) {
  const auto parsed =
      parse(request_with(R"("system":[{"type":"text","text":"x-anthropic-billing-header: a"},
                                              {"type":"text","text":"You are"}])"));
  ASSERT_TRUE(parsed);
  ASSERT_EQ(parsed->common.messages[0].blocks.size(), 1u);
  EXPECT_EQ(text(parsed->common.messages[0].blocks[0]).text.escaped, "You are");
}

TEST(MessagesRequest, SessionsBelongTogether) {
  const auto parsed = parse(request_with(R"("metadata":{"user_id":"user_1_session_2"})"));
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->common.conversation, "user_1_session_2");
  EXPECT_FALSE(parsed->common.user);
}

// The word stands in schemas and texts of many requests that name nothing by URL.
TEST(RemoteMedia, IsASourceThatIsNamedByUrl) {
  const std::pair<std::string_view, bool> cases[] = {
      {R"([{"type":"image","source":{"type":"url","url":"https://example.com/a.png"}}])", true},
      {R"([{"type":"text","text":"a"},{"type":"document","source":{"type":"url","url":"u"}}])",
       true},
      {R"([{"type":"tool_result","content":[{"type":"image","source":{"type":"url"}}]}])", true},
      {R"([{"type":"image","source":{"type":"base64","data":"YQ=="}}])", false},
      {R"([{"type":"tool_use","name":"WebFetch","input":{"type":"url","url":"https://a.b"}}])",
       false},
      {R"([{"type":"text","text":"{\"type\":\"url\"}"}])", false},
      {R"("url")", false},
      {R"([])", false},
  };
  for (const auto& [content, remote] : cases) {
    const std::string text =
        R"({"model":"m","tools":[{"name":"WebFetch","input_schema":{"required":["url"],)"
        R"("properties":{"url":{"type":"string"}}}}],"messages":[{"role":"user","content":)" +
        std::string(content) + "}]}";
    const auto body = MessagesBody::parse(text);
    ASSERT_TRUE(body) << text;
    EXPECT_EQ(has_remote_media(*body), remote) << content;
  }
}

}  // namespace
}  // namespace gw::anthropic
