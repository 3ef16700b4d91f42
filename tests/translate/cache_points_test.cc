// A prompt is cached only if it comes again byte for byte: what a conversation was stays what it
// was when it goes on.
#include <array>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "json/value.h"
#include "support/chat.h"

namespace gw::translate {
namespace {

constexpr std::string_view kCachePoint = R"({"cachePoint":{"type":"default"}})";

// A member of the upstream's body, without cache points, which mark what is cached and are no part
// of it.
std::string member(std::string_view body, std::string_view name) {
  json::Document document;
  const auto value = document.parse(body).value().object()->find(name);
  std::string text(value ? value->raw() : "[]");
  for (const std::string& point : {"," + std::string(kCachePoint), std::string(kCachePoint)}) {
    for (std::size_t at; (at = text.find(point)) != text.npos;) text.erase(at, point.size());
  }
  return text;
}

struct Upstream {
  std::string system, messages, tools;
};

Upstream translated(std::string_view head, std::string_view messages,
                    const bedrock::ModelRules& rules) {
  const std::string body =
      "{\"model\":\"m\"," + std::string(head) + ",\"messages\":[" + std::string(messages) + "]}";
  const auto request = openai::parse_chat_request(body);
  EXPECT_TRUE(request) << body;
  const auto exchange =
      translate_chat(*request, bedrock::parse_model_id("m").value(), rules, {.id = "x"});
  EXPECT_TRUE(exchange) << body;
  const std::string_view upstream = exchange->upstream.body.view();
  return {member(upstream, "system"), member(upstream, "messages"), member(upstream, "toolConfig")};
}

constexpr std::string_view kTools =
    R"("tools":[{"type":"function","function":{"name":"get weather","parameters":
       {"type":"object","properties":{"b":{"type":"string"},"a":{"type":["string","null"]}}}}},
       {"type":"function","function":{"name":"g"}}],"response_format":{"type":"json_object"})";

// Each is one turn more; the marks move with the end, as clients set them.
constexpr std::array kTurns = {
    R"({"role":"system","content":"Be brief.","cache_control":{"type":"ephemeral"}},
       {"role":"user","content":[{"type":"text","text":"Weather?",
                                  "cache_control":{"type":"ephemeral"}}]})",
    R"({"role":"assistant","content":" ","tool_calls":[
         {"id":"1","type":"function","function":{"name":"get weather","arguments":"{\"b\": 1,\"a\":2 }"}},
         {"id":"odd id","type":"function","function":{"name":"g","arguments":""}}]},
       {"role":"tool","tool_call_id":"odd id","content":[{"type":"text","text":"x"}]},
       {"role":"tool","tool_call_id":"1","content":"\u00e9 \n","cache_control":{"type":"ephemeral"}})",
    R"({"role":"assistant","content":"Sunny."},
       {"role":"user","content":"And then?","cache_control":{"type":"ephemeral"}})",
};

// All but the bracket at the end.
std::string_view beginning(std::string_view array) { return array.substr(0, array.size() - 1); }

TEST(CachePoints, APromptThatGoesOnKeepsItsBeginning) {
  bedrock::ModelRules rules;
  rules.cache_points = 4;
  bedrock::ModelRules automatic = rules;
  automatic.automatic_cache = bedrock::AutomaticCache::minutes;
  bedrock::ModelRules mistral = rules;
  mistral.tool_ids = bedrock::ToolIds::mistral;
  mistral.tool_hyphens = false;
  for (const bedrock::ModelRules& each : {rules, automatic, mistral, bedrock::ModelRules{}}) {
    std::string messages(kTurns[0]);
    Upstream before = translated(kTools, messages, each);
    for (std::size_t i = 1; i < kTurns.size(); ++i) {
      messages.append(",").append(kTurns[i]);
      const Upstream after = translated(kTools, messages, each);
      EXPECT_EQ(after.tools, before.tools);
      EXPECT_EQ(after.system, before.system);
      EXPECT_TRUE(after.messages.starts_with(beginning(before.messages))) << before.messages << "\n"
                                                                          << after.messages;
      before = after;
    }
  }
}

TEST(CachePoints, TheSameRequestIsTheSameBytes) {
  bedrock::ModelRules rules;
  rules.cache_points = 4;
  rules.json_schema = true;
  const std::string messages = std::string(kTurns[0]) + "," + kTurns[1];
  const Upstream first = translated(kTools, messages, rules);
  for (int i = 0; i < 100; ++i) {
    const Upstream again = translated(kTools, messages, rules);
    ASSERT_EQ(again.messages, first.messages);
    ASSERT_EQ(again.tools, first.tools);
    ASSERT_EQ(again.system, first.system);
  }
}

}  // namespace
}  // namespace gw::translate
