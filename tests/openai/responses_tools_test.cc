#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "openai/responses/request.h"
#include "openai/responses_support.h"

namespace gw::openai {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Kind = ResponsesTool::Kind;
using ChoiceMode = llm::ToolChoice::Mode;
using Strings = std::vector<std::string>;

llm::Expected<ResponsesRequest> parse(const std::string& body) {
  return parse_responses_request(body);
}

Strings names(const llm::Request& request) {
  Strings result;
  for (const llm::Tool& tool : request.tools) result.emplace_back(tool.name.escaped);
  return result;
}

constexpr std::string_view kHello = R"([{"role":"user","content":"Hi"}])";

TEST(ResponsesTools, EveryKind) {
  const std::string body = body_with(kHello, R"("tools":[
    {"type":"function","name":"f","description":"d","parameters":{"type":"object"},"strict":true,
     "defer_loading":true,"output_schema":{},"allowed_callers":[]},
    {"type":"function","name":"g","parameters":null,"strict":null},
    {"type":"custom","name":"apply_patch","description":"p","format":{"type":"grammar",
     "syntax":"lark","definition":"start: x"}},
    {"type":"custom","name":"exec","format":{"type":"text"}},
    {"type":"namespace","name":"mcp__demo","description":"n","tools":[
      {"type":"function","name":"get_weather"},{"type":"custom","name":"run"}]},
    {"type":"tool_search","execution":"client","description":"s","parameters":{"type":"object"}}])");
  const auto request = parse(body);

  ASSERT_TRUE(request) << request.error().message;
  const auto& tools = request->common.tools;
  EXPECT_THAT(names(request->common),
              ElementsAre("f", "g", "apply_patch", "exec", "mcp__demo__get_weather",
                          "mcp__demo__run", "tool_search"));
  EXPECT_EQ(tools[0].description.escaped, "d");
  EXPECT_EQ(tools[0].parameters, R"({"type":"object"})");
  EXPECT_TRUE(tools[0].strict);
  EXPECT_FALSE(tools[1].strict);
  EXPECT_TRUE(tools[2].custom);
  EXPECT_EQ(tools[2].grammar.escaped, "start: x");
  EXPECT_TRUE(tools[3].custom && tools[3].grammar.empty());
  EXPECT_TRUE(tools[5].custom);
  EXPECT_EQ(tools[6].description.escaped, "s");
  EXPECT_THAT(request->common.unsupported, IsEmpty());

  const auto& form = request->form.tools;
  EXPECT_EQ(form.at("apply_patch").kind, Kind::custom);
  EXPECT_EQ(form.at("mcp__demo__get_weather").space, "mcp__demo");
  EXPECT_EQ(form.at("mcp__demo__get_weather").name, "get_weather");
  EXPECT_EQ(form.at("mcp__demo__run").kind, Kind::custom);
  EXPECT_EQ(form.at("tool_search").kind, Kind::search);
}

TEST(ResponsesTools, WhatOnlyOpenAIRunsIsDroppedAndReported) {
  for (const std::string type :
       {"web_search", "web_search_preview", "file_search", "code_interpreter", "image_generation",
        "mcp", "computer_use_preview", "shell", "local_shell", "apply_patch", "tool_search",
        "of_tomorrow"}) {
    const std::string body =
        body_with(kHello, R"("tools":[{"type":")" + type + R"(","x":1}],"tool_choice":"auto")");
    const auto request = parse(body);
    ASSERT_TRUE(request) << type;
    EXPECT_THAT(request->common.tools, IsEmpty());
    EXPECT_THAT(request->common.unsupported, ElementsAre("tools[]." + type));
  }
}

// The input may be the only place where tools are declared.
TEST(ResponsesTools, ToolsOfTheInput) {
  const std::string body = body_with(R"([
    {"type":"additional_tools","role":"developer","tools":[
      {"type":"namespace","name":"functions","tools":[{"type":"custom","name":"exec"},
        {"type":"function","name":"wait"}]},
      {"type":"namespace","name":"clock","tools":[{"type":"function","name":"now"}]}]},
    {"type":"tool_search_output","call_id":"c","tools":[
      {"type":"function","name":"wait","description":"newer"},
      {"type":"function","name":"found","defer_loading":true}]},
    {"role":"user","content":"Hi"}])");
  const auto request = parse(body);

  ASSERT_TRUE(request) << request.error().message;
  EXPECT_THAT(names(request->common), ElementsAre("exec", "wait", "clock__now", "found"));
  EXPECT_TRUE(request->common.tools[0].custom);
  EXPECT_EQ(request->common.tools[1].description.escaped, "newer");
  EXPECT_EQ(request->form.tools.at("exec").space, "") << "'functions' is no namespace";
}

