#include "simulator/answer.h"

#include <gtest/gtest.h>

#include "simulator/example.h"
#include "simulator/text.h"

namespace gw::simulator {
namespace {

TEST(Answer, EchoesTheUser) {
  const Answer answer = compose("m", {.last_user_text = "Hello!", .bytes = 6}, {});
  EXPECT_EQ(answer.text(), "This is the Bedrock simulator answering for m. You said: Hello!");
  EXPECT_GT(answer.text_deltas().size(), 5U);
  EXPECT_EQ(answer.stop_reason, "end_turn");
  EXPECT_EQ(answer.input_tokens, 2);
  EXPECT_EQ(answer.output_tokens, 16);
}

TEST(Answer, StopsAtTheFirstStopSequence) {
  const Answer answer = compose("m", {.stop_sequences = {"zz", "c", "b"}}, {.text = "a b c"});
  EXPECT_EQ(answer.text(), "a ");
  EXPECT_EQ(answer.stop_reason, "stop_sequence");
  EXPECT_EQ(answer.stop_sequence, "b");
}

TEST(Answer, StopsAtMaxTokensBetweenCharacters) {
  const Answer answer = compose("m", {.max_tokens = 1}, {.text = "ab中文"});
  EXPECT_EQ(answer.text(), "ab");
  EXPECT_EQ(answer.stop_reason, "max_tokens");
}

TEST(Answer, FollowsWishes) {
  const Answer answer = compose("m", {},
                                {.text = "中文中文",
                                 .deltas = 3,
                                 .stop_reason = "guardrail_intervened",
                                 .input_tokens = 9,
                                 .output_tokens = 8,
                                 .cache_read = 7});
  EXPECT_EQ(answer.text_deltas().size(), 3U);
  EXPECT_EQ(answer.text(), "中文中文");
  EXPECT_EQ(answer.stop_reason, "guardrail_intervened");
  EXPECT_EQ(answer.input_tokens, 9);
  EXPECT_EQ(answer.output_tokens, 8);
  EXPECT_EQ(answer.cache_read, 7);
  EXPECT_TRUE(compose("m", {}, {.text = ""}).text_deltas().empty());
  EXPECT_EQ(compose("m", {}, {.text = "a", .deltas = 200}).text_deltas().size(), 200U);
}

// A prompt with two tools, and the schemas that it points to.
struct Offer {
  Value weather = *parse_json(R"({"type":"object","required":["place","unit"],"properties":{
      "place":{"$ref":"#/$defs/place"},"unit":{"enum":["C","F"]},"days":{"type":"integer"}},
      "$defs":{"place":{"type":"object","required":["city"],
                        "properties":{"city":{"type":["string","null"]}}}}})");
  Value time = *parse_json(R"({"type":"object","properties":{}})");

  Prompt prompt(std::string said) const {
    return {.last_user_text = std::move(said),
            .turns = 3,
            .tools = {{"get_weather", &weather}, {"get_time", &time}}};
  }
};

TEST(ToolCalls, AreMadeWhereTheUserNamesToolsWithParentheses) {
  const Offer offer;
  const Answer answer = compose(
      "m", offer.prompt(R"x(Do get_weather( Paris ), get_weather({"a":[1,"(\")"]}), get_time().)x"),
      {});
  ASSERT_EQ(answer.blocks.size(), 3U);
  EXPECT_EQ(answer.blocks[0].name, "get_weather");
  EXPECT_EQ(answer.blocks[0].id, "tooluse_3_0");
  EXPECT_EQ(answer.blocks[0].joined(), R"({"place":{"city":"Paris"},"unit":"C"})");
  EXPECT_GT(answer.blocks[0].deltas.size(), 2U);
  EXPECT_EQ(answer.blocks[1].joined(), R"x({"a":[1,"(\")"]})x");
  EXPECT_EQ(answer.blocks[2].name, "get_time");
  EXPECT_EQ(answer.blocks[2].id, "tooluse_3_2");
  EXPECT_EQ(answer.blocks[2].deltas, (std::vector<std::string>{""}));
  EXPECT_EQ(answer.stop_reason, "tool_use");
}

TEST(ToolCalls, AreNotMadeForWordsThatLookLikeIt) {
  const Offer offer;
  for (const char* said :
       {"What does get_time do?", "forget_time()", "get_times(1)", "(get_time)"}) {
    EXPECT_EQ(compose("m", offer.prompt(said), {}).stop_reason, "end_turn") << said;
  }
}

TEST(ToolCalls, AreMadeWhenTheModelIsForced) {
  const Offer offer;
  Prompt prompt = offer.prompt("Paris");
  prompt.must_call = true;
  const Answer answer = compose("m", prompt, {});
  ASSERT_EQ(answer.blocks.size(), 1U);
  EXPECT_EQ(answer.blocks[0].joined(), R"({"place":{"city":"Paris"},"unit":"C"})");
}

TEST(ToolCalls, WhatTheToolsSaidIsAnswered) {
  EXPECT_EQ(compose("m", {.tool_results = "sunny"}, {}).text(),
            "This is the Bedrock simulator answering for m. The tools said: sunny");
}

TEST(Example, EndsForSchemasThatContainThemselves) {
  const Value schema = *parse_json(R"({"type":"object","required":["a","b"],"properties":{
      "a":{"$ref":"#"},"b":{"type":"array","minItems":9,"items":{"$ref":"#"}}}})");
  EXPECT_FALSE(to_json(example_of(schema, "")).empty());
}

TEST(Text, BlankIsWhatUnicodeCallsWhiteSpace) {
  EXPECT_TRUE(is_blank(""));
  EXPECT_TRUE(is_blank(" \t\r\n\v\f\u00a0\u2003\u3000"));
  EXPECT_FALSE(is_blank(" a "));
  EXPECT_FALSE(is_blank("\u200b"));  // zero width space is no White_Space
}

}  // namespace
}  // namespace gw::simulator
