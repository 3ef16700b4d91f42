#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "openai/responses_answers.h"

namespace gw::openai {
namespace {

using json::RawString;
using llm::StopReason;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(ResponsesWriter, AWholeAnswer) {
  EXPECT_EQ(
      write(Mode::whole, say_hello),
      R"({"id":"resp_x","object":"response","created_at":1700000000,"model":"a \"model\"",)"
      R"("status":"completed","error":null,"incomplete_details":null,"output":[{"type":"message",)"
      R"("id":"msg_x00","status":"completed","role":"assistant","content":[{"type":"output_text",)"
      R"("text":"Hello\n","annotations":[],"logprobs":[]}]}],"service_tier":"default","usage":)" +
          std::string(kUsage) + R"(,"store":false,"tools":[]})");
}

TEST(ResponsesWriter, AStreamOfText) {
  const auto events = stream(say_hello);
  const std::string place = R"({"item_id":"msg_x00","output_index":0,"content_index":0,)";
  const std::string item =
      R"({"type":"message","id":"msg_x00","status":"completed","role":"assistant","content":[)"
      R"({"type":"output_text","text":"Hello\n","annotations":[],"logprobs":[]}]})";
  const std::string_view begun =
      R"({"response":{"id":"resp_x","object":"response","created_at":1700000000,)"
      R"("model":"a \"model\"","status":"in_progress","error":null,"incomplete_details":null,)"
      R"("output":[],"service_tier":"auto","usage":null,"store":false,"tools":[]}})";
  const std::vector<std::pair<std::string_view, std::string>> expected = {
      {"response.created", std::string(begun)},
      {"response.in_progress", std::string(begun)},
      {"response.output_item.added",
       R"({"output_index":0,"item":{"type":"message","id":"msg_x00","status":"in_progress",)"
       R"("role":"assistant","content":[]}})"},
      {"response.content_part.added",
       place + R"("part":{"type":"output_text","text":"","annotations":[],"logprobs":[]}})"},
      {"response.output_text.delta", place + R"("delta":"Hel","logprobs":[]})"},
      {"response.output_text.delta", place + R"("delta":"lo\n","logprobs":[]})"},
      {"response.output_text.done", place + R"("text":"Hello\n","logprobs":[]})"},
      {"response.content_part.done",
       place + R"("part":{"type":"output_text","text":"Hello\n","annotations":[],"logprobs":[]}})"},
      {"response.output_item.done", R"({"output_index":0,"item":)" + item + "}"},
      {"response.completed", R"({"response":)" + write(Mode::whole, say_hello) + "}"}};
  ASSERT_EQ(events.size(), expected.size());
  for (std::size_t i = 0; i < events.size(); ++i) {
    EXPECT_EQ(events[i].type, expected[i].first);
    EXPECT_EQ(events[i].data, expected[i].second);
  }
}

// Texts are one message, what was thought is none.
TEST(ResponsesWriter, ItemsInTheOrderOfTheAnswer) {
  const auto say = [](ResponsesWriter& writer) {
    writer.reasoning({"hm"});
    writer.reasoning_end({"sig"});
    writer.redacted_reasoning({"cmVk"});
    writer.text({"a"});
    writer.block_end();
    writer.text({"b"});
    writer.block_end();
    writer.tool_start(0, {"toolu_1"}, {"f"});
    writer.tool_arguments(0, {"{}"});
    writer.tool_end(0);
  };
  const std::string whole = write(Mode::whole, say, StopReason::tool_use);
  EXPECT_THAT(member(whole, "output"),
              HasSubstr(R"("content":[{"type":"output_text","text":"ab",)"));
  EXPECT_THAT(member(whole, "output"), Not(HasSubstr("REDACTED")));
  const auto events = stream(say, StopReason::tool_use);
  std::vector<std::string> items;
  for (const Event& event : events) {
    if (event.type == "response.output_item.done")
      items.push_back(member(event.data, "output_index") + " " + member(event.data, "item.id"));
  }
  EXPECT_THAT(items,
              ElementsAre(R"(0 "rs_x00")", R"(1 "rs_x01")", R"(2 "msg_x02")", R"(3 "fc_x03")"));
}

