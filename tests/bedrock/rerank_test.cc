// The bodies of models that rank documents, and what is read of their answers.
#include "bedrock/rerank.h"

#include <string>

#include <gtest/gtest.h>

namespace gw::bedrock {
namespace {

std::string body(RerankFormat format) {
  const std::vector<json::RawString> documents{json::RawString{"a"}, json::RawString{"b"}};
  Buffer out;
  write_rerank_body(format, {json::RawString{"q"}, documents, 2, 9}, out);
  return std::string(out.view());
}

TEST(RerankBody, OfCohereHasAVersion) {
  EXPECT_EQ(
      body(RerankFormat::cohere),
      R"({"query":"q","documents":["a","b"],"top_n":2,"api_version":2,"max_tokens_per_doc":9})");
  EXPECT_EQ(body(RerankFormat::amazon), R"({"query":"q","documents":["a","b"],"top_n":2})");
}

Result<std::vector<RankedDocument>> read(json::Document& document, std::string_view text) {
  return read_ranking(*document.parse(text), 2);
}

TEST(Ranking, NamesEachDocumentOnce) {
  json::Document document;
  const auto ranking = read(document, R"({"results":[{"index":1,"relevance_score":1e-3},)"
                                      R"({"index":0,"relevanceScore":0}]})");
  ASSERT_TRUE(ranking);
  EXPECT_EQ((*ranking)[0].index, 1U);
  EXPECT_EQ((*ranking)[0].score, "1e-3");
  EXPECT_EQ((*ranking)[1].score, "0");
  for (const char* wrong :
       {"{}", R"({"results":[{"index":2,"relevance_score":1}]})",
        R"({"results":[{"index":-1,"relevance_score":1}]})",
        R"({"results":[{"index":0,"relevance_score":"1"}]})",
        R"({"results":[{"index":0,"relevance_score":1},{"index":0,"relevance_score":1}]})"})
    EXPECT_FALSE(read(document, wrong)) << wrong;
}

}  // namespace
}  // namespace gw::bedrock
