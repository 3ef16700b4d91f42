#include "anthropic/splice.h"

#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "anthropic/messages_request.h"
#include "anthropic/rules.h"
#include "json/value.h"

namespace gw::anthropic {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

struct Spliced {
  std::string body;
  std::vector<std::string> dropped;
  int status = 200;
};

Spliced splice_with(std::string_view text, const ClaudeRules& rules, std::string_view betas = {},
                    Purpose purpose = Purpose::answer) {
  const auto body = MessagesBody::parse(text);
  if (!body) return {body.error().message, {}, body.error().status};
  const auto facts = read_messages_facts(*body, betas, purpose);
  if (!facts) return {facts.error().message, {}, facts.error().status};
  const auto spliced = splice_request(*body, *facts, rules, {});
  if (!spliced) return {spliced.error().message, {}, spliced.error().status};
  json::Document document;
  EXPECT_TRUE(document.parse(spliced->body.view())) << spliced->body.view();
  return {std::string(spliced->body.view()), spliced->dropped};
}

Spliced splice(std::string_view text, std::string_view model, std::string_view betas = {}) {
  return splice_with(text, test::rules_for(model), betas);
}

constexpr std::string_view kMessages = R"("messages":[{"role":"user","content":"Hi"}])";
constexpr std::string_view kVersion = R"("anthropic_version":"bedrock-2023-05-31")";

// A request with these members between the others.
std::string with(std::string_view members) {
  return R"({"model":"m","max_tokens":32000,)" + std::string(members) +
         (members.empty() ? "" : ",") + std::string(kMessages) + "}";
}
// What becomes of it when the members became `members`.
std::string becomes(std::string_view members) {
  return R"({"max_tokens":32000,)" + std::string(members) + (members.empty() ? "" : ",") +
         std::string(kMessages) + "," + std::string(kVersion) + "}";
}
std::string with_content(std::string_view blocks) {
  return R"({"model":"m","max_tokens":9,"messages":[{"role":"user","content":[)" +
         std::string(blocks) + "]}]}";
}

TEST(Splice, OtherBytesStayAsTheyAre) {
  const std::string body = R"({ "stream" : true, "system":"a\/\u00e9",
    "messages" : [ {"role":"user", "content":"x"} ] ,"model":"m", "max_tokens": 1e1, "top_k": 5 })";
  const Spliced spliced = splice(body, test::kSonnet45);
  EXPECT_EQ(spliced.body, R"({ "system":"a\/\u00e9",
    "messages" : [ {"role":"user", "content":"x"} ], "max_tokens": 1e1, "top_k": 5 ,)" +
                              std::string(kVersion) + "}");
  EXPECT_THAT(spliced.dropped, IsEmpty());
}

TEST(Splice, TheVersionIsAlwaysBedrocks) {
  EXPECT_EQ(splice(with(R"("anthropic_version":"2026-10-21")"), test::kOpus48).body, becomes(""));
}

struct Row {
  std::string_view members;  // of the request
  std::string_view model;
  std::string_view became;
  std::vector<std::string> dropped = {};
  std::string_view betas = {};
};

void check(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    const Spliced spliced = splice(with(row.members), row.model, row.betas);
    EXPECT_EQ(spliced.body, becomes(row.became)) << row.members << row.model;
    EXPECT_EQ(spliced.dropped, row.dropped) << row.members << row.model;
  }
}

TEST(Splice, MembersOfOtherServicesAreDroppedAndNamed) {
  check({
      {R"("mcp_servers":[])", test::kOpus48, "", {"mcp_servers"}},
      {R"("container":"c","speed":"fast")", test::kOpus48, "", {"container", "speed"}},
      {R"("inference_geo":"us")", test::kOpus48, "", {"inference_geo"}},
      {R"("amazon-bedrock-guardrailConfig":{})",
       test::kOpus48,
       "",
       {"amazon-bedrock-guardrailConfig"}},
      {R"("service_tier":"auto")", test::kOpus48, ""},
      {R"("output_config":{"task_budget":{"total":1}})",
       test::kOpus48,
       "",
       {"output_config.task_budget"}},
      {R"("system":null)", test::kOpus48, ""},
      {R"("tools":[])", test::kOpus48, ""},
      {R"("tools":[],"tool_choice":{"type":"auto"})", test::kOpus48, ""},
      {R"("metadata":{"user_id":"u"})", test::kOpus48, R"("metadata":{"user_id":"u"})"},
      {R"("metadata":{"user_id":"{\"session_id\":1}"})", test::kOpus48, "", {"metadata.user_id"}},
  });
}

