// What each generation of Claude takes in its own body, and in whose words it refuses the rest.
#include "simulator/native/claude_generation.h"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "simulator/models.h"
#include "simulator/native.h"
#include "simulator/reasoning.h"

namespace gw::simulator {
namespace {

struct Generation {
  std::string_view name, model;
};
constexpr Generation kGenerations[] = {
    {"4", "us.anthropic.claude-sonnet-4-20250514-v1:0"},
    {"4.5", "us.anthropic.claude-opus-4-5-20251101-v1:0"},
    {"4.6", "us.anthropic.claude-sonnet-4-6"},
    {"4.7", "us.anthropic.claude-opus-4-7"},
    {"4.8", "us.anthropic.claude-opus-4-8"},
    {"5.5", "us.anthropic.claude-opus-5-5"},
};

constexpr std::string_view kStart =
    R"({"anthropic_version":"bedrock-2023-05-31","max_tokens":4000,)";

std::string refusal_of_generation(const std::string& json, std::string_view model) {
  const auto body = parse_json(json);
  EXPECT_TRUE(body) << json;
  const auto refusal = refuse_native(*body, test_model(model), false);
  return refusal ? refusal->message : "";
}

// A body with these members beside the messages.
std::string with(std::string_view members) {
  return std::string(kStart) + std::string(members) +
         R"(,"messages":[{"role":"user","content":"Hi"}]})";
}
std::string with_messages(std::string_view messages) {
  return std::string(kStart) + R"("messages":[)" + std::string(messages) + "]}";
}
std::string with_tool(std::string_view members, std::string_view more = "") {
  return with(R"("tools":[{"name":"f","input_schema":{"type":"object"},)" + std::string(members) +
              "}]" + std::string(more));
}
std::string marked(std::string_view mark) {
  return with_messages(R"({"role":"user","content":[{"type":"text","text":"Hi","cache_control":)" +
                       std::string(mark) + "}]}");
}
// A conversation in which a search for tools has found one.
std::string with_reference(std::string_view more) {
  return std::string(kStart) + std::string(more) +
         R"("tools":[{"name":"f","input_schema":{"type":"object"}}],"messages":[)"
         R"({"role":"user","content":"Hi"},)"
         R"({"role":"assistant","content":[{"type":"tool_use","id":"t","name":"f","input":{}}]},)"
         R"({"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":[)"
         R"({"type":"tool_reference","tool_name":"g"}]}]}]})";
}
std::string beta(std::string_view flag) {
  return R"("anthropic_beta":[")" + std::string(flag) + R"("],)";
}

struct GenerationCase {
  std::string body;
  std::string_view takers;   // generations
  std::string_view refusal;  // of the others; a part of it
};

const std::string kSystemTurn =
    R"({"role":"user","content":"Hi"},{"role":"system","content":"Be brief."})";
const std::string kSearch = beta("tool-search-tool-2025-10-19");
const std::string kContext = R"("context_management":{"edits":[{"type":"clear_tool_uses_20250919",)"
                             R"("keep":{"type":"tool_uses","value":3}}]})";
const std::string kAll = "4 4.5 4.6 4.7 4.8 5.5";

const GenerationCase kGenerationCases[] = {
    {with(R"("metadata":{"user_id":"u"})"), kAll, ""},
    // Thinking
    {with(R"("thinking":{"type":"enabled","budget_tokens":1024})"), "4 4.5 4.6",
     R"("thinking.type.enabled" is not supported for this model.)"},
    {with(R"("thinking":{"type":"adaptive"})"), "4.6 4.7 4.8 5.5",
     "adaptive thinking is not supported on this model"},
    {with(R"("thinking":{"type":"adaptive","budget_tokens":1024})"), "",
     "thinking.adaptive.budget_tokens: Extra inputs are not permitted"},
    {with(R"("thinking":{"type":"enabled","budget_tokens":1024,"display":"omitted"})"), "",
     "thinking"},
    {with(R"("thinking":{"type":"adaptive","display":"omitted"})"), "4.7 4.8 5.5", "thinking"},
    {with(R"("thinking":{"type":"adaptive","display":"updates"})"), "", ""},
    {with(beta("thinking-display-updates-2026-08-18") +
          R"("thinking":{"type":"adaptive","display":"updates"})"),
     "5.5", ""},
    {with(R"("output_config":{"effort":"high"})"), "4.6 4.7 4.8 5.5",
     "output_config.effort: Extra inputs are not permitted"},
    {with(beta("effort-2025-11-24") + R"("output_config":{"effort":"high"})"), "4.5",
     "invalid beta flag"},
    {with(R"("output_config":{"effort":"huge"})"), "", "output_config.effort: "},
    {with(R"("output_config":{"task_budget":{}})"), "",
     "output_config.task_budget: Extra inputs are not permitted"},
    {with(R"("output_config":{"format":{"type":"json_schema","schema":{"type":"object",)"
          R"("additionalProperties":false}}})"),
     "4.5", "output_config.format: Extra inputs are not permitted"},
    // Messages of the system
    {with_messages(kSystemTurn), "4.8 5.5",
     "messages.1: role 'system' is not supported on this model"},
    {with_messages(kSystemTurn + R"(,{"role":"assistant","content":"Ok"},)"
                                 R"({"role":"user","content":"So?"})"),
     "4.8 5.5", "messages.1: role 'system' is not supported on this model"},
    {with_messages(R"({"role":"system","content":"Be brief."},{"role":"user","content":"Hi"})"), "",
     "messages.0: role 'system'"},
    {with_messages(R"({"role":"user","content":"Hi"},{"role":"system","content":"Be brief.",)"
                   R"("output_config":{"effort":"low"}})"),
     "", "messages.1.output_config: Extra inputs are not permitted"},
    // Tools
    {with_tool(R"("defer_loading":true)"), "4.6 4.7 4.8 5.5",
     "tools.0.custom.defer_loading: Extra inputs are not permitted"},
    {with_tool(R"("defer_loading":true)", R"(,"anthropic_beta":["tool-search-tool-2025-10-19"])"),
     kAll, ""},
    {with_reference(""), "4.6 4.7 4.8 5.5",
     "messages.2.content.0.tool_result.content.0: Input tag 'tool_reference' found using 'type' "
     "does not match any of the expected tags: 'text', 'image', 'document', 'search_result'"},
    {with_reference(kSearch), kAll, ""},
    {with_tool(R"("eager_input_streaming":true)"), "4.8 5.5",
     "tools.0.custom.eager_input_streaming: Extra inputs are not permitted"},
    {with_tool(R"("input_examples":[{}])"), "",
     "tools.0.custom.input_examples: Extra inputs are not permitted"},
    {with_tool(R"("input_examples":[{}])", R"(,"anthropic_beta":["tool-examples-2025-10-29"])"),
     "4.5 4.6 4.7 4.8 5.5", "invalid beta flag"},
    {with(R"("tools":[])"), "", "tools: List should have at least 1 item after validation, not 0"},
    {with(R"("tools":[{"type":"web_search_20250305","name":"web_search"}])"), "",
     "tools.0: Input tag 'web_search_20250305' found using 'type' does not match any of the "
     "expected tags: 'custom', 'bash_20241022'"},
    {with(R"("tools":[{"type":"bash_20250124","name":"bash"},)"
          R"({"type":"text_editor_20250728","name":"edit","max_characters":9},)"
          R"({"type":"memory_20250818","name":"memory"}])"),
     kAll, ""},
    {with(R"("tools":[{"type":"computer_20250124","name":"computer","display_width_px":1,)"
          R"("display_height_px":1}])"),
     "", "tools.0: Input tag 'computer_20250124'"},
    {with(beta("computer-use-2025-01-24") +
          R"("tools":[{"type":"computer_20250124",)"
          R"("name":"computer","display_width_px":1,"display_height_px":1}])"),
     "4 4.5", "invalid beta flag"},
    // Marks
    {marked(R"({"type":"ephemeral"})"), "4.5 4.6 4.7 4.8 5.5", ""},
    {marked(R"({"type":"ephemeral","ttl":"1h"})"), "4.5 4.6 4.7 4.8 5.5",
     "messages.0.content.0.text.cache_control.ephemeral.ttl: Extra inputs are not permitted"},
    {marked(R"({"type":"ephemeral","scope":"global"})"), "",
     "messages.0.content.0.text.cache_control.ephemeral.scope: Extra inputs are not permitted"},
    // What has to be asked for by a flag
    {with(kContext), "", "context_management: Extra inputs are not permitted"},
    {with(beta("context-management-2025-06-27") + kContext), kAll, ""},
    {with(beta("compact-2026-01-12") + R"("context_management":{"edits":[{"type":)"
                                       R"("compact_20260112"}]})"),
     "4.6 4.7 4.8 5.5", "invalid beta flag"},
    {with(R"("compaction":{"type":"summarize"})"), "",
     "compaction: Extra inputs are not permitted"},
    {with(beta("compact-2026-09-04") + R"("compaction":{"type":"summarize"})"), "4.6 4.7 4.8 5.5",
     "invalid beta flag"},
    {with(R"("safeguards":{})"), "4.8 5.5", "safeguards: Extra inputs are not permitted"},
    {with(R"("anthropic_beta":["interleaved-thinking-2025-05-14"])"), kAll, ""},
    {with(R"("anthropic_beta":["claude-code-20250219"])"), "", "invalid beta flag"},
    {with(R"("anthropic_beta":["prompt-caching-2024-07-31"])"), "", "invalid beta flag"},
    // What is said elsewhere, or reserved
    {with(R"("system":"x-anthropic-billing-header: cc_version=2.1")"), "", "reserved keyword"},
    {with(R"("system":[{"type":"text","text":"x-anthropic-billing-header: cc"},)"
          R"({"type":"text","text":"You are"}])"),
     "", "system: x-anthropic-billing-header is a reserved keyword"},
    {with(R"("system":"About x-anthropic-billing-header: it is reserved.")"), kAll, ""},
};

TEST(ClaudeGeneration, TakesWhatItKnowsAndNothingElse) {
  for (const GenerationCase& each : kGenerationCases) {
    for (const auto& [name, model] : kGenerations) {
      const std::string message = refusal_of_generation(each.body, model);
      EXPECT_EQ(message.empty(), is_among(name, each.takers)) << name << "\n"
                                                              << each.body << "\n"
                                                              << message;
      if (!message.empty())
        EXPECT_TRUE(message.contains(each.refusal)) << name << "\n" << each.body << "\n" << message;
    }
  }
}

// Everything that Anthropic's own API has and Bedrock has not.
TEST(ClaudeGeneration, TakesNoMembersOfAnthropicsOwnService) {
  for (const std::string_view name :
       {"model", "stream", "mcp_servers", "container", "speed", "inference_geo", "fallbacks",
        "fallback_credit_token", "billing_policy", "diagnostics", "thread", "tags", "workspace_id",
        "user_profile_id", "service_tier", "output_format", "cache_control", "betas"}) {
    const std::string message = refusal_of_generation(with('"' + std::string(name) + R"(":{})"),
                                                      "us.anthropic.claude-opus-5-5");
    EXPECT_EQ(message, std::string(name) + ": Extra inputs are not permitted");
  }
}

// The shape of what Claude Code sends in its own Bedrock mode, in the second turn.
TEST(ClaudeGeneration, TakesWhatClaudeCodeSends) {
  const auto body = [](std::string_view parameters, std::string_view tool,
                       std::string_view system_turn, std::string_view later_system_turn) {
    return std::string(kStart).replace(kStart.find("4000"), 4, "32000") + std::string(parameters) +
           R"("metadata":{"user_id":"{\"device_id\":\"d\",\"session_id\":\"s\"}"},)"
           R"("system":[{"type":"text","text":"You are an agent."},{"type":"text","text":"Rules.",)"
           R"("cache_control":{"type":"ephemeral","ttl":"1h"}}],)"
           R"("tools":[{"name":"Read","description":"Reads","input_schema":{"$schema":)"
           R"("https://json-schema.org/draft/2020-12/schema","type":"object","properties":{},)"
           R"("additionalProperties":false})" +
           std::string(tool) +
           R"(}],"messages":[{"role":"user","content":[{"type":"text","text":"Reminder"},)"
           R"({"type":"text","text":"Reminder"},{"type":"text","text":"Do it"}]})" +
           std::string(system_turn) +
           R"(,{"role":"assistant","content":[{"type":"thinking","thinking":"","signature":")" +
           signature_of({}, "") +
           R"("},{"type":"text","text":"I look."},)"
           R"({"type":"tool_use","id":"toolu_bdrk_01","name":"Read","input":{"file_path":"a"}}]},)"
           R"({"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_bdrk_01",)"
           R"("content":"nothing","is_error":false,"cache_control":{"type":"ephemeral"}}]})" +
           std::string(later_system_turn) + "]}";
  };
  EXPECT_EQ(refusal_of_generation(
                body(R"("thinking":{"type":"enabled","budget_tokens":31999},)", "", "", ""),
                "us.anthropic.claude-opus-4-5-20251101-v1:0"),
            "");
  EXPECT_EQ(
      refusal_of_generation(body(R"("thinking":{"type":"adaptive","display":"omitted"},)"
                                 R"("output_config":{"effort":"high"},"anthropic_beta":[)"
                                 R"("interleaved-thinking-2025-05-14",)"
                                 R"("thinking-token-count-2026-05-13",)"
                                 R"("tool-search-tool-2025-10-19"],)",
                                 R"(,"defer_loading":false,"eager_input_streaming":true)",
                                 R"(,{"role":"system","content":[{"type":"text","text":"Now",)"
                                 R"("cache_control":{"type":"ephemeral"}}]})",
                                 R"(,{"role":"system","content":"Now"})"),
                            "us.anthropic.claude-opus-5-5"),
      "");
}

