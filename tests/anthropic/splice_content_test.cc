#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "anthropic/messages_request.h"
#include "anthropic/spliced.h"

namespace gw::anthropic {
namespace {

using namespace test;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(Splice, Tools) {
  constexpr std::string_view kPlain =
      R"({"name":"f","input_schema":{"type":"object","$schema":"x"}})";
  const std::string plain = R"("tools":[)" + std::string(kPlain) + "]";
  check({
      {plain, kOpus48, plain},
      {R"("tools":[{"type":"bash_20250124","name":"bash"}])", kOpus48,
       R"("tools":[{"type":"bash_20250124","name":"bash"}])"},
      {R"("tools":[{"type":"web_search_20250305","name":"web_search"}],"tool_choice":{"type":"auto"})",
       kOpus48,
       "",
       {"web_search_20250305"}},
      {R"("tools":[{"type":"web_search_20250305","name":"web_search"},{"name":"f","input_schema":{"type":"object","$schema":"x"}}])",
       kOpus48,
       plain,
       {"web_search_20250305"}},
      {R"("tools":[{"name":"f","input_schema":{"type":"object","$schema":"x"}},{"type":"web_search_20250305","name":"w"}],"tool_choice":{"type":"tool","name":"w"})",
       kOpus48,
       plain,
       {"web_search_20250305", "tool_choice"}},
      {R"("tools":[{"type":"computer_20250124","name":"computer"}])",
       kSonnet45,
       "",
       {"computer_20250124"}},
      {R"("tools":[{"name":"f","eager_input_streaming":true,"input_schema":{"type":"object","$schema":"x"}}])",
       kOpus46,
       plain,
       {"tools.eager_input_streaming"}},
      {R"("tools":[{"name":"f","eager_input_streaming":true}])", kOpus48,
       R"("tools":[{"name":"f","eager_input_streaming":true}])"},
      {R"("tools":[{"name":"f","input_schema":{"type":"object","$schema":"x"},"input_examples":[]}])",
       kOpus48,
       plain,
       {"tools.input_examples"}},
      {R"("tools":[{"allowed_callers":["direct"],"name":"f","input_schema":{"type":"object","$schema":"x"}}])",
       kOpus48,
       plain,
       {"tools.allowed_callers"}},
      {R"("tools":[{"name":"f","input_schema":{"type":"object","$schema":"x"},"strict":true}])",
       kOpus48,
       plain,
       {"tools.strict"}},
      {R"("tools":[{"name":"f","defer_loading":true,"input_schema":{"type":"object","$schema":"x"}}])",
       k3,
       plain,
       {"tools.defer_loading"}},
      {R"("tools":[{"name":"f"}],"tool_choice":{"type":"auto"})", kSonnet45,
       R"("tools":[{"name":"f"}],"tool_choice":{"type":"auto"})"},  // never "any", thinking or not
  });
  const Spliced eager =
      splice(with(R"("tools":[{"name":"f","eager_input_streaming":true}])"), kSonnet45);
  EXPECT_THAT(eager.body, HasSubstr(R"("tools":[{"name":"f"}])"));
  EXPECT_THAT(eager.body, HasSubstr("fine-grained-tool-streaming-2025-05-14"));
  const Spliced computer =
      splice(with(R"("tools":[{"type":"computer_20250124","name":"computer"}])"), kSonnet45,
             "computer-use-2025-01-24");
  EXPECT_THAT(computer.body, HasSubstr("computer_20250124"));
  EXPECT_THAT(splice(with(R"("tools":[{"type":"computer_20251124","name":"computer"}])"), kSonnet45,
                     "computer-use-2025-01-24")
                  .body,
              Not(HasSubstr("computer_2025")));
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
       kOpus48,
       R"({"type":"text","text":"a","cache_control":{"type":"ephemeral","ttl":"1h"}})",
       {"cache_control.scope"}},
      {R"({"type":"text","text":"a","cache_control":{"ttl":"1h","type":"ephemeral"}})",
       k3,
       R"({"type":"text","text":"a","cache_control":{"type":"ephemeral"}})",
       {"cache_control.ttl"}},
      {R"({"type":"thinking","thinking":"","signature":"s"},{"type":"text","text":"a"})", kOpus48,
       R"({"type":"thinking","thinking":"","signature":"s"},{"type":"text","text":"a"})"},
      {R"({"type":"thinking","thinking":"t"},{"type":"text","text":"a"})",
       kOpus48,
       R"({"type":"text","text":"a"})",
       {"thinking"}},
      {R"({"type":"text","text":"a"},{"type":"server_tool_use","id":"s","name":"web_search","input":{}},{"type":"web_search_tool_result","content":[]})",
       kOpus48,
       R"({"type":"text","text":"a"})",
       {"server_tool_use", "web_search_tool_result"}},
      {R"({"type":"tool_use","id":"t","name":"f","input":{},"caller":{"type":"direct"}})", kOpus48,
       R"({"type":"tool_use","id":"t","name":"f","input":{}})"},
      {R"({"type":"tool_result","tool_use_id":"t","content":[{"type":"tool_reference","tool_name":"f"}]})",
       k3, R"({"type":"tool_result","tool_use_id":"t","content":[{"type":"text","text":"f"}]})"},
      {R"({"type":"tool_result","tool_use_id":"t","content":[{"type":"new"},{"type":"text","text":"a","cache_control":{"type":"ephemeral","scope":"x"}}]})",
       kOpus48,
       R"({"type":"tool_result","tool_use_id":"t","content":[{"type":"text","text":"a","cache_control":{"type":"ephemeral"}}]})",
       {"new", "cache_control.scope"}},
      {R"({"type":"compaction","content":"c"},{"type":"text","text":"a"})",
       kOpus48,
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
      kSonnet45);
  EXPECT_THAT(spliced.body, HasSubstr(R"({"type":"tool_reference","tool_name":"f"})"));
  EXPECT_THAT(spliced.body, HasSubstr(R"("anthropic_beta":["tool-search-tool-2025-10-19"])"));
}

TEST(Splice, CallsOfTheHistoryKeepTheirTools) {
  const Spliced spliced =
      splice(R"({"model":"m","max_tokens":9,"tools":[],"tool_choice":{"type":"auto"},"messages":[)"
             R"({"role":"assistant","content":[{"type":"tool_use","id":"a","name":"g","input":{}},)"
             R"({"type":"tool_use","id":"b","name":"f","input":{}},)"
             R"({"type":"tool_use","id":"c","name":"g","input":{}}]}]})",
             kOpus48);
  EXPECT_THAT(spliced.body, HasSubstr(R"("tools":[{"name":"f","input_schema":{"type":"object"}},)"
                                      R"({"name":"g","input_schema":{"type":"object"}}],)"
                                      R"("tool_choice":{"type":"none"}})"));
}

TEST(Splice, AMessageOfWhichNothingIsLeftIsLeftOut) {
  const Spliced spliced = splice(
      R"({"model":"m","max_tokens":9,"messages":[{"role":"user","content":"a"},)"
      R"({"role":"assistant","content":[{"type":"thinking","thinking":"t"}]},{"role":"user","content":"b"}]})",
      kOpus48);
  EXPECT_THAT(spliced.body,
              HasSubstr(R"([{"role":"user","content":"a"},{"role":"user","content":"b"}])"));
}

TEST(Splice, MembersOfMessages) {
  const Spliced spliced = splice(
      R"({"model":"m","max_tokens":9,"messages":[{"id":"i","role":"user","content":"a","output_config":{"effort":"low"}}]})",
      kOpus55);
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
  EXPECT_EQ(splice(request("", kLate), kOpus48).body,
            R"({"max_tokens":9,"messages":)" + std::string(kLate) + end + "}");
  EXPECT_EQ(splice(request("", kLate), kOpus47).body,
            R"({"max_tokens":9,"messages":)" + std::string(kUsers) + end +
                R"(,"system":[{"type":"text","text":"s\n"}]})");
  EXPECT_EQ(
      splice(request(R"("system":"t",)", kLate), kOpus47).body,
      R"({"max_tokens":9,"system":[{"type":"text","text":"t"},{"type":"text","text":"s\n"}],"messages":)" +
          std::string(kUsers) + end + "}");
  EXPECT_EQ(splice(request(R"("system":[{"type":"text","text":"t"}],)", kFirst), kOpus48).body,
            R"({"max_tokens":9,"system":[{"type":"text","text":"t"},)"
            R"({"type":"text","text":"s"}],)"
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
    EXPECT_EQ(splice(with(line(system)), kOpus48).body, becomes(became.empty() ? "" : line(became)))
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
    EXPECT_EQ(splice(request + std::string(messages) + "}", kOpus48).body,
              R"({"max_tokens":9,"messages":)" + became + "," + std::string(kVersion) + "}");
  }
}

TEST(Splice, MediaByUrlAreInlined) {
  const std::string body = with_content(
      R"({"type":"image","source":{"type":"url","url":"https://example.com/a.png"}},)"
      R"({"type":"document","source":{"type":"url","url":"https://example.com/a.txt"}})");
  EXPECT_EQ(splice(body, kOpus48).status, 400);

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
  const auto spliced = splice_request(*parsed, *facts, rules_for(kOpus48), media);
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
  const Spliced spliced =
      splice(with_content(R"({"type":"image","source":{"type":"file","file_id":"f"}})"), kOpus48);
  EXPECT_EQ(spliced.status, 400);
  EXPECT_THAT(spliced.body, HasSubstr("messages.0.content.0.source.type"));
}

}  // namespace
}  // namespace gw::anthropic
