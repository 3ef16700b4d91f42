#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "anthropic/spliced.h"
#include "bedrock/schema/form.h"

namespace gw::anthropic {
namespace {

using namespace test;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

TEST(Splice, OtherBytesStayAsTheyAre) {
  const std::string body = R"({ "stream" : true, "system":"a\/\u00e9",
    "messages" : [ {"role":"user", "content":"x"} ] ,"model":"m", "max_tokens": 1e1, "top_k": 5 })";
  const Spliced spliced = splice(body, kSonnet45);
  EXPECT_EQ(spliced.body, R"({ "system":"a\/\u00e9",
    "messages" : [ {"role":"user", "content":"x"} ], "max_tokens": 1e1, "top_k": 5 ,)" +
                              std::string(kVersion) + "}");
  EXPECT_THAT(spliced.dropped, IsEmpty());
}

TEST(Splice, TheVersionIsAlwaysBedrocks) {
  EXPECT_EQ(splice(with(R"("anthropic_version":"2026-10-21")"), kOpus48).body, becomes(""));
}

TEST(Splice, MembersOfOtherServicesAreDroppedAndNamed) {
  check({
      {R"("mcp_servers":[])", kOpus48, "", {"mcp_servers"}},
      {R"("container":"c","speed":"fast")", kOpus48, "", {"container", "speed"}},
      {R"("inference_geo":"us")", kOpus48, "", {"inference_geo"}},
      {R"("amazon-bedrock-guardrailConfig":{})", kOpus48, "", {"amazon-bedrock-guardrailConfig"}},
      {R"("service_tier":"auto")", kOpus48, ""},
      {R"("output_config":{"task_budget":{"total":1}})",
       kOpus48,
       "",
       {"output_config.task_budget"}},
      {R"("system":null)", kOpus48, ""},
      {R"("tools":[])", kOpus48, ""},
      {R"("tools":[],"tool_choice":{"type":"auto"})", kOpus48, ""},
      {R"("metadata":{"user_id":"u"})", kOpus48, R"("metadata":{"user_id":"u"})"},
      {R"("metadata":{"user_id":"{\"session_id\":1}"})", kOpus48, "", {"metadata.user_id"}},
  });
}

TEST(Splice, ThinkingIsSaidAsTheGenerationKnowsIt) {
  check({
      {R"("thinking":{"type":"enabled","budget_tokens":31999})", kSonnet45,
       R"("thinking":{"type":"enabled","budget_tokens":31999})"},
      {R"("thinking":{"type":"enabled","budget_tokens":31999})", kOpus46,
       R"("thinking":{"type":"enabled","budget_tokens":31999})"},
      // As much as the whole answer: Claude refuses it.
      {R"("thinking":{"type":"enabled","budget_tokens":32000})",
       kSonnet45,
       R"("thinking":{"type":"enabled","budget_tokens":31999})",
       {"thinking"}},
      {R"("thinking":{"type":"adaptive"})", kOpus46, R"("thinking":{"type":"adaptive"})"},
      {R"("thinking":{"type":"adaptive"})",
       kSonnet45,
       R"("thinking":{"type":"enabled","budget_tokens":16384})",
       {"thinking"}},
      {R"("thinking":{"type":"adaptive"},"output_config":{"effort":"low"})",
       kSonnet45,
       R"("thinking":{"type":"enabled","budget_tokens":2048})",
       {"thinking", "output_config.effort"}},
      {R"("thinking":{"type":"adaptive"})", k3, "", {"thinking"}},
      {R"("thinking":{"type":"disabled"})", kOpus48, R"("thinking":{"type":"disabled"})"},
      {R"("thinking":{"type":"disabled"})", kOpus55, "", {"thinking"}},
      {R"("thinking":{"type":"disabled"})",
       kSonnet55,
       R"("thinking":{"type":"between_tools"})",
       {"thinking"}},
      {R"("thinking":{"type":"between_tools"})", kSonnet55,
       R"("thinking":{"type":"between_tools"})"},
      {R"("thinking":{"type":"between_tools"})",
       kOpus48,
       R"("thinking":{"type":"disabled"})",
       {"thinking"}},
      {R"("thinking":{"type":"some day"})", kOpus48, R"("thinking":{"type":"some day"})"},
      // display
      {R"("thinking":{"type":"adaptive","display":"omitted"})",
       kOpus46,
       R"("thinking":{"type":"adaptive"})",
       {"thinking.display"}},
      {R"("thinking":{"type":"adaptive","display":"omitted"})", kOpus47,
       R"("thinking":{"type":"adaptive","display":"omitted"})"},
      {R"("thinking":{"type":"adaptive","display":"updates"})",
       kOpus48,
       R"("thinking":{"type":"adaptive"})",
       {"thinking.display"}},
  });
}