TEST(Splice, ThinkingIsSaidAsTheGenerationKnowsIt) {
  check({
      {R"("thinking":{"type":"enabled","budget_tokens":31999})", test::kSonnet45,
       R"("thinking":{"type":"enabled","budget_tokens":31999})"},
      {R"("thinking":{"type":"enabled","budget_tokens":31999})", test::kOpus46,
       R"("thinking":{"type":"enabled","budget_tokens":31999})"},
      // As much as the whole answer: Claude refuses it.
      {R"("thinking":{"type":"enabled","budget_tokens":32000})",
       test::kSonnet45,
       R"("thinking":{"type":"enabled","budget_tokens":31999})",
       {"thinking"}},
      {R"("thinking":{"type":"adaptive"})", test::kOpus46, R"("thinking":{"type":"adaptive"})"},
      {R"("thinking":{"type":"adaptive"})",
       test::kSonnet45,
       R"("thinking":{"type":"enabled","budget_tokens":16384})",
       {"thinking"}},
      {R"("thinking":{"type":"adaptive"},"output_config":{"effort":"low"})",
       test::kSonnet45,
       R"("thinking":{"type":"enabled","budget_tokens":2048})",
       {"thinking", "output_config.effort"}},
      {R"("thinking":{"type":"adaptive"})", test::k3, "", {"thinking"}},
      {R"("thinking":{"type":"disabled"})", test::kOpus48, R"("thinking":{"type":"disabled"})"},
      {R"("thinking":{"type":"disabled"})", test::kOpus55, "", {"thinking"}},
      {R"("thinking":{"type":"disabled"})",
       test::kSonnet55,
       R"("thinking":{"type":"between_tools"})",
       {"thinking"}},
      {R"("thinking":{"type":"between_tools"})", test::kSonnet55,
       R"("thinking":{"type":"between_tools"})"},
      {R"("thinking":{"type":"between_tools"})",
       test::kOpus48,
       R"("thinking":{"type":"disabled"})",
       {"thinking"}},
      {R"("thinking":{"type":"some day"})", test::kOpus48, R"("thinking":{"type":"some day"})"},
      // display
      {R"("thinking":{"type":"adaptive","display":"omitted"})",
       test::kOpus46,
       R"("thinking":{"type":"adaptive"})",
       {"thinking.display"}},
      {R"("thinking":{"type":"adaptive","display":"omitted"})", test::kOpus47,
       R"("thinking":{"type":"adaptive","display":"omitted"})"},
      {R"("thinking":{"type":"adaptive","display":"updates"})",
       test::kOpus48,
       R"("thinking":{"type":"adaptive"})",
       {"thinking.display"}},
      {R"("thinking":{"type":"adaptive","display":"updates"})", test::kOpus55,
       R"("thinking":{"type":"adaptive","display":"updates"})"},
  });
}

TEST(Splice, ABudgetBecomesAnEffort) {
  const Spliced spliced =
      splice(with(R"("thinking":{"type":"enabled","budget_tokens":8000})"), test::kOpus47);
  EXPECT_THAT(spliced.body, HasSubstr(R"("thinking":{"type":"adaptive"})"));
  EXPECT_THAT(spliced.body, HasSubstr(R"("output_config":{"effort":"medium"}})"));
  EXPECT_THAT(spliced.dropped, ElementsAre("thinking"));
}

