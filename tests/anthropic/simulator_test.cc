// Whatever a client of Anthropic's API sends, Claude gets nothing that it refuses, as the strict
// simulator judges, and what that answers reaches the client as a complete message.
#include <array>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "anthropic/events.h"
#include "anthropic/splice.h"
#include "anthropic/splice_answer.h"
#include "bedrock/catalogue.h"
#include "bedrock/count_tokens.h"
#include "bedrock/model_id.h"
#include "bedrock/request.h"
#include "config/catalogue_toml.h"
#include "eventstream/encoder.h"
#include "simulator/service.h"

namespace gw::anthropic {
namespace {

#if defined(__SANITIZE_ADDRESS__) || (defined(__has_feature) && __has_feature(address_sanitizer))
constexpr unsigned kSeeds = 40;
#else
constexpr unsigned kSeeds = 1000;
#endif

const bedrock::Catalogue& catalogue() {
  static const bedrock::Catalogue kCatalogue(config::builtin_catalogue());
  return kCatalogue;
}

// One id for each pattern of the catalogue that speaks Messages.
std::vector<std::string> claudes() {
  std::vector<std::string> ids;
  for (const auto& rules : config::builtin_catalogue()) {
    if (rules.native != bedrock::NativeFormat::claude_messages) continue;
    std::string id = rules.pattern;
    if (id.ends_with('*')) id.replace(id.size() - 1, 1, "-1");
    ids.push_back(std::move(id));
  }
  return ids;
}

// What a request may say, by members that exclude each other.
using Choices = std::vector<std::string_view>;
const std::array<Choices, 8> kMemberChoices{
    Choices{"", R"("thinking":{"type":"enabled","budget_tokens":31999,"display":"omitted"})",
            R"("thinking":{"type":"enabled","budget_tokens":40000})",
            R"("thinking":{"type":"adaptive","display":"omitted"})",
            R"("thinking":{"type":"adaptive","display":"updates"})",
            R"("thinking":{"type":"disabled"})", R"("thinking":{"type":"between_tools"})"},
    Choices{"", R"("output_config":{"effort":"medium"})", R"("output_config":{"effort":"xhigh"})",
            R"("output_config":{"effort":"max","task_budget":{"total":1}})"},
    Choices{
        "", R"("system":"Be brief.")",
        R"("system":[{"type":"text","text":"x-anthropic-billing-header: a"},)"
        R"({"type":"text","text":"You are","cache_control":{"type":"ephemeral","ttl":"1h","scope":"global"}}])",
        R"("system":[{"type":"text","text":"x-anthropic-billing-header: a"}])"},
    Choices{"", R"("temperature":0.5,"top_p":0.9,"top_k":5)", R"("top_p":0.9)"},
    Choices{
        "", R"("context_management":{"edits":[{"type":"clear_thinking_20251015","keep":"all"}]})",
        R"("context_management":{"edits":[{"type":"clear_tool_uses_20250919"},{"type":"compact_20260112"}]})",
        R"("compaction":{"type":"summarize"})"},
    Choices{"", R"("metadata":{"user_id":"u"})",
            R"("metadata":{"user_id":"{\"device_id\":\"d\",\"session_id\":\"s\"}"})"},
    Choices{"", R"("mcp_servers":[],"container":"c","speed":"fast","service_tier":"auto")",
            R"("cache_control":{"type":"ephemeral"})",
            R"("anthropic_version":"2026-10-21","stop_sequences":["END"])"},
    Choices{
        "", R"("tools":[])",
        R"("tools":[{"type":"web_search_20250305","name":"web_search"}],"tool_choice":{"type":"auto"})",
        R"("tools":[{"name":"Bash","description":"d","input_schema":{"$schema":"s","type":"object"},)"
        R"("eager_input_streaming":true,"strict":false,"cache_control":{"type":"ephemeral","ttl":"1h"}},)"
        R"({"name":"Later","input_schema":{"type":"object"},"defer_loading":true,"allowed_callers":["direct"],)"
        R"("input_examples":[{}]},{"type":"bash_20250124","name":"bash"},)"
        R"({"type":"computer_20250124","name":"computer","display_width_px":9,"display_height_px":9}],)"
        R"("tool_choice":{"type":"auto","disable_parallel_tool_use":true})"},
};
const Choices kMessageChoices{
    R"({"role":"user","content":"Hello!"})",
    R"({"role":"system","content":"s"},{"role":"user","content":"Hello!","output_config":{"effort":"low"}})",
    (R"({"role":"user","content":"Hello!"},{"role":"system","content":[{"type":"text","text":"s",)"
     R"("cache_control":{"type":"ephemeral"}},{"type":"tool_addition","name":"x"}]},{"role":"user","content":"And?"})"),
    (R"({"role":"user","content":[{"type":"text","text":"a"},{"type":"container_upload","file_id":"f"}]},)"
     R"({"role":"assistant","content":[{"type":"thinking","thinking":"unsigned"}]},)"
     R"({"role":"user","content":[{"type":"text","text":"b","cache_control":{"type":"ephemeral","ttl":"1h"}}]})"),
    (R"({"role":"user","content":[{"type":"search_result","source":"S","title":"T","content":[{"type":"text","text":"x"}]},)"
     R"({"type":"text","text":"b"}]},{"role":"assistant","content":[{"type":"text","text":"c"},)"
     R"({"type":"server_tool_use","id":"s","name":"web_search","input":{}},{"type":"web_search_tool_result","tool_use_id":"s","content":[]}]},)"
     R"({"role":"user","content":"d"})"),
    (R"({"role":"user","content":"a"},{"role":"assistant","content":[{"type":"text","text":"b"},)"
     R"({"type":"tool_use","id":"t1","name":"Bash","input":{"command":"ls"},"caller":{"type":"direct"}},)"
     R"({"type":"tool_use","id":"t2","name":"ToolSearch","input":{}}]},)"
     R"({"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","content":"c","is_error":true},)"
     R"({"type":"tool_result","tool_use_id":"t2","content":[{"type":"tool_reference","tool_name":"Later"}],)"
     R"("cache_control":{"type":"ephemeral"}}]})"),
};
const Choices kFlagChoices{
    "",
    "claude-code-20250219,interleaved-thinking-2025-05-14,context-management-2025-06-27,"
    "per-turn-control-2026-07-01,mid-conversation-tool-changes-2026-07-01,"
    "thinking-token-count-2026-05-13,advanced-tool-use-2025-11-20,effort-2025-11-24,"
    "dangerous-tool-use-2026-09-03,thinking-display-updates-2026-08-18,afk-mode-2026-01-31",
    "context-1m-2025-08-07,compact-2026-01-12,compact-2026-09-04,tool-examples-2025-10-29,"
    "computer-use-2024-10-22,computer-use-2025-01-24,computer-use-2025-11-24,search-results-2025-"
    "06-09,"
    "fine-grained-tool-streaming-2025-05-14,token-efficient-tools-2025-02-19,output-128k-2025-02-"
    "19,"
    "dev-full-thinking-2025-05-14,model-context-window-exceeded-2025-08-26,"
    "tool-search-tool-2025-10-19,some-day-2030-01-01",
};

struct Request {
  std::string body;
  std::string_view flags;
};

Request request_of(unsigned seed) {
  std::minstd_rand random(seed + 1);
  const auto choose = [&](const Choices& choices) { return choices[random() % choices.size()]; };
  std::string body = R"({"model":"m","stream":true,"max_tokens":32000,"messages":[)";
  body.append(choose(kMessageChoices)).append("]");
  for (const Choices& choices : kMemberChoices) {
    const std::string_view member = choose(choices);
    if (!member.empty()) body.append(",").append(member);
  }
  return {body + "}", choose(kFlagChoices)};
}

Result<Splice> splice_for(const Request& request, std::string_view model, Purpose purpose) {
  const auto body = MessagesBody::parse(request.body);
  const auto facts = read_messages_facts(*body, request.flags, purpose);
  if (!facts) return fail(Errc::invalid, facts.error().message);
  auto spliced = splice_request(*body, *facts, claude_rules(model, catalogue().find(model)), {});
  if (!spliced) return fail(Errc::invalid, spliced.error().message);
  return *std::move(spliced);
}

simulator::Reply respond(const std::string& path, std::string_view body) {
  const auto operation = simulator::find_operation("POST", path);
  EXPECT_TRUE(operation) << path;
  return simulator::respond({*operation, "application/json", "application/json", body}, catalogue(),
                            {});
}

std::string path_of(const std::string& model, bool stream) {
  return bedrock::request_path(*bedrock::parse_model_id(model), bedrock::Api::invoke, stream);
}

SplicedAnswer simulated_answer() {
  return {"mine", [](const bedrock::ServiceError& error) {
            return llm::Failure(error.status, llm::FailureKind::server, error.message);
          }};
}

TEST(Simulator, ClaudeTakesWhatIsSpliced) {
  for (const std::string& model : claudes()) {
    for (unsigned seed = 0; seed < kSeeds; ++seed) {
      const Request request = request_of(seed);
      const auto spliced = splice_for(request, model, Purpose::answer);
      ASSERT_TRUE(spliced) << spliced.error().message;
      const auto reply = respond(path_of(model, false), spliced->body.view());
      ASSERT_EQ(reply.status, 200) << model << "\n"
                                   << request.body << "\n"
                                   << request.flags << "\n"
                                   << spliced->body.view() << "\n"
                                   << reply.body;
    }
  }
}

TEST(Simulator, ItsAnswersReachTheClient) {
  for (const std::string& model : claudes()) {
    for (unsigned seed = 0; seed < 20; ++seed) {
      const auto spliced = splice_for(request_of(seed), model, Purpose::answer);
      Buffer out;
      const auto whole = respond(path_of(model, false), spliced->body.view());
      ASSERT_TRUE(make_spliced_whole(simulated_answer())->convert(whole.body, {}, out))
          << whole.body;
      EXPECT_TRUE(out.view().contains(R"("model":"mine")")) << out.view();

      const auto streamed = respond(path_of(model, true), spliced->body.view());
      Buffer frames;
      for (const auto& frame : streamed.frames)
        eventstream::append_event(frame.event_type, frame.payload, frames);
      out.clear();
      const auto transform = make_spliced_stream(simulated_answer());
      ASSERT_TRUE(transform->feed(frames.view(), out));
      ASSERT_TRUE(transform->finish(out));
      EXPECT_EQ(test::check_stream(out.view()), "") << out.view();
      EXPECT_TRUE(out.view().contains(R"("model":"mine")")) << out.view();
      EXPECT_TRUE(transform->counted());
    }
  }
}

TEST(Simulator, RequestsAreCounted) {
  const std::string model = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";
  for (unsigned seed = 0; seed < kSeeds; ++seed) {
    const auto spliced = splice_for(request_of(seed), model, Purpose::count);
    ASSERT_TRUE(spliced) << spliced.error().message;
    Buffer body;
    bedrock::append_native_count(spliced->body.view(), body);
    const auto reply = respond(*bedrock::count_tokens_path(model), body.view());
    ASSERT_EQ(reply.status, 200) << spliced->body.view() << "\n" << reply.body;
    EXPECT_GT(bedrock::read_token_count(reply.body).value(), 0);
  }
}

}  // namespace
}  // namespace gw::anthropic