TEST(Splice, ATurnThatHasBegunWithoutThinkingGoesOnWithoutABudget) {
  const auto request = [](std::string_view first) {
    return R"({"model":"m","max_tokens":9000,"thinking":{"type":"enabled","budget_tokens":2000},"messages":[)"
           R"({"role":"user","content":"a"},{"role":"assistant","content":[)" +
           std::string(first) +
           R"({"type":"tool_use","id":"t","name":"f","input":{}}]},)"
           R"({"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":"x"}]}]})";
  };
  const struct {
    std::string_view first;  // what the answer begins with
    std::string_view model;
    std::string_view thinking;  // empty: none
  } kCases[] = {
      {R"({"type":"thinking","thinking":"","signature":"c2ln"},)", kSonnet45, "enabled"},
      {R"({"type":"redacted_thinking","data":"cmVk"},)", kSonnet45, "enabled"},
      {R"({"type":"thinking","thinking":"unsigned"},)", kSonnet45, ""},
      {R"({"type":"text","text":"b"},)", kSonnet45, ""},
      {R"({"type":"text","text":"b"},)", kOpus46, "adaptive"},
  };
  for (const auto& [first, model, thinking] : kCases) {
    const std::string body = splice(request(first), model).body;
    if (thinking.empty()) {
      EXPECT_THAT(body, Not(HasSubstr(R"("thinking":{)"))) << first;
    } else {
      EXPECT_THAT(body, HasSubstr(R"("thinking":{"type":")" + std::string(thinking))) << first;
    }
  }
}

TEST(Splice, UpdatesAreShownWithTheirFlag) {
  const Spliced spliced =
      splice(with(R"("thinking":{"type":"adaptive","display":"updates"})"), kOpus55);
  EXPECT_THAT(spliced.body, HasSubstr(R"("thinking":{"type":"adaptive","display":"updates"})"));
  EXPECT_THAT(spliced.body, HasSubstr(R"(["thinking-display-updates-2026-08-18"])"));
}

TEST(Splice, ABudgetBecomesAnEffort) {
  const Spliced spliced =
      splice(with(R"("thinking":{"type":"enabled","budget_tokens":8000})"), kOpus47);
  EXPECT_THAT(spliced.body, HasSubstr(R"("thinking":{"type":"adaptive"})"));
  EXPECT_THAT(spliced.body, HasSubstr(R"("output_config":{"effort":"medium"}})"));
  EXPECT_THAT(spliced.dropped, ElementsAre("thinking"));
}

TEST(Splice, EffortsAndSchemas) {
  check({
      {R"("output_config":{"effort":"high"})", kSonnet45, "", {"output_config.effort"}},
      {R"("output_config":{"effort":"xhigh"})",
       kOpus46,
       R"("output_config":{"effort":"high"})",
       {"output_config.effort"}},
      {R"("output_config":{ "effort":"xhigh"})", kOpus47, R"("output_config":{ "effort":"xhigh"})"},
      {R"("output_config":{"format":{"type":"json_schema","schema":{}},"effort":"low"})", kOpus46,
       R"("output_config":{"format":{"type":"json_schema","schema":{}},"effort":"low"})"},
      {R"("output_config":{"format":{},"effort":"low"})",
       kOpus48,
       R"("output_config":{"effort":"low"})",
       {"output_config.format"}},
  });
  EXPECT_THAT(splice(with(R"("output_format":{"type":"json_schema"})"), kOpus46).body,
              HasSubstr(R"("output_config":{"format":{"type":"json_schema"}}})"));
  // Opus 4.5 has effort behind a flag.
  const Spliced opus =
      splice(with(R"("output_config":{"effort":"low"})"), kOpus45, "effort-2025-11-24");
  EXPECT_THAT(opus.body, HasSubstr(R"("output_config":{"effort":"low"})"));
  EXPECT_THAT(opus.body, HasSubstr(R"("anthropic_beta":["effort-2025-11-24"])"));
}

TEST(Splice, ARequestForASchemaMayNeedTheTranslation) {
  const std::string text = with(R"("output_format":{"type":"json_schema"})");
  const auto body = MessagesBody::parse(text);
  const auto facts = read_messages_facts(*body, {}, Purpose::answer);
  EXPECT_TRUE(can_splice(*body, *facts, rules_for(kOpus46)));
  EXPECT_FALSE(can_splice(*body, *facts, rules_for(kOpus48)));
}

// As the libraries of clients make them.
TEST(Splice, ASchemaIsSaidAsBedrockCompilesIt) {
  constexpr std::string_view kSent =
      R"({"type":"json_schema","schema":{"$schema":"s","type":"object","properties":{"a":{"type":"string"}},"required":["a"]}})";
  constexpr std::string_view kStrict =
      R"({"type":"json_schema","schema":{"type":"object","properties":{"a":{"type":"string"}},"required":["a"],"additionalProperties":false}})";
  const auto config = [](std::string_view format) {
    return R"("output_config":{"format":)" + std::string(format) + "}";
  };
  EXPECT_THAT(splice(with(config(kSent)), kOpus46).body, HasSubstr(config(kStrict)));
  EXPECT_THAT(splice(with(config(kStrict)), kOpus46).body, HasSubstr(config(kStrict)));

  constexpr std::string_view kFree =
      R"({"type":"json_schema","schema":{"type":"object","patternProperties":{}}})";
  const std::string text = with(config(kFree));
  const auto body = MessagesBody::parse(text);
  const auto facts = read_messages_facts(*body, {}, Purpose::answer);
  EXPECT_FALSE(can_splice(*body, *facts, rules_for(kOpus46))) << "the translation has other ways";
}

// Rows C1 to C5 at the door where Claude gets the client's own bytes (tests/golden/converse/c1_*
// and the like are the same at the others).
TEST(Splice, SchemasOfToolsAreWhatClaudeTakes) {
  const auto tool = [](std::string_view schema) {
    return R"("tools":[{"name":"f","input_schema":)" + std::string(schema) + "}]";
  };
  const auto becomes_schema = [&](std::string_view sent, std::string_view became,
                                  std::vector<std::string> dropped = {}) {
    const Spliced spliced = splice(with(tool(sent)), kSonnet45);
    EXPECT_EQ(spliced.body, becomes(tool(became)));
    EXPECT_EQ(spliced.dropped, dropped);
  };
  becomes_schema(  // C1
      R"({"type":"object","properties":{"a":{},"b":{}},"anyOf":[{"required":["a"]},{"required":["b"]}]})",
      R"({"type":"object","properties":{"a":{},"b":{}},"description":"{anyOf: [{a}, {b}]}"})",
      {"tools.input_schema=anyOf->description"});
  becomes_schema(R"({"type":"object","properties":null,"required":null})",  // C2
                 R"({"type":"object"})");
  becomes_schema(  // C5
      R"({"type":"object","properties":{"a":{"minimum":0,"exclusiveMinimum":true}}})",
      R"({"type":"object","properties":{"a":{"exclusiveMinimum":0}}})");
  becomes_schema(R"( { "type" : "object" , "$schema":"x" } )",
                 R"( { "type" : "object" , "$schema":"x" } )");
}

TEST(Splice, TellsOfASchemaThatIsCut) {
  std::string schema = R"({"type":"object")";
  constexpr int kTooDeep = schema::kMaxDepth + 1;
  for (int i = 0; i < kTooDeep; ++i) schema += R"(,"items":{"type":"array")";
  schema += std::string(kTooDeep + 1, '}');
  const Spliced spliced =
      splice(with(R"("tools":[{"name":"f","input_schema":)" + schema + "}]"), kSonnet45);
  EXPECT_THAT(spliced.dropped, ElementsAre("tools.input_schema=depth->any"));
}

TEST(Splice, C3NamesOfPropertiesNeedTheTranslation) {
  const std::string text = with(
      R"("tools":[{"name":"f","input_schema":{"type":"object","properties":{"filter[name]":{}}}}])");
  const auto body = MessagesBody::parse(text);
  const auto facts = read_messages_facts(*body, {}, Purpose::answer);
  const auto spliced = splice_request(*body, *facts, rules_for(kSonnet45), {});
  ASSERT_TRUE(spliced);
  EXPECT_TRUE(spliced->renames_properties) << "nobody else gives the names back";
}

TEST(Splice, LimitsAndSampling) {
  check({
      {R"("temperature":0.5,"top_p":0.9)", kSonnet45, R"("temperature":0.5)", {"top_p"}},
      {R"("top_p":0.9,"top_k":5)", kSonnet45, R"("top_p":0.9,"top_k":5)"},
      {R"("thinking":{"type":"adaptive"},"temperature":0.5)",
       kOpus46,
       R"("thinking":{"type":"adaptive"})",
       {"temperature"}},
      {R"("temperature":0.5,"top_p":0.9,"top_k":5)",
       kOpus47,
       "",
       {"temperature", "top_p", "top_k"}},
  });
  EXPECT_THAT(
      splice(R"({"max_tokens":0,"model":"m",)" + std::string(kMessages) + "}", kSonnet45).body,
      HasSubstr(R"("max_tokens":1,)"));
  const std::string body = R"({"max_tokens":999999,"model":"m",)" + std::string(kMessages) + "}";
  const Spliced spliced = splice(body, kSonnet45);
  EXPECT_THAT(spliced.body, HasSubstr(R"("max_tokens":64000,)"));
  EXPECT_THAT(spliced.dropped, ElementsAre("max_tokens"));
}

TEST(Splice, ContextManagementNeedsItsFlagAndAnEditThatBedrockHas) {
  constexpr std::string_view kFlag = "context-management-2025-06-27";
  const struct {
    std::string_view edits;
    std::string_view betas;
    std::string_view kept;  // empty: the member is gone
  } kCases[] = {
      {R"({"type":"clear_thinking_20251015","keep":"all"})", kFlag, ""},
      {R"({"type":"clear_tool_uses_20250919"})", "", ""},
      {R"({"type":"clear_tool_uses_20250919"})", kFlag, R"({"type":"clear_tool_uses_20250919"})"},
      {R"({"type":"clear_thinking_20251015"},{"type":"clear_tool_uses_20250919"})", kFlag,
       R"({"type":"clear_tool_uses_20250919"})"},
      {R"({"type":"compact_20260112"})", "compact-2026-01-12", R"({"type":"compact_20260112"})"},
  };
  for (const auto& [edits, betas, kept] : kCases) {
    const std::string member = R"("context_management":{"edits":[)" + std::string(edits) + "]}";
    const Spliced spliced = splice(with(member), kOpus48, betas);
    if (kept.empty()) {
      EXPECT_EQ(spliced.body, becomes("")) << edits;
      EXPECT_THAT(spliced.dropped, Contains("context_management"));
    } else {
      EXPECT_THAT(spliced.body, HasSubstr(R"({"edits":[)" + std::string(kept) + "]}")) << edits;
      EXPECT_THAT(spliced.body, HasSubstr(R"(,"anthropic_beta":[")" + std::string(betas) + "\"]"))
          << edits;
    }
  }
}