TEST(Splice, EffortsAndSchemas) {
  check({
      {R"("output_config":{"effort":"high"})", test::kSonnet45, "", {"output_config.effort"}},
      {R"("output_config":{"effort":"xhigh"})",
       test::kOpus46,
       R"("output_config":{"effort":"high"})",
       {"output_config.effort"}},
      {R"("output_config":{ "effort":"xhigh"})", test::kOpus47,
       R"("output_config":{ "effort":"xhigh"})"},
      {R"("output_config":{"format":{"type":"json_schema","schema":{}},"effort":"low"})",
       test::kOpus46,
       R"("output_config":{"format":{"type":"json_schema","schema":{}},"effort":"low"})"},
      {R"("output_config":{"format":{},"effort":"low"})",
       test::kOpus48,
       R"("output_config":{"effort":"low"})",
       {"output_config.format"}},
  });
  EXPECT_THAT(splice(with(R"("output_format":{"type":"json_schema"})"), test::kOpus46).body,
              HasSubstr(R"("output_config":{"format":{"type":"json_schema"}}})"));
  // Opus 4.5 has effort behind a flag.
  const Spliced opus =
      splice(with(R"("output_config":{"effort":"low"})"), test::kOpus45, "effort-2025-11-24");
  EXPECT_THAT(opus.body, HasSubstr(R"("output_config":{"effort":"low"})"));
  EXPECT_THAT(opus.body, HasSubstr(R"("anthropic_beta":["effort-2025-11-24"])"));
}

TEST(Splice, ARequestForASchemaMayNeedTheTranslation) {
  const std::string text = with(R"("output_format":{"type":"json_schema"})");
  const auto body = MessagesBody::parse(text);
  const auto facts = read_messages_facts(*body, {}, Purpose::answer);
  EXPECT_TRUE(can_splice(*facts, test::rules_for(test::kOpus46)));
  EXPECT_FALSE(can_splice(*facts, test::rules_for(test::kOpus48)));
}

TEST(Splice, LimitsAndSampling) {
  check({
      {R"("temperature":0.5,"top_p":0.9)", test::kSonnet45, R"("temperature":0.5)", {"top_p"}},
      {R"("top_p":0.9,"top_k":5)", test::kSonnet45, R"("top_p":0.9,"top_k":5)"},
      {R"("temperature":0.5,"top_p":0.9,"top_k":5)",
       test::kOpus47,
       "",
       {"temperature", "top_p", "top_k"}},
  });
  const std::string body = R"({"max_tokens":999999,"model":"m",)" + std::string(kMessages) + "}";
  const Spliced spliced = splice(body, test::kSonnet45);
  EXPECT_THAT(spliced.body, HasSubstr(R"("max_tokens":64000,)"));
  EXPECT_THAT(spliced.dropped, ElementsAre("max_tokens"));
}