TEST(ResponsesWriter, SourcesAreAnnotations) {
  const auto say = [](ResponsesWriter& writer) {
    writer.text({"é "});
    writer.block_end();
    writer.text({"b"});
    writer.citation({.url = {"https://e"}, .title = {"t"}});
    writer.citation({.title = {"a.pdf"},
                     .quote = {"q"},
                     .place = llm::Citation::Place::pages,
                     .index = 1,
                     .begin = 2,
                     .end = 3});
    writer.block_end();
  };
  const std::string page =
      R"({"type":"url_citation","url":"https://e","title":"t","start_index":2,"end_index":3})";
  const std::string file =
      R"({"type":"file_citation","file_id":"","filename":"a.pdf","index":1,"quote":"q",)"
      R"("location":{"unit":"page","start":2,"end":3},"start_index":2,"end_index":3})";
  EXPECT_THAT(write(Mode::whole, say), HasSubstr("\"annotations\":[" + page + "," + file + "]"));
  const auto events = stream(say);
  const auto added =
      std::ranges::find(events, "response.output_text.annotation.added", &Event::type);
  ASSERT_NE(added, events.end());
  EXPECT_EQ(added->data,
            R"({"item_id":"msg_x00","output_index":0,"content_index":0,"annotation_index":0,)"
            R"("annotation":)" +
                page + "}");
}

TEST(ResponsesWriter, NothingIsWrittenBeforeTheFirstItem) {
  Buffer out;
  const ResponsesForm form;
  ResponsesWriter writer(kHead, kFamily, std::make_shared<const ResponsesForm>(form), Mode::stream);
  writer.write_to(out);
  writer.usage({.input = 1});
  writer.service_tier({"flex"});
  writer.block_end();
  writer.reasoning_end({});
  EXPECT_TRUE(out.empty()) << "a failure now has an HTTP status";
}

// To break a silence; the writer of the attempt may have been there before.
TEST(ResponsesWriter, AStreamThatHasBegunGoesOn) {
  const auto form = std::make_shared<const ResponsesForm>(form_with_tools());
  const auto opening = std::make_shared<ResponsesOpening>();
  Buffer out;
  ResponsesWriter answer(kHead, kFamily, form, Mode::stream, opening);
  ResponsesWriter first(kHead, {}, form, Mode::stream);
  first.write_to(out);
  first.begin();
  opening->sent = true;
  answer.write_to(out);
  say_hello(answer);
  answer.stop(StopReason::end_turn, {});
  answer.end();
  EXPECT_EQ(types_of(events_of(out.view())), types_of(stream(say_hello)));
}

TEST(ResponsesWriter, TheTierThatServedIsNamed) {
  const auto say = [](ResponsesWriter& writer) { writer.service_tier({"flex"}); };
  EXPECT_EQ(member(write(Mode::whole, say), "service_tier"), R"("flex")");
}

TEST(ResponsesWriter, CountsWhatItSaysAndHolds) {
  const ResponsesForm form = form_with_tools();
  for (const Mode mode : {Mode::whole, Mode::stream}) {
    Buffer out;
    ResponsesWriter writer(kHead, kFamily, std::make_shared<const ResponsesForm>(form), mode);
    writer.write_to(out);
    EXPECT_EQ(writer.held(), 0u);
    const std::string piece(1000, 'a');
    writer.reasoning({piece});
    writer.reasoning_end({"sig"});
    writer.text({piece});
    writer.tool_start(0, {"c"}, {"f"});
    writer.tool_arguments(0, {piece});
    EXPECT_EQ(writer.said(), 3000u);
    EXPECT_GE(writer.held(), 3000u);
    EXPECT_LE(writer.held(), 6000u) << "the reasoning is sealed, too";
    EXPECT_FALSE(writer.counted());
    writer.usage({.input = 1});
    EXPECT_EQ(writer.counted()->input, 1);
  }
}

// The deltas differ, nothing else does.
TEST(ResponsesWriter, HowTextsAreCutDoesNotMatter) {
  const auto say = [](std::size_t size) {
    return [size](ResponsesWriter& writer) {
      const std::string_view text = "abcdefgh";
      const auto pieces = [&](const auto& add) {
        for (std::size_t at = 0; at < text.size(); at += size)
          add(RawString{text.substr(at, size)});
      };
      pieces([&](RawString piece) { writer.reasoning(piece); });
      writer.reasoning_end({"sig"});
      pieces([&](RawString piece) { writer.text(piece); });
      writer.tool_start(0, {"c"}, {"apply_patch"});
      pieces([&](RawString piece) { writer.tool_arguments(0, piece); });
      writer.tool_end(0);
    };
  };
  const auto without_deltas = [](const std::vector<Event>& events) {
    std::vector<std::string> rest;
    for (const Event& event : events)
      if (!event.type.ends_with("delta")) rest.push_back(event.type + event.data);
    return rest;
  };
  const auto whole = without_deltas(stream(say(8), StopReason::tool_use));
  for (const std::size_t size : {1u, 3u})
    EXPECT_EQ(without_deltas(stream(say(size), StopReason::tool_use)), whole);
}

}  // namespace
}  // namespace gw::openai