TEST(Splice, SafeguardsAreRefusedWhereNobodyWouldCheckThem) {
  EXPECT_EQ(splice(with(R"("safeguards":{"a":1})"), kOpus48).status, 400);
  const Spliced spliced =
      splice(with(R"("safeguards":{"a":1})"), kOpus55, "dangerous-tool-use-2026-09-03");
  EXPECT_THAT(spliced.body, HasSubstr(R"("safeguards":{"a":1})"));
  EXPECT_THAT(spliced.body, HasSubstr("dangerous-tool-use-2026-09-03"));
}

TEST(Splice, FlagsGoWithWhatTheyAreFor) {
  constexpr std::string_view kEnabled = R"("thinking":{"type":"enabled","budget_tokens":2000})";
  constexpr std::string_view kDeferred =
      R"("tools":[{"name":"f","input_schema":{},"defer_loading":true}])";
  const struct {
    std::string_view members;
    std::string_view model;
    std::string_view betas;
    std::string_view sent;  // the list
  } kCases[] = {
      {"", kOpus48, "claude-code-20250219,oauth-2025-04-20", ""},
      {"", kOpus48, "advanced-tool-use-2025-11-20", ""},
      {kDeferred, kOpus48, "advanced-tool-use-2025-11-20", R"(["tool-search-tool-2025-10-19"])"},
      {kDeferred, kOpus48, "advanced-tool-use-2025-11-20,tool-search-tool-2025-10-19",
       R"(["tool-search-tool-2025-10-19"])"},
      {kDeferred, kSonnet45, "", R"(["tool-search-tool-2025-10-19"])"},
      {"", kSonnet45, "interleaved-thinking-2025-05-14", ""},
      {kEnabled, kSonnet45, "interleaved-thinking-2025-05-14",
       R"(["interleaved-thinking-2025-05-14"])"},
      {kEnabled, kOpus47, "interleaved-thinking-2025-05-14", ""},
      {"", kOpus47, "thinking-token-count-2026-05-13", R"(["thinking-token-count-2026-05-13"])"},
      {"", kSonnet45, "context-1m-2025-08-07,context-management-2025-06-27",
       R"(["context-1m-2025-08-07"])"},
      {R"("compaction":{"type":"summarize"})", kOpus48, "compact-2026-09-04",
       R"(["compact-2026-09-04"])"},
      {R"("anthropic_beta":["context-1m-2025-08-07"])", kSonnet45, "",
       R"(["context-1m-2025-08-07"])"},
  };
  for (const auto& [members, model, betas, sent] : kCases) {
    const Spliced spliced = splice(with(members), model, betas);
    if (sent.empty()) {
      EXPECT_THAT(spliced.body, Not(HasSubstr("anthropic_beta"))) << members << betas;
    } else {
      EXPECT_THAT(spliced.body, HasSubstr(R"("anthropic_beta":)" + std::string(sent)))
          << members << betas;
    }
  }
}

