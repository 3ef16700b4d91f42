#include "models/write.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "json/value.h"
#include "models/places.h"

namespace gw::models {
namespace {

using test::ids;
using testing::HasSubstr;

class Write : public testing::Test {
 protected:
  Write() {
    rules_.card.kind = bedrock::ModelKind::chat;
    rules_.json_schema = true;
    rules_.parameters = {{.name = "top_k", .field = "k"}};
    entry_.id = "us.acme.opus";
    entry_.origin = Origin::profile;
    entry_.name = "Opus";
    entry_.maker = "Anthropic";
    entry_.rules = &rules_;
    entry_.media = {bedrock::MediaKind::image, bedrock::MediaKind::document};
    entry_.created = 1'759'276'800;
    entry_.verified = true;
  }

  std::string written() const {
    Buffer out;
    json::Writer writer(out);
    write(entry_, writer);
    return std::string(out.view());
  }

  bedrock::ModelRules rules_ = test::rules("acme.opus", "Opus");
  Entry entry_;
};

TEST_F(Write, IsOpenAisObject) {
  entry_.end_of_life = "2027-01-08";
  const std::string text = written();
  EXPECT_THAT(text, HasSubstr(R"({"id":"us.acme.opus","object":"model",)"));
  EXPECT_THAT(text, HasSubstr(R"("created":1759276800,)"));
  EXPECT_THAT(text, HasSubstr(R"("owned_by":"Anthropic","shutdown_date":"2027-01-08")"));
}

TEST_F(Write, IsAnthropicsObject) {
  const std::string text = written();
  EXPECT_THAT(text, HasSubstr(R"("type":"model")"));
  EXPECT_THAT(text, HasSubstr(R"("display_name":"Opus")"));
  EXPECT_THAT(text, HasSubstr(R"("created_at":"2025-10-01T00:00:00Z")"));
  EXPECT_THAT(text, HasSubstr(R"("max_input_tokens":1000,"max_tokens":100)"));
  EXPECT_THAT(text, HasSubstr(R"("lifecycle":"active")"));
  EXPECT_THAT(text, HasSubstr(R"("image_input":{"supported":true})"));
  EXPECT_THAT(text, HasSubstr(R"("thinking":{"supported":false})"));
}

TEST_F(Write, IsOpenRoutersObject) {
  const std::string text = written();
  EXPECT_THAT(text, HasSubstr(R"("name":"Opus")"));
  EXPECT_THAT(text, HasSubstr(R"("context_length":1000)"));
  EXPECT_THAT(text, HasSubstr(R"("top_provider":{"context_length":1000,)"
                              R"("max_completion_tokens":100,"is_moderated":false})"));
  EXPECT_THAT(text, HasSubstr(R"("input_modalities":["text","image","file"],)"
                              R"("output_modalities":["text"])"));
  EXPECT_THAT(text, HasSubstr(R"("structured_outputs")"));
  EXPECT_THAT(text, HasSubstr(R"("top_k"])"));
}

TEST_F(Write, SaysWhatKindOfNameItIs) {
  EXPECT_THAT(written(), HasSubstr(R"("gateway":{"kind":"profile","stands_for":null,)"
                                   R"("status":"active","verified":true})"));
  entry_.origin = Origin::alias;
  entry_.stands_for = "us.acme.opus";
  entry_.status = bedrock::Status::legacy;
  entry_.verified = false;
  EXPECT_THAT(written(), HasSubstr(R"("gateway":{"kind":"alias","stands_for":"us.acme.opus",)"
                                   R"("status":"legacy","verified":false})"));
}

TEST_F(Write, SaysNothingThatIsNotKnown) {
  rules_ = {};
  entry_.maker.clear();
  entry_.created = 0;
  const std::string text = written();
  EXPECT_THAT(text, HasSubstr(R"("context_length":null)"));
  EXPECT_THAT(text, HasSubstr(R"("max_tokens":null)"));
  EXPECT_THAT(text, HasSubstr(R"("owned_by":"bedrock")"));
  EXPECT_THAT(text, HasSubstr(R"("created_at":"1970-01-01T00:00:00Z")"));
}

TEST_F(Write, NamesOnlyParametersThatDoSomething) {
  rules_.sampling = bedrock::Sampling::none;
  rules_.tools = false;
  rules_.stop = false;
  const std::string text = written();
  EXPECT_THAT(text, HasSubstr(R"("supported_parameters":["max_tokens","max_completion_tokens",)"
                              R"("response_format","structured_outputs","top_k"])"));
}

TEST_F(Write, AListIsOneForAll) {
  const std::vector<Entry> all(2, entry_);
  Buffer out;
  write_list({all, true}, false, out);
  json::Document document;
  const auto root = document.parse(out.view());
  ASSERT_TRUE(root);
  EXPECT_THAT(out.view(), testing::StartsWith(R"({"object":"list","data":[{"id":)"));
  EXPECT_THAT(
      out.view(),
      testing::EndsWith(R"("has_more":true,"first_id":"us.acme.opus","last_id":"us.acme.opus"})"));
  out.clear();
  write_list({}, false, out);
  EXPECT_EQ(out.view(),
            R"({"object":"list","data":[],"has_more":false,"first_id":null,"last_id":null})");
}

TEST_F(Write, CodexFindsWhatItCannotDoWithout) {
  rules_.reasoning = bedrock::Reasoning::adaptive;
  rules_.efforts = {"low", "medium", "max"};
  bedrock::ModelRules without_tools = rules_;
  without_tools.tools = false;
  std::vector<Entry> all(2, entry_);
  all[1].rules = &without_tools;
  Buffer out;
  write_list({all}, true, out);
  json::Document document;
  const auto root = document.parse(out.view());
  ASSERT_TRUE(root);
  const auto models = root->object()->find("models")->array();
  ASSERT_EQ(++models->begin(), models->end());
  const auto first = (*models->begin()).object();
  for (const std::string_view member :
       {"slug", "display_name", "supported_reasoning_levels", "shell_type", "visibility",
        "supported_in_api", "priority", "support_verbosity", "truncation_policy",
        "experimental_supported_tools", "base_instructions"}) {
    EXPECT_TRUE(first->find(member)) << member;
  }
  EXPECT_EQ(first->find("slug")->string()->escaped, "us.acme.opus");
  EXPECT_EQ(first->find("apply_patch_tool_type")->string()->escaped, "freeform");
  EXPECT_EQ(first->find("context_window")->integer(), 1000);
  const std::string levels(first->find("supported_reasoning_levels")->raw());
  EXPECT_THAT(levels, testing::AllOf(HasSubstr("low"), HasSubstr("medium"), HasSubstr("max"),
                                     testing::Not(HasSubstr("xhigh"))));
}

TEST(PageOf, IsBehindOneOrBeforeOne) {
  std::vector<Entry> all(5);
  for (std::size_t i = 0; i < all.size(); ++i)
    all[i].id = std::string(1, static_cast<char>('a' + i));
  struct Case {
    std::size_t limit;
    std::string_view after, before;
    std::vector<std::string> ids;
    bool has_more;
  };
  const Case cases[] = {
      {9, "", "", {"a", "b", "c", "d", "e"}, false},
      {2, "", "", {"a", "b"}, true},
      {2, "b", "", {"c", "d"}, true},
      {2, "d", "", {"e"}, false},
      {2, "e", "", {}, false},
      {2, "nobody", "", {}, false},
      {2, "", "d", {"b", "c"}, true},
      {2, "", "b", {"a"}, false},
      {2, "", "a", {}, false},
      {2, "", "nobody", {}, false},
  };
  for (const auto& [limit, after, before, expected, has_more] : cases) {
    const Page page = page_of(all, limit, after, before);
    EXPECT_EQ(ids({page.entries.begin(), page.entries.end()}), expected) << after << before;
    EXPECT_EQ(page.has_more, has_more) << after << before;
  }
}

}  // namespace
}  // namespace gw::models
