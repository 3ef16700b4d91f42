// What the client sees of an answer in JSON, however the model's text is cut into pieces.
#include "translate/structured_answer.h"

#include <gtest/gtest.h>

namespace gw::translate {
namespace {

using Form = StructuredOutput::Form;

struct TextCase {
  std::string_view name;
  std::string_view said;  // by the model; escaped, as all text
  std::string_view passed;
};

constexpr TextCase kAnswerTexts[] = {
    {"plain", R"({\"a\":1})", R"({\"a\":1})"},
    {"white space in front", R"( \n\t{})", R"({})"},
    {"white space behind", R"({} \n)", R"({} \n)"},
    {"fence", R"(```\n{}\n```)", R"({})"},
    {"fence with a language", R"(```json\n{}\n```)", R"({})"},
    {"fence within white space", R"(\r\n```json \n{}\n ``` \n)", R"({})"},
    {"fence that is not closed", R"(```json\n{} )", R"({} )"},
    {"fence of nothing", R"(```\n```)", R"()"},
    {"fence without a line", R"(```{}```)", R"(```{}```)"},
    {"two backticks", R"(``{}``)", R"(``{}``)"},
    {"backticks inside", R"(```\n{\"a\":\"```\\n```\"}\n```)", R"({\"a\":\"```\\n```\"})"},
    {"an escaped backslash before n", R"(```\n{\"a\":\"\\\\n```)", R"({\"a\":\"\\\\n)"},
    {"a text", R"(Here is `x`:)", R"(Here is `x`:)"},
    {"nothing", R"()", R"()"},
    {"white space only", R"( \n)", R"()"},
};

TEST(FencedText, LosesItsFence) {
  for (const auto& [name, said, passed] : kAnswerTexts) {
    for (std::size_t size = 1; size <= said.size() + 1; ++size) {
      FencedText fenced;
      std::string text;
      for (std::size_t at = 0; at < said.size(); at += size) {
        // An escape is never cut: the reader tells whole ones.
        std::size_t end = std::min(at + size, said.size());
        while (end < said.size() && !json::is_well_formed({said.substr(at, end - at)})) ++end;
        text += fenced.add(said.substr(at, end - at));
        at += end - at - size;
      }
      text += fenced.finish();
      EXPECT_EQ(text, passed) << name << ", in pieces of " << size;
      EXPECT_EQ(fenced.text(), passed) << name << ", in pieces of " << size;
    }
  }
}

struct Begun {
  std::string_view name;
  std::string_view begun;  // by the client
  std::string_view said;   // by the model
  std::string_view passed;
  std::string_view text;  // of both
};

constexpr Begun kBegun[] = {
    {"a brace", R"({)", R"(\"a\":1})", R"(\"a\":1})", R"({\"a\":1})"},
    {"a bracket behind words", R"(Here:\n[)", R"(1])", R"(1])", R"([1])"},
    {"nothing of the JSON", R"(Here:)", R"(```\n{}\n```)", R"({})", R"({})"},
    {"a fence", R"(```json)", R"(\n{}\n```)", R"({})", R"({})"},
    {"a part of a fence's line", R"(```)", R"(json\n{}\n```)", R"({})", R"({})"},
    {"a fence and a brace", R"(```json\n{)", R"(\"a\":1}\n```)", R"(\"a\":1})", R"({\"a\":1})"},
    {"behind another fence", R"(```\nx\n```\n```\n[)", R"(1]\n```)", R"(1])", R"([1])"},
};

TEST(FencedText, GoesOnFromWhatTheClientHasBegun) {
  for (const auto& [name, begun, said, passed, text] : kBegun) {
    FencedText fenced(begun);
    std::string got(fenced.add(said));
    got += fenced.finish();
    EXPECT_EQ(got, passed) << name;
    EXPECT_EQ(fenced.said(), passed) << name;
    EXPECT_EQ(fenced.text(), text) << name;
  }
}

// Writes down what it is told.
class Record final : public llm::AnswerSink {
 public:
  void text(json::RawString piece) override { said += piece.escaped; }
  void reasoning(json::RawString piece) override {
    said += "reasoning(" + std::string(piece.escaped) + ")";
  }
  void reasoning_end(json::RawString signature) override {
    said += "signed(" + std::string(signature.escaped) + ")";
  }
  void redacted_reasoning(json::RawString data) override {
    said += "redacted(" + std::string(data.escaped) + ")";
  }
  void citation(const llm::Citation& citation) override {
    said += "cite(" + std::string(citation.url.escaped) + ")";
  }
  void block_end() override {}
  void tool_start(std::size_t call, json::RawString, json::RawString name) override {
    said += "[" + std::to_string(call) + " " + std::string(name.escaped) + "]";
  }
  void tool_arguments(std::size_t call, json::RawString piece) override {
    said += "<" + std::to_string(call) + " " + std::string(piece.escaped) + ">";
  }
  void tool_end(std::size_t) override {}
  void stop(llm::StopReason reason, json::RawString) override { stopped = reason; }
  void usage(const llm::Usage&) override {}

