// /v1/embeddings: what is read, what is refused, and how vectors are written.
#include <array>
#include <cstring>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/encoding.h"
#include "openai/embeddings/answer.h"
#include "openai/embeddings/request.h"
#include "openai/embeddings/vocabulary.h"

namespace gw::openai {
namespace {

using ::testing::HasSubstr;

std::string with_input(std::string_view input) {
  return R"({"model":"m","input":)" + std::string(input) + "}";
}

TEST(EmbeddingsRequest, TakesTextsAlone) {
  const std::string body = R"({"input":["a","b\n"],"model":"m","dimensions":8,"user":"u",)"
                           R"("encoding_format":"base64","input_type":"search_query","odd":1})";
  const auto request = parse_embeddings_request(body, nullptr);
  ASSERT_TRUE(request) << request.error().message;
  EXPECT_EQ(request->common.model, "m");
  ASSERT_EQ(request->common.inputs.size(), 2U);
  EXPECT_EQ(request->common.inputs[1].text->escaped, "b\\n");
  EXPECT_EQ(request->common.dimensions, 8);
  EXPECT_EQ(request->common.purpose, "search_query");
  EXPECT_EQ(request->encoding, VectorEncoding::base64);
  EXPECT_EQ(request->common.unsupported, std::vector<std::string>{"odd"});
}

TEST(EmbeddingsRequest, SaysWhatIsWrongAndWhere) {
  const std::array<std::pair<std::string, std::string>, 14> cases{{
      {R"({"input":"a"})", "model"},
      {R"({"model":"m"})", "input"},
      {with_input("null"), "input"},
      {with_input("7"), "input"},
      {with_input("[]"), "input"},
      {with_input(R"("")"), "input"},
      {with_input(R"(["a",""])"), "input[1]"},
      {with_input(R"(["a",null])"), "input[1]"},
      {with_input(R"([{"type":"audio"}])"), "input[0].type"},
      {with_input(R"([{"content":[]}])"), "input[0].content"},
      {with_input(R"([{"content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]}])"),
       "input[0].content[1].text"},
      {with_input(R"([{"type":"image_url","image_url":{"url":"https://a.example/b.png"}}])"),
       "input[0].image_url"},
      {R"({"model":"m","input":"a","truncate":3})", "truncate"},
      {R"({"model":"m","input":"a","embedding_types":["int8"]})", "embedding_types"},
  }};
  for (const auto& [body, param] : cases) {
    const auto request = parse_embeddings_request(body, nullptr);
    ASSERT_FALSE(request) << body;
    EXPECT_EQ(request.error().status, 400);
    EXPECT_EQ(request.error().param, param) << body;
  }
}

TEST(EmbeddingsRequest, CountsTwoListsOnce) {
  const auto request =
      parse_embeddings_request(R"({"model":"m","input":["a"],"input":["b","c"]})", nullptr);
  ASSERT_TRUE(request);
  EXPECT_EQ(request->common.inputs.size(), 1U);
}

TEST(EmbeddingsRequest, RefusesTokenNumbersWithTheClientsSwitch) {
  for (const char* input : {"[1,2]", "[[1,2]]"}) {
    const std::string body = with_input(input);
    const auto request = parse_embeddings_request(body, nullptr);
    ASSERT_FALSE(request);
    EXPECT_THAT(request.error().message, HasSubstr("check_embedding_ctx_length=False"));
    EXPECT_THAT(request.error().message, HasSubstr("embeddings.vocabulary"));
  }
}

TEST(Vocabulary, IsALineForEachToken) {
  const auto vocabulary = Vocabulary::parse("SGVsbG8= 0\r\nIQ== 3\n\n");
  ASSERT_TRUE(vocabulary);
  EXPECT_EQ(vocabulary->find(0), "Hello");
  EXPECT_EQ(vocabulary->find(3), "!");
  for (const std::int64_t none : {-1, 1, 2, 4}) EXPECT_EQ(vocabulary->find(none), std::nullopt);
  for (const char* wrong :
       {"", "SGVsbG8=\n", "SGVsbG8= x\n", "S 1\n", "SGVsbG8= 99999999999\n", " 1\n"})
    EXPECT_FALSE(Vocabulary::parse(wrong)) << wrong;
  EXPECT_THAT(Vocabulary::parse("IQ== 1\nx").error().message, HasSubstr("line 2"));
}

TEST(EmbeddingsRequest, MakesTextsOfTokenNumbers) {
  const auto vocabulary = Vocabulary::parse("SGVsbG8= 0\nIg== 1\nww== 2\n");
  ASSERT_TRUE(vocabulary);
  const std::string body = with_input("[[0,1],[0,2]]");
  const auto request = parse_embeddings_request(body, &*vocabulary);
  ASSERT_TRUE(request) << request.error().message;
  EXPECT_EQ(request->common.inputs[0].text->escaped, "Hello\\\"");
  EXPECT_EQ(request->common.inputs[1].text->escaped, "Hello\xEF\xBF\xBD") << "half a character";
  std::string many = "[0";
  for (int i = 0; i < 8192; ++i) many += ",0";
  const std::string long_body = with_input(many + "]");
  EXPECT_FALSE(parse_embeddings_request(long_body, &*vocabulary));
}

Result<std::string> element(std::string_view vector, VectorEncoding encoding) {
  json::Document document;
  Buffer out;
  const auto appended = append_embedding(3, *document.parse(vector), encoding, out);
  if (!appended) return std::unexpected(appended.error());
  return std::string(out.view());
}

TEST(EmbeddingsAnswer, KeepsNumbersAsTheyWereWritten) {
  EXPECT_EQ(element("[1, -0.50,1e-3]", VectorEncoding::numbers),
            R"({"object":"embedding","index":3,"embedding":[1, -0.50,1e-3]})");
}

TEST(EmbeddingsAnswer, Base64IsOfLittleEndianFloats) {
  const auto written = element("[1,-0.5]", VectorEncoding::base64);
  ASSERT_TRUE(written);
  const std::string text = written->substr(written->find("\"embedding\":\"") + 13, 12);
  Buffer bytes;
  ASSERT_TRUE(append_base64_decoded(text, bytes));
  ASSERT_EQ(bytes.size(), 8U);
  const std::array<unsigned char, 8> expected{0, 0, 0x80, 0x3f, 0, 0, 0, 0xbf};
  EXPECT_EQ(std::memcmp(bytes.view().data(), expected.data(), 8), 0);
}

TEST(EmbeddingsAnswer, IsOfNumbersThatFit) {
  for (const char* wrong : {"[]", "{}", "null", R"(["1"])", "[null]"}) {
    EXPECT_FALSE(element(wrong, VectorEncoding::numbers)) << wrong;
    EXPECT_FALSE(element(wrong, VectorEncoding::base64)) << wrong;
  }
  EXPECT_FALSE(element("[1e300]", VectorEncoding::base64));
}

TEST(EmbeddingsAnswer, IsAList) {
  std::array<Buffer, 2> elements;
  elements[0].append("1,2");
  elements[1].append("3");
  Buffer out;
  write_embeddings(elements, "m\"", 7, out);
  EXPECT_EQ(out.view(), R"({"object":"list","data":[1,2,3],"model":"m\"",)"
                        R"("usage":{"prompt_tokens":7,"total_tokens":7}})");
}

}  // namespace
}  // namespace gw::openai
