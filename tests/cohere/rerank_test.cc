// Rerank: what is read of the requests of Cohere's and Jina's clients, and the answer for all.
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "cohere/rerank_answer.h"
#include "cohere/rerank_request.h"

namespace gw::cohere {
namespace {

using Texts = std::vector<std::string>;

Texts documents_of(const RerankRequest& request) {
  Texts texts;
  for (const json::RawString document : request.documents) texts.emplace_back(document.escaped);
  return texts;
}

TEST(RerankRequest, TakesDocumentsInEveryShape) {
  const std::string body =
      R"({"model":"m","query":"q","documents":["a",{"text":"b\n"},)"
      R"({"content":[{"type":"text","text":"c"},{"type":"text","text":"d"}]}],)"
      R"("return_documents":true,"top_n":2,"max_tokens_per_doc":9,"odd":1})";
  const auto request = parse_rerank_request(body);
  ASSERT_TRUE(request) << request.error().message;
  EXPECT_EQ(documents_of(*request), (Texts{"a", "b\\n", "c\\nd"}));
  EXPECT_EQ(request->top, 2U);
  EXPECT_TRUE(request->return_documents);
  EXPECT_EQ(request->max_tokens_per_document, 9);
  EXPECT_EQ(request->unsupported, Texts{"odd"});
}

TEST(RerankRequest, JoinsTheFieldsThatAreToBeRanked) {
  const auto request = parse_rerank_request(
      R"({"documents":[{"title":"t","year":7,"x":"y"},"a"],"model":"m","query":"q",)"
      R"("rank_fields":["title","year","none"]})");
  ASSERT_TRUE(request) << request.error().message;
  EXPECT_EQ(documents_of(*request), (Texts{"title: t\\nyear: 7", "a"}));
}

TEST(RerankRequest, WantsAllWhereItAsksForNoneOrTooMany) {
  for (const char* top : {"0", "9", "null", "1000000000000"}) {
    const std::string body =
        R"({"model":"m","query":"q","documents":["a","b"],"top_n":)" + std::string(top) + "}";
    const auto request = parse_rerank_request(body);
    ASSERT_TRUE(request) << top;
    EXPECT_EQ(request->top, 2U) << top;
  }
}

TEST(RerankRequest, SaysWhatIsWrongAndWhere) {
  std::string many = R"({"model":"m","query":"q","documents":["a")";
  for (int i = 0; i < 1000; ++i) many += R"(,"a")";
  const std::pair<std::string, std::string> cases[] = {
      {R"({"query":"q","documents":["a"]})", "model"},
      {R"({"model":"m","documents":["a"]})", "query"},
      {R"({"model":"m","query":"","documents":["a"]})", "query"},
      {R"({"model":"m","query":"q","documents":[]})", "documents"},
      {R"({"model":"m","query":"q","documents":["a",""]})", "documents[1]"},
      {R"({"model":"m","query":"q","documents":["a",7]})", "documents[1]"},
      {R"({"model":"m","query":"q","documents":[{"content":[{"type":"image"}]}]})",
       "documents[0].content[0]"},
      {R"({"model":"m","query":"q","documents":["a"],"top_n":-1})", "top_n"},
      {many + "]}", "documents"}};
  for (const auto& [body, param] : cases) {
    const auto request = parse_rerank_request(body);
    ASSERT_FALSE(request) << param;
    EXPECT_EQ(request.error().param, param);
  }
}

TEST(RerankAnswer, IsCoheresAndJinas) {
  const std::string body =
      R"({"model":"m","query":"q","documents":["a","b"],"return_documents":true})";
  const auto request = parse_rerank_request(body);
  ASSERT_TRUE(request);
  const std::vector<Ranked> results{{1, "0.9"}, {0, "0"}};
  Buffer out;
  write_rerank_answer(*request, "id", results, 7, out);
  EXPECT_EQ(out.view(),
            R"({"id":"id","object":"list","model":"m","results":[)"
            R"({"index":1,"relevance_score":0.9,"document":{"text":"b"}},)"
            R"({"index":0,"relevance_score":0,"document":{"text":"a"}}],)"
            R"("meta":{"api_version":{"version":"2"},"billed_units":{"search_units":1}},)"
            R"("usage":{"total_tokens":7,"prompt_tokens":7}})");
}

TEST(RerankAnswer, CountsAUnitForEachHundredDocuments) {
  RerankRequest request;
  request.documents.resize(101);
  Buffer out;
  write_rerank_answer(request, "id", {}, std::nullopt, out);
  EXPECT_TRUE(out.view().contains(R"("search_units":2)"));
}

}  // namespace
}  // namespace gw::cohere