  std::string said;
  llm::StopReason stopped = llm::StopReason::unknown;
};

TEST(StructuredAnswer, CountsOnlyTheClientsCalls) {
  const StructuredOutput output{Form::tool, "json_answer"};
  Record record;
  StructuredAnswer answer(output, record);
  answer.text({"Let me "});
  answer.tool_start(0, {"a"}, {"json_answer"});
  answer.tool_start(1, {"b"}, {"get_weather"});
  answer.tool_arguments(1, {"{}"});
  answer.tool_arguments(0, {"late"});
  answer.reasoning_end({"s"});
  answer.tool_start(2, {"c"}, {"json_answer"});
  answer.tool_start(3, {"d"}, {"get_time"});
  answer.tool_arguments(3, {"{}"});
  answer.stop(llm::StopReason::tool_use, {});
  EXPECT_EQ(record.said, "[0 get_weather]<0 {}>signed(s)[1 get_time]<1 {}>");
  EXPECT_EQ(record.stopped, llm::StopReason::tool_use);
  EXPECT_FALSE(answer.problem());
}

TEST(StructuredAnswer, IsJsonWhenItClaimsToBeComplete) {
  using llm::StopReason;
  struct Ending {
    StopReason reason;
    std::string_view said;
    bool fine;
  };
  const Ending endings[] = {
      {StopReason::end_turn, R"({\"a\":[1]})", true},
      {StopReason::end_turn, R"([])", true},
      {StopReason::end_turn, R"({\"a\")", false},
      {StopReason::end_turn, R"()", false},
      {StopReason::unknown, R"(no)", false},
      {StopReason::max_tokens, R"({\"a\")", true},
      {StopReason::stop_sequence, R"({\"a\")", true},
      {StopReason::guardrail_intervened, R"(no)", true},
      {StopReason::content_filtered, R"()", true},
  };
  for (const auto form : {Form::prompt, Form::tool}) {
    const StructuredOutput output{form, "json_answer"};
    for (const auto& [reason, said, fine] : endings) {
      Record record;
      StructuredAnswer answer(output, record);
      if (!said.empty()) answer.text({said});
      answer.stop(reason, {});
      EXPECT_EQ(record.said, said);
      EXPECT_EQ(!answer.problem(), fine) << said;
    }
  }
}

TEST(StructuredAnswer, IsJsonWithItsBeginningOrByItself) {
  StructuredOutput output{Form::prompt, "", true};
  output.begun = "{";
  const std::pair<std::string_view, bool> cases[] = {
      {R"(\"n\": 1})", true}, {R"({\"n\": 1})", true}, {R"(\"n\": 1)", false}, {"[1]", false}};
  for (const auto& [said, fine] : cases) {
    Record record;
    StructuredAnswer answer(output, record);
    answer.text({said});
    answer.stop(llm::StopReason::end_turn, {});
    EXPECT_EQ(record.said, said);
    EXPECT_EQ(!answer.problem(), fine) << said;
  }
}

TEST(StructuredAnswer, IsAnObjectWhereOnlyThatWillDo) {
  const StructuredOutput output{Form::prompt, "", true};
  for (const std::string_view said : {"[]", "1", "null", R"(\"{}\")", "{}"}) {
    Record record;
    StructuredAnswer answer(output, record);
    answer.text({said});
    answer.stop(llm::StopReason::end_turn, {});
    EXPECT_EQ(!answer.problem(), said == "{}") << said;
  }
}

TEST(StructuredAnswer, PassesAsItIsWhereTheOperatorSaysSo) {
  StructuredOutput output{Form::prompt, ""};
  output.pass = true;
  Record record;
  StructuredAnswer answer(output, record);
  answer.text({"Paris"});
  answer.stop(llm::StopReason::end_turn, {});
  EXPECT_EQ(record.said, "Paris");
  EXPECT_FALSE(answer.problem());
}

TEST(StructuredAnswer, IsBounded) {
  const StructuredOutput output{Form::prompt, ""};
  Record record;
  StructuredAnswer answer(output, record);
  const std::string piece(1024 * 1024, ' ');
  for (int i = 0; i < 5; ++i) answer.text({piece});
  answer.text({"{}"});
  answer.stop(llm::StopReason::end_turn, {});
  EXPECT_LE(record.said.size(), 4 * piece.size());
  EXPECT_TRUE(answer.problem());
}

}  // namespace
}  // namespace gw::translate