TEST(Splice, FlagsThatAreNotSentAreNamed) {
  EXPECT_THAT(splice(with(""), kOpus48, "claude-code-20250219").dropped,
              ElementsAre("claude-code-20250219"));
}

TEST(Splice, WhatWasRefusedIsLeftOut) {
  const struct {
    std::string_view members;
    std::string refused;
    std::string_view became;
  } kCases[] = {
      {R"("thinking":{"type":"adaptive","display":"omitted"})", "thinking.display",
       R"("thinking":{"type":"adaptive"})"},
      {R"("metadata":{"user_id":"u"})", "metadata", ""},
      {R"("tools":[{"name":"f","foo":1}])", "tools.foo", R"("tools":[{"name":"f"}])"},
      {R"("tools":[{"name":"f","defer_loading":true}])", "anthropic_beta",
       R"("tools":[{"name":"f"}])"},
  };
  for (const auto& [members, refused, became] : kCases) {
    const std::string list[] = {refused};
    const ClaudeRules rules = without(list, rules_for(kOpus48));
    EXPECT_EQ(splice_with(with(members), rules).body, becomes(became)) << refused;
  }
}

// Opus 5.5 and its like refuse every forced choice.
TEST(Splice, AForcedToolIsLeftToTheModelWhereItCannotBeForced) {
  const std::string tools = R"("tools":[{"name":"f","input_schema":{"type":"object"}}],)";
  ClaudeRules rules = test::rules_for(test::kOpus55);
  rules.forced_tool = bedrock::ForcedTool::none;
  const std::pair<std::string_view, std::string_view> cases[] = {
      {R"({"type":"any"})", R"({"type":"auto"})"},
      {R"({"type":"tool","name":"f","disable_parallel_tool_use":true})",
       R"({"type":"auto","disable_parallel_tool_use":true})"},
      {R"({"type":"auto"})", R"({"type":"auto"})"},
      {R"({"type":"none"})", R"({"type":"none"})"}};
  for (const auto& [choice, became] : cases) {
    const auto spliced =
        test::splice_with(test::with(tools + "\"tool_choice\":" + std::string(choice)), rules);
    EXPECT_EQ(spliced.body, test::becomes(tools + "\"tool_choice\":" + std::string(became)));
    EXPECT_EQ(spliced.dropped.size(), choice == became ? 0U : 1U) << choice;
  }
}