TEST(ClaudeGeneration, WantsBedrocksVersion) {
  const auto versioned = [](std::string_view version, std::string_view model) {
    return refusal_of_generation(
        R"({"anthropic_version":")" + std::string(version) +
            R"(","max_tokens":1,"messages":[{"role":"user","content":"Hi"}]})",
        model);
  };
  constexpr std::string_view kSonnet = "us.anthropic.claude-sonnet-4-6";
  EXPECT_NE(versioned("2023-06-01", kSonnet), "");
  EXPECT_EQ(versioned("2026-10-21", kSonnet),
            "anthropic_version: Input should be 'bedrock-2023-05-31'");
  EXPECT_EQ(versioned("2026-10-21", "us.anthropic.claude-opus-4-8"), "");
  EXPECT_EQ(refusal_of_generation(R"({"max_tokens":1,"messages":[{"role":"user","content":"Hi"}]})",
                                  kSonnet),
            "anthropic_version: Field required");
}

TEST(ClaudeGeneration, IsToldByTheIdOrThePattern) {
  const std::pair<std::string_view, int> cases[] = {
      {"anthropic.claude-3-7-sonnet-20250219-v1:0", 30},
      {"anthropic.claude-3-5-haiku*", 30},
      {"anthropic.claude-opus-4-20250514-v1:0", 40},
      {"anthropic.claude-opus-4-1-20250805-v1:0", 40},
      {"anthropic.claude-haiku-4-5-20251001-v1:0", 45},
      {"anthropic.claude-opus-4-6-v1", 46},
      {"anthropic.claude-opus-4-7*", 47},
      {"anthropic.claude-opus-4-8", 48},
      {"anthropic.claude-sonnet-5", 50},
      {"anthropic.claude-fable-5-2", 50},
      {"anthropic.claude*", 50},
  };
  for (const auto& [model, generation] : cases) EXPECT_EQ(claude_generation(model), generation);
}

}  // namespace
}  // namespace gw::simulator