TEST(ResponsesTools, CallsOfTheHistoryGetTheNamesOfTheirTools) {
  const std::string body = body_with(
      R"([{"type":"function_call","call_id":"1","namespace":"ns","name":"f","arguments":"{}"},
          {"type":"function_call","call_id":"2","namespace":"functions","name":"f","arguments":"{}"},
          {"type":"function_call","call_id":"3","namespace":"gone","name":"f","arguments":"{}"},
          {"type":"custom_tool_call","call_id":"4","name":"patch","input":"x"}])",
      R"("tools":[{"type":"function","name":"f"},
                  {"type":"namespace","name":"ns","tools":[{"type":"function","name":"f"}]}])");
  const auto request = parse(body);
  ASSERT_TRUE(request) << request.error().message;
  EXPECT_THAT(show(request->common),
              ElementsAre("assistant: call 1 ns__f {}, call 2 f {}, call 3 gone__f {}, "
                          "custom 4 patch x"));
  EXPECT_EQ(request->form.tools.at("gone__f").space, "gone");
  EXPECT_EQ(request->form.tools.at("patch").kind, Kind::custom);
}

TEST(ResponsesTools, FlatNamesFitAndAreTheSameEachTime) {
  const std::string space(40, 's');
  const std::string body = body_with(kHello, R"("tools":[
    {"type":"function","name":"a__b"},
    {"type":"namespace","name":"a","tools":[{"type":"function","name":"b"}]},
    {"type":"namespace","name":"a__b","tools":[{"type":"function","name":"c"}]},
    {"type":"namespace","name":"a","tools":[{"type":"function","name":"b__c"}]},
    {"type":"namespace","name":"dots.and/é","tools":[{"type":"function","name":"x\"y"}]},
    {"type":"namespace","name":")" + space + R"(","tools":[{"type":"function","name":")" +
                                                 space + R"("}]}])");
  const auto first = parse(body);
  const auto second = parse(body);

  ASSERT_TRUE(first && second);
  const Strings flat = names(first->common);
  EXPECT_EQ(flat, names(second->common));
  ASSERT_EQ(flat.size(), 6u);
  EXPECT_EQ(std::set(flat.begin(), flat.end()).size(), 6u);
  EXPECT_EQ(flat[0], "a__b");
  EXPECT_EQ(flat[2], "a__b__c");
  for (const std::string& name : flat) {
    EXPECT_LE(name.size(), 64u);
    EXPECT_EQ(
        name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"),
        name.npos)
        << name;
  }
  EXPECT_EQ(first->form.tools.at(flat[1]).name, "b");
  EXPECT_EQ(first->form.tools.at(flat[4]).name, "x\\\"y");
  EXPECT_EQ(first->form.tools.at(flat[5]).space, space);
}

TEST(ResponsesTools, AToolThatIsDeclaredAgainIsReplaced) {
  const std::string body =
      body_with(kHello, R"("tools":[{"type":"function","name":"f"},{"type":"custom","name":"f"}])");
  const auto request = parse(body);
  ASSERT_TRUE(request);
  ASSERT_EQ(request->common.tools.size(), 1u);
  EXPECT_TRUE(request->common.tools[0].custom);
  EXPECT_EQ(request->form.tools.at("f").kind, Kind::custom);
}