// C11
TEST(Splice, C11ReasoningThatWasRefusedIsLeftOut) {
  const std::string refused[] = {"messages.thinking"};
  const ClaudeRules rules = without(refused, test::rules_for(test::kOpus55));
  const auto spliced = test::splice_with(
      R"({"model":"m","max_tokens":9,"messages":[{"role":"user","content":"Hi"},)"
      R"({"role":"assistant","content":[{"type":"thinking","thinking":"t","signature":"s"},)"
      R"({"type":"redacted_thinking","data":"d"},{"type":"text","text":"Ho"}]},)"
      R"({"role":"user","content":"Hi"}]})",
      rules);
  EXPECT_FALSE(spliced.body.contains("thinking"));
  EXPECT_TRUE(spliced.body.contains(R"([{"type":"text","text":"Ho"}])"));
  EXPECT_EQ(spliced.dropped, (std::vector<std::string>{"thinking", "redacted_thinking"}));
}

TEST(Splice, TheLastOfSeveralMembersCounts) {
  EXPECT_EQ(
      splice(with(R"("max_tokens":9,"stop_sequences":["a"],"stop_sequences":["b"])"), kOpus48).body,
      R"({"max_tokens":9,"stop_sequences":["b"],)" + std::string(kMessages) + "," +
          std::string(kVersion) + "}");
}

TEST(Splice, CountsHaveALimitAndNoFlags) {
  const auto count = [](std::string_view members) {
    return splice_with(
        R"({"model":"m","max_tokens":5,)" + std::string(members) + std::string(kMessages) + "}",
        rules_for(kSonnet45), "context-1m-2025-08-07", Purpose::count);
  };
  const std::string end =
      std::string(kMessages) + "," + std::string(kVersion) + R"(,"max_tokens":)";
  EXPECT_EQ(count("").body, "{" + end + "1}");
  EXPECT_THAT(count("").dropped, IsEmpty());
  EXPECT_EQ(count(R"("tools":[],)").body, "{" + end + "1}");
  EXPECT_EQ(count(R"("thinking":{"type":"enabled","budget_tokens":2000},)").body,
            R"({"thinking":{"type":"enabled","budget_tokens":2000},)" + end + "2001}");
  EXPECT_EQ(count(R"("tools":[{"name":"f","defer_loading":true}],)").body,
            R"({"tools":[{"name":"f"}],)" + end + "1}");
}

}  // namespace
}  // namespace gw::anthropic