TEST(Splice, ContextManagementNeedsItsFlagAndAnEditThatBedrockHas) {
  constexpr std::string_view kFlag = "context-management-2025-06-27";
  const std::string flagged = R"(,"anthropic_beta":["context-management-2025-06-27"]})";
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
    const Spliced spliced = splice(with(member), test::kOpus48, betas);
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
  EXPECT_EQ(splice(with(R"("safeguards":{"a":1})"), test::kOpus48).status, 400);
  const Spliced spliced =
      splice(with(R"("safeguards":{"a":1})"), test::kOpus55, "dangerous-tool-use-2026-09-03");
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
      {"", test::kOpus48, "claude-code-20250219,oauth-2025-04-20", ""},
      {"", test::kOpus48, "advanced-tool-use-2025-11-20", ""},
      {kDeferred, test::kOpus48, "advanced-tool-use-2025-11-20",
       R"(["tool-search-tool-2025-10-19"])"},
      {kDeferred, test::kOpus48, "advanced-tool-use-2025-11-20,tool-search-tool-2025-10-19",
       R"(["tool-search-tool-2025-10-19"])"},
      {kDeferred, test::kSonnet45, "", R"(["tool-search-tool-2025-10-19"])"},
      {"", test::kSonnet45, "interleaved-thinking-2025-05-14", ""},
      {kEnabled, test::kSonnet45, "interleaved-thinking-2025-05-14",
       R"(["interleaved-thinking-2025-05-14"])"},
      {kEnabled, test::kOpus47, "interleaved-thinking-2025-05-14", ""},
      {"", test::kOpus47, "thinking-token-count-2026-05-13",
       R"(["thinking-token-count-2026-05-13"])"},
      {"", test::kSonnet45, "context-1m-2025-08-07,context-management-2025-06-27",
       R"(["context-1m-2025-08-07"])"},
      {R"("compaction":{"type":"summarize"})", test::kOpus48, "compact-2026-09-04",
       R"(["compact-2026-09-04"])"},
      {R"("anthropic_beta":["context-1m-2025-08-07"])", test::kSonnet45, "",
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
  EXPECT_THAT(splice(with(""), test::kOpus48, "claude-code-20250219").dropped,
              ElementsAre("claude-code-20250219"));
}

TEST(Splice, Tools) {
  constexpr std::string_view kPlain = R"({"name":"f","input_schema":{"$schema":"x"}})";
  const std::string plain = R"("tools":[)" + std::string(kPlain) + "]";
  check({
      {plain, test::kOpus48, plain},
      {R"("tools":[{"type":"bash_20250124","name":"bash"}])", test::kOpus48,
       R"("tools":[{"type":"bash_20250124","name":"bash"}])"},
      {R"("tools":[{"type":"web_search_20250305","name":"web_search"}],"tool_choice":{"type":"auto"})",
       test::kOpus48,
       "",
       {"web_search_20250305"}},
      {R"("tools":[{"type":"web_search_20250305","name":"web_search"},{"name":"f","input_schema":{"$schema":"x"}}])",
       test::kOpus48,
       plain,
       {"web_search_20250305"}},
      {R"("tools":[{"name":"f","input_schema":{"$schema":"x"}},{"type":"web_search_20250305","name":"w"}],"tool_choice":{"type":"tool","name":"w"})",
       test::kOpus48,
       plain,
       {"web_search_20250305", "tool_choice"}},
      {R"("tools":[{"type":"computer_20250124","name":"computer"}])",
       test::kSonnet45,
       "",
       {"computer_20250124"}},
      {R"("tools":[{"name":"f","eager_input_streaming":true,"input_schema":{"$schema":"x"}}])",
       test::kOpus46,
       plain,
       {"tools.eager_input_streaming"}},
      {R"("tools":[{"name":"f","eager_input_streaming":true}])", test::kOpus48,
       R"("tools":[{"name":"f","eager_input_streaming":true}])"},
      {R"("tools":[{"name":"f","input_schema":{"$schema":"x"},"input_examples":[]}])",
       test::kOpus48,
       plain,
       {"tools.input_examples"}},
      {R"("tools":[{"allowed_callers":["direct"],"name":"f","input_schema":{"$schema":"x"}}])",
       test::kOpus48,
       plain,
       {"tools.allowed_callers"}},
      {R"("tools":[{"name":"f","input_schema":{"$schema":"x"},"strict":true}])",
       test::kOpus48,
       plain,
       {"tools.strict"}},
      {R"("tools":[{"name":"f","defer_loading":true,"input_schema":{"$schema":"x"}}])",
       test::k3,
       plain,
       {"tools.defer_loading"}},
      {R"("tools":[{"name":"f"}],"tool_choice":{"type":"auto"})", test::kSonnet45,
       R"("tools":[{"name":"f"}],"tool_choice":{"type":"auto"})"},  // never "any", thinking or not
  });
  const Spliced eager =
      splice(with(R"("tools":[{"name":"f","eager_input_streaming":true}])"), test::kSonnet45);
  EXPECT_THAT(eager.body, HasSubstr(R"("tools":[{"name":"f"}])"));
  EXPECT_THAT(eager.body, HasSubstr("fine-grained-tool-streaming-2025-05-14"));
  const Spliced computer =
      splice(with(R"("tools":[{"type":"computer_20250124","name":"computer"}])"), test::kSonnet45,
             "computer-use-2025-01-24");
  EXPECT_THAT(computer.body, HasSubstr("computer_20250124"));
  EXPECT_THAT(computer.body, HasSubstr(R"(["computer-use-2025-01-24"])"));
}

TEST(Splice, Blocks) {
  const struct {
    std::string_view content;
    std::string_view model;
    std::string_view became;
    std::vector<std::string> dropped = {};
  } kCases[] = {
      {R"({"type":"text","text":"a","cache_control":{"type":"ephemeral","ttl":"1h","scope":"global"}})",
       test::kOpus48,
       R"({"type":"text","text":"a","cache_control":{"type":"ephemeral","ttl":"1h"}})",
       {"cache_control.scope"}},
      {R"({"type":"text","text":"a","cache_control":{"ttl":"1h","type":"ephemeral"}})",
       test::k3,
       R"({"type":"text","text":"a","cache_control":{"type":"ephemeral"}})",
       {"cache_control.ttl"}},
      {R"({"type":"thinking","thinking":"","signature":"s"},{"type":"text","text":"a"})",
       test::kOpus48,
       R"({"type":"thinking","thinking":"","signature":"s"},{"type":"text","text":"a"})"},
      {R"({"type":"thinking","thinking":"t"},{"type":"text","text":"a"})",
       test::kOpus48,
       R"({"type":"text","text":"a"})",
       {"thinking"}},
      {R"({"type":"text","text":"a"},{"type":"server_tool_use","id":"s","name":"web_search","input":{}},{"type":"web_search_tool_result","content":[]})",
       test::kOpus48,
       R"({"type":"text","text":"a"})",
       {"server_tool_use", "web_search_tool_result"}},
      {R"({"type":"tool_use","id":"t","name":"f","input":{},"caller":{"type":"direct"}})",
       test::kOpus48, R"({"type":"tool_use","id":"t","name":"f","input":{}})"},
      {R"({"type":"tool_result","tool_use_id":"t","content":[{"type":"tool_reference","tool_name":"f"}]})",
       test::k3,
       R"({"type":"tool_result","tool_use_id":"t","content":[{"type":"text","text":"f"}]})"},
      {R"({"type":"tool_result","tool_use_id":"t","content":[{"type":"new"},{"type":"text","text":"a","cache_control":{"type":"ephemeral","scope":"x"}}]})",
       test::kOpus48,
       R"({"type":"tool_result","tool_use_id":"t","content":[{"type":"text","text":"a","cache_control":{"type":"ephemeral"}}]})",
       {"new", "cache_control.scope"}},
      {R"({"type":"compaction","content":"c"},{"type":"text","text":"a"})",
       test::kOpus48,
       R"({"type":"text","text":"a"})",
       {"compaction"}},
  };
  for (const auto& [content, model, became, dropped] : kCases) {
    const Spliced spliced = splice(with_content(content), model);
    EXPECT_THAT(spliced.body, HasSubstr(R"("content":[)" + std::string(became) + "]")) << content;
    EXPECT_EQ(spliced.dropped, dropped) << content;
  }
}

TEST(Splice, AReferenceIsSentWithItsFlag) {
  const Spliced spliced = splice(
      with_content(
          R"({"type":"tool_result","tool_use_id":"t","content":[{"type":"tool_reference","tool_name":"f"}]})"),
      test::kSonnet45);
  EXPECT_THAT(spliced.body, HasSubstr(R"({"type":"tool_reference","tool_name":"f"})"));
  EXPECT_THAT(spliced.body, HasSubstr(R"("anthropic_beta":["tool-search-tool-2025-10-19"])"));
}

TEST(Splice, AMessageOfWhichNothingIsLeftIsLeftOut) {
  const Spliced spliced = splice(
      R"({"model":"m","max_tokens":9,"messages":[{"role":"user","content":"a"},)"
      R"({"role":"assistant","content":[{"type":"thinking","thinking":"t"}]},{"role":"user","content":"b"}]})",
      test::kOpus48);
  EXPECT_THAT(spliced.body,
              HasSubstr(R"([{"role":"user","content":"a"},{"role":"user","content":"b"}])"));
}

TEST(Splice, MembersOfMessages) {
  const Spliced spliced = splice(
      R"({"model":"m","max_tokens":9,"messages":[{"id":"i","role":"user","content":"a","output_config":{"effort":"low"}}]})",
      test::kOpus55);
  EXPECT_THAT(spliced.body, HasSubstr(R"([{"role":"user","content":"a"}])"));
  EXPECT_THAT(spliced.dropped, ElementsAre("messages.id", "messages.output_config"));
}

TEST(Splice, SystemMessagesAreHoistedWhereTheyMustNotBe) {
  constexpr std::string_view kLate =
      R"([{"role":"user","content":"a"},{"role":"system","content":"s\n"},{"role":"user","content":"b"}])";
  constexpr std::string_view kFirst =
      R"([{"role":"system","content":[{"type":"text","text":"s","cache_control":{"type":"ephemeral","scope":"x"}}]},{"role":"user","content":"b"}])";
  constexpr std::string_view kUsers =
      R"([{"role":"user","content":"a"},{"role":"user","content":"b"}])";
  const auto request = [](std::string_view system, std::string_view messages) {
    return R"({"model":"m","max_tokens":9,)" + std::string(system) + R"("messages":)" +
           std::string(messages) + "}";
  };
  const std::string end = "," + std::string(kVersion);
  EXPECT_EQ(splice(request("", kLate), test::kOpus48).body,
            R"({"max_tokens":9,"messages":)" + std::string(kLate) + end + "}");
  EXPECT_EQ(splice(request("", kLate), test::kOpus47).body,
            R"({"max_tokens":9,"messages":)" + std::string(kUsers) + end +
                R"(,"system":[{"type":"text","text":"s\n"}]})");
  EXPECT_EQ(
      splice(request(R"("system":"t",)", kLate), test::kOpus47).body,
      R"({"max_tokens":9,"system":[{"type":"text","text":"t"},{"type":"text","text":"s\n"}],"messages":)" +
          std::string(kUsers) + end + "}");
  EXPECT_EQ(
      splice(request(R"("system":[{"type":"text","text":"t"}],)", kFirst), test::kOpus48).body,
      R"({"max_tokens":9,"system":[{"type":"text","text":"t"},)"
      R"({"type":"text","text":"s","cache_control":{"type":"ephemeral"}}],)"
      R"("messages":[{"role":"user","content":"b"}])" +
          end + "}");
}

TEST(Splice, TheBillingLineIsStripped) {
  const auto line = [](std::string_view system) { return R"("system":)" + std::string(system); };
  const struct {
    std::string_view system, became;  // empty: the member is gone
  } kCases[] = {
      {R"([{"type":"text","text":"x-anthropic-billing-header: a"},{"type":"text","text":"b"}])",
       R"([{"type":"text","text":"b"}])"},
      {R"([{"type":"text","text":"x-anthropic-billing-header: a"}])", ""},
      {R"([{"type":"text","text":"b"},{"type":"text","text":"x-anthropic-billing-header: a"}])",
       R"([{"type":"text","text":"b"},{"type":"text","text":"x-anthropic-billing-header: a"}])"},
      {R"("x-anthropic-billing-header: a\nb")", R"("b")"},
      {R"("x-anthropic-billing-header: a")", ""},
  };
  for (const auto& [system, became] : kCases) {
    EXPECT_EQ(splice(with(line(system)), test::kOpus48).body,
              becomes(became.empty() ? "" : line(became)))
        << system;
  }
}

TEST(Splice, TheMarkOfTheRequestGoesToItsLastBlock) {
  constexpr std::string_view kMark = R"("cache_control":{"type":"ephemeral"})";
  const std::string request =
      R"({"cache_control":{"type":"ephemeral"},"model":"m","max_tokens":9,"messages":)";
  const struct {
    std::string_view messages;
    std::string became;
  } kCases[] = {
      {R"([{"role":"user","content":"a"}])",
       R"([{"role":"user","content":[{"type":"text","text":"a",)" + std::string(kMark) + "}]}]"},
      {R"([{"role":"user","content":[{"type":"text","text":"a"},{"type":"new"}]}])",
       R"([{"role":"user","content":[{"type":"text","text":"a",)" + std::string(kMark) + "}]}]"},
      {R"([{"role":"user","content":[{"type":"text","text":"a","cache_control":{"type":"ephemeral","ttl":"1h"}}]}])",
       R"([{"role":"user","content":[{"type":"text","text":"a","cache_control":{"type":"ephemeral","ttl":"1h"}}]}])"},
  };
  for (const auto& [messages, became] : kCases) {
    EXPECT_EQ(splice(request + std::string(messages) + "}", test::kOpus48).body,
              R"({"max_tokens":9,"messages":)" + became + "," + std::string(kVersion) + "}");
  }
}

TEST(Splice, MediaByUrlAreInlined) {
  const std::string body = with_content(
      R"({"type":"image","source":{"type":"url","url":"https://example.com/a.png"}},)"
      R"({"type":"document","source":{"type":"url","url":"https://example.com/a.txt"}})");
  EXPECT_EQ(splice(body, test::kOpus48).status, 400);

  auto request = parse_messages_request(body, {}, Purpose::answer);
  ASSERT_TRUE(request);
  auto& media = request->common.media;
  ASSERT_EQ(media.size(), 2u);
  for (auto& each : media) each.source = llm::Media::Source::data;
  media[0].data = "iVBORw0KGgo=";
  media[0].media_type = "image/jpeg";
  media[1].data = "aMOpCg==";
  media[1].media_type = "text/plain";
  const auto parsed = MessagesBody::parse(body);
  const auto facts = read_messages_facts(*parsed, {}, Purpose::answer);
  const auto spliced = splice_request(*parsed, *facts, test::rules_for(test::kOpus48), media);
  ASSERT_TRUE(spliced) << spliced.error().message;
  EXPECT_THAT(
      std::string(spliced->body.view()),
      HasSubstr(
          R"({"type":"image","source":{"type":"base64","media_type":"image/png","data":"iVBORw0KGgo="}})"));
  EXPECT_THAT(
      std::string(spliced->body.view()),
      HasSubstr("{\"type\":\"text\",\"media_type\":\"text/plain\",\"data\":\"h\xc3\xa9\\n\"}"));
}

TEST(Splice, FilesAreRefused) {
  const Spliced spliced = splice(
      with_content(R"({"type":"image","source":{"type":"file","file_id":"f"}})"), test::kOpus48);
  EXPECT_EQ(spliced.status, 400);
  EXPECT_THAT(spliced.body, HasSubstr("messages.0.content.0.source.type"));
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
    const ClaudeRules rules = without(list, test::rules_for(test::kOpus48));
    EXPECT_EQ(splice_with(with(members), rules).body, becomes(became)) << refused;
  }
}

TEST(Splice, TheLastOfSeveralMembersCounts) {
  EXPECT_EQ(
      splice(with(R"("max_tokens":9,"stop_sequences":["a"],"stop_sequences":["b"])"), test::kOpus48)
          .body,
      R"({"max_tokens":9,"stop_sequences":["b"],)" + std::string(kMessages) + "," +
          std::string(kVersion) + "}");
}

TEST(Splice, CountsHaveALimitAndNoFlags) {
  const auto count = [](std::string_view members) {
    return splice_with(
        R"({"model":"m","max_tokens":5,)" + std::string(members) + std::string(kMessages) + "}",
        test::rules_for(test::kSonnet45), "context-1m-2025-08-07", Purpose::count);
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