TEST(ResponsesTools, Choices) {
  struct Case {
    std::string_view choice;
    ChoiceMode mode;
    std::string_view function = "";
    std::optional<Strings> allowed = std::nullopt;
    Strings reported = {};
  };
  for (const Case& c : std::vector<Case>{
           {R"("none")", ChoiceMode::none},
           {R"("auto")", ChoiceMode::automatic},
           {R"("required")", ChoiceMode::required},
           {R"({"type":"function","name":"f"})", ChoiceMode::function, "f"},
           {R"({"type":"function","name":"g","namespace":"ns"})", ChoiceMode::function, "ns__g"},
           {R"({"type":"function","name":"g","namespace":"n\u0073"})", ChoiceMode::function,
            "ns__g"},
           {R"({"type":"custom","name":"c"})", ChoiceMode::function, "c"},
           {R"({"type":"allowed_tools","mode":"required","tools":[{"type":"function","name":"f"},
              {"type":"web_search"}]})",
            ChoiceMode::required, "", Strings{"f"}},
           {R"({"type":"allowed_tools","mode":"auto","tools":[{"type":"web_search"}]})",
            ChoiceMode::automatic, "", Strings{}},
           {R"({"type":"web_search"})", ChoiceMode::automatic, "", std::nullopt, {"tool_choice"}},
           {R"({"type":"tool_search"})",
            ChoiceMode::automatic,
            "",
            std::nullopt,
            {"tool_choice"}}}) {
    const std::string body = body_with(kHello, R"("tools":[{"type":"function","name":"f"},
        {"type":"custom","name":"c"},
        {"type":"namespace","name":"ns","tools":[{"type":"function","name":"g"}]}],"tool_choice":)" +
                                                   std::string(c.choice));
    const auto request = parse(body);
    ASSERT_TRUE(request) << request.error().message;
    const llm::ToolChoice& choice = request->common.tool_choice;
    EXPECT_EQ(choice.mode, c.mode) << c.choice;
    EXPECT_EQ(choice.function.escaped, c.function) << c.choice;
    ASSERT_EQ(choice.allowed.has_value(), c.allowed.has_value()) << c.choice;
    if (c.allowed) {
      Strings allowed;
      for (const json::RawString name : *choice.allowed) allowed.emplace_back(name.escaped);
      EXPECT_EQ(allowed, *c.allowed);
    }
    EXPECT_EQ(request->common.unsupported, c.reported) << c.choice;
  }
}

TEST(ResponsesTools, ACallOfWhatWasDroppedIsNotRequired) {
  const std::string body =
      body_with(kHello, R"("tools":[{"type":"web_search"}],"tool_choice":"required")");
  const auto request = parse(body);
  ASSERT_TRUE(request);
  EXPECT_EQ(request->common.tool_choice.mode, ChoiceMode::automatic);
  EXPECT_THAT(request->common.unsupported, ElementsAre("tools[].web_search", "tool_choice"));
}

TEST(ResponsesTools, RefusalsNameTheirPlace) {
  struct Case {
    std::string_view members;
    std::string_view param;
    std::string_view code;
  };
  for (const Case& c : {
           Case{R"("tools":{})", "tools", "invalid_type"},
           Case{R"("tools":[1])", "tools[0]", "invalid_type"},
           Case{R"("tools":[{"name":"f"}])", "tools[0].type", "missing_required_parameter"},
           Case{R"("tools":[{"type":1}])", "tools[0].type", "invalid_type"},
           Case{R"("tools":[{"type":"function"}])", "tools[0].name", "missing_required_parameter"},
           Case{R"("tools":[{"type":"function","name":""}])", "tools[0].name", "empty_string"},
           Case{R"("tools":[{"type":"function","name":"f","parameters":[]}])",
                "tools[0].parameters", "invalid_type"},
           Case{R"("tools":[{"type":"function","name":"f","strict":1}])", "tools[0].strict",
                "invalid_type"},
           Case{R"("tools":[{"type":"custom","name":"f","format":{"type":"grammar"}}])",
                "tools[0].format.definition", "missing_required_parameter"},
           Case{R"("tools":[{"type":"namespace","name":"n"}])", "tools[0].tools",
                "missing_required_parameter"},
           Case{R"("tools":[{"type":"namespace","name":"n","tools":[{"type":"function"}]}])",
                "tools[0].tools[0].name", "missing_required_parameter"},
           Case{R"("tool_choice":"some")", "tool_choice", "invalid_value"},
           Case{R"("tool_choice":1)", "tool_choice", "invalid_type"},
           Case{R"("tool_choice":"required")", "tool_choice", "invalid_value"},
           Case{R"("tool_choice":{"type":"function","name":"f"})", "tool_choice.name",
                "invalid_value"},
           Case{R"("tool_choice":{"type":"function"})", "tool_choice.name",
                "missing_required_parameter"},
           Case{R"("tool_choice":{"type":"allowed_tools","mode":"auto"})", "tool_choice.tools",
                "missing_required_parameter"},
       }) {
    const std::string body = body_with(kHello, c.members);
    const auto request = parse(body);
    ASSERT_FALSE(request) << c.members;
    EXPECT_EQ(request.error().param, c.param) << c.members;
    EXPECT_EQ(request.error().code, c.code) << c.members;
  }
}

}  // namespace
}  // namespace gw::openai
