// The bodies of models that make vectors, and what is read of their answers.
#include "bedrock/embedding.h"

#include <string>

#include <gtest/gtest.h>

namespace gw::bedrock {
namespace {

using llm::EmbeddingInput;
using Inputs = std::vector<EmbeddingInput>;

EmbeddingInput text(std::string_view escaped) { return {json::RawString{escaped}, std::nullopt}; }

EmbeddingInput image_input() {
  llm::Media media{.kind = llm::Media::Kind::image};
  media.data = "QUJD";
  media.media_type = "image/jpeg";
  return {std::nullopt, media};
}

EmbeddingInput both(std::string_view escaped) {
  EmbeddingInput input = image_input();
  input.text = json::RawString{escaped};
  return input;
}

std::string body(EmbeddingFormat format, const Inputs& inputs, const EmbeddingWishes& wishes = {}) {
  Buffer out;
  write_embedding_body(format, inputs, wishes, out);
  return std::string(out.view());
}

TEST(EmbeddingBody, OfTitanHasOneInput) {
  using enum EmbeddingFormat;
  EXPECT_EQ(body(titan_text, {text("a\\n")}), R"({"inputText":"a\n"})");
  EXPECT_EQ(body(titan_v2, {text("a")}, {.dimensions = 256, .normalize = false}),
            R"({"inputText":"a","dimensions":256,"normalize":false})");
  EXPECT_EQ(
      body(titan_image, {both("a")}, {.dimensions = 384}),
      R"({"inputText":"a","inputImage":"QUJD","embeddingConfig":{"outputEmbeddingLength":384}})");
}

TEST(EmbeddingBody, OfCohereHasAlwaysAListOfTypes) {
  using enum EmbeddingFormat;
  EXPECT_EQ(body(cohere_v3, {text("a"), text("b")}, {.purpose = "search_query", .truncate = "END"}),
            R"({"texts":["a","b"],"input_type":"search_query","embedding_types":["float"],)"
            R"("truncate":"END"})");
  EXPECT_EQ(body(cohere_v3, {image_input()}, {.purpose = "search_document"}),
            R"({"images":["data:image/jpeg;base64,QUJD"],"input_type":"image",)"
            R"("embedding_types":["float"]})");
  EXPECT_EQ(
      body(cohere_v4, {both("a")},
           {.dimensions = 256, .purpose = "search_document", .max_tokens = 9}),
      R"({"inputs":[{"content":[{"type":"text","text":"a"},{"type":"image_url",)"
      R"("image_url":{"url":"data:image/jpeg;base64,QUJD"}}]}],"input_type":"search_document",)"
      R"("embedding_types":["float"],"output_dimension":256,"max_tokens":9})");
}

TEST(EmbeddingBody, OfNovaAndMarengo) {
  using enum EmbeddingFormat;
  EXPECT_EQ(
      body(nova, {text("a")}, {.dimensions = 1024, .purpose = "GENERIC_INDEX"}),
      R"({"schemaVersion":"nova-multimodal-embed-v1","taskType":"SINGLE_EMBEDDING",)"
      R"("singleEmbeddingParams":{"embeddingPurpose":"GENERIC_INDEX","embeddingDimension":1024,)"
      R"("text":{"truncationMode":"NONE","value":"a"}}})");
  EXPECT_EQ(body(marengo_2, {text("a")}, {.truncate = "END"}),
            R"({"inputType":"text","inputText":"a","textTruncate":"end"})");
  EXPECT_EQ(body(marengo_3, {both("a")}),
            R"({"inputType":"text_image","text_image":{"inputText":"a",)"
            R"("mediaSource":{"base64String":"QUJD"}}})");
}

TEST(EmbeddingBatch, IsWhatTheFormatTakesAtOnce) {
  using enum EmbeddingFormat;
  const Inputs texts(200, text("a"));
  EXPECT_EQ(embedding_batch(titan_v2, texts), 1U);
  EXPECT_EQ(embedding_batch(cohere_v3, texts), 96U);
  EXPECT_EQ(embedding_batch(cohere_v4, texts), 96U);
  const Inputs mixed{text("a"), text("b"), image_input(), text("c")};
  EXPECT_EQ(embedding_batch(cohere_v3, mixed), 2U);
  EXPECT_EQ(embedding_batch(cohere_v3, std::span(mixed).subspan(2)), 1U)
      << "a picture stands alone";
  EXPECT_EQ(embedding_batch(cohere_v4, mixed), 4U);
}

TEST(EmbeddingPurpose, IsNamedInTheModelsWordsOrInCoheres) {
  using enum EmbeddingFormat;
  EXPECT_EQ(find_purpose(cohere_v3, ""), "search_document");
  EXPECT_EQ(find_purpose(nova, "search_query"), "GENERIC_RETRIEVAL");
  EXPECT_EQ(find_purpose(nova, "clustering"), "CLUSTERING");
  EXPECT_EQ(find_purpose(nova, "VIDEO_RETRIEVAL"), "VIDEO_RETRIEVAL");
  EXPECT_EQ(find_purpose(nova, "image"), "") << "Cohere's alone";
  EXPECT_EQ(find_purpose(cohere_v3, "GENERIC_INDEX"), "");
  EXPECT_EQ(find_purpose(titan_v2, "search_query"), "");
}

Result<std::vector<std::string>> read(EmbeddingFormat format, std::string_view body,
                                      std::size_t expected = 1) {
  json::Document document;
  const auto value = document.parse(body);
  if (!value) return std::unexpected(value.error());
  const auto answer = read_embeddings(format, *value, expected);
  if (!answer) return std::unexpected(answer.error());
  std::vector<std::string> vectors;
  for (const json::Value vector : answer->vectors) vectors.emplace_back(vector.raw());
  return vectors;
}

TEST(EmbeddingAnswer, IsFoundInEveryShape) {
  using enum EmbeddingFormat;
  const std::vector<std::string> one{"[1,2]"};
  EXPECT_EQ(read(titan_text, R"({"embedding":[1,2],"inputTextTokenCount":3})"), one);
  EXPECT_EQ(read(titan_v2, R"({"embeddingsByType":{"float":[1,2]}})"), one);
  EXPECT_EQ(read(cohere_v3, R"({"embeddings":[[1,2]]})"), one);
  EXPECT_EQ(read(cohere_v4, R"({"embeddings":{"float":[[1,2]]}})"), one);
  EXPECT_EQ(read(nova, R"({"embeddings":[{"embeddingType":"TEXT","embedding":[1,2]}]})"), one);
  EXPECT_EQ(read(marengo_3, R"({"data":[{"embedding":[1,2]}]})"), one);
  EXPECT_EQ(read(marengo_3, R"({"data":{"embedding":[1,2]}})"), one);
  EXPECT_EQ(read(marengo_2, R"({"embedding":[1,2]})"), one);
}

TEST(EmbeddingAnswer, HasAsManyVectorsAsWereAskedFor) {
  using enum EmbeddingFormat;
  EXPECT_FALSE(read(cohere_v3, R"({"embeddings":[[1],[2]]})", 3));
  EXPECT_FALSE(read(cohere_v3, R"({"embeddings":[[1],[2]]})", 1));
  EXPECT_TRUE(read(cohere_v3, R"({"embeddings":[[1],[2]]})", 2));
  EXPECT_FALSE(read(titan_v2, "{}"));
}

TEST(EmbeddingAnswer, MayBeARefusalWithStatus200) {
  using enum EmbeddingFormat;
  const auto refused =
      read(titan_image, R"({"embedding":null,"message":"Image is too \"large\""})");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::invalid);
  EXPECT_EQ(refused.error().message, "Image is too \"large\"");
}

}  // namespace
}  // namespace gw::bedrock
