// Whatever a client sends to /v1/embeddings: a refusal, or inputs within the bounds of which every
// format makes a body that is JSON. And whatever a model answers: an error, or vectors in JSON.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "bedrock/embedding.h"
#include "openai/embeddings/answer.h"
#include "openai/embeddings/request.h"
#include "openai/embeddings/vocabulary.h"

namespace gw::openai {
namespace {

using bedrock::EmbeddingFormat;

constexpr EmbeddingFormat kFormats[] = {EmbeddingFormat::titan_text,  EmbeddingFormat::titan_v2,
                                        EmbeddingFormat::titan_image, EmbeddingFormat::cohere_v3,
                                        EmbeddingFormat::cohere_v4,   EmbeddingFormat::nova,
                                        EmbeddingFormat::marengo_2,   EmbeddingFormat::marengo_3};

void require(bool condition) {
  if (!condition) std::abort();
}

void require_json(std::string_view text) {
  json::Document document;
  require(document.parse(text).has_value());
}

void check_request(std::string_view body, const Vocabulary& vocabulary) {
  const auto request = parse_embeddings_request(body, &vocabulary);
  if (!request) return require(request.error().status == 400);
  const auto& inputs = request->common.inputs;
  require(!inputs.empty() && inputs.size() <= kMostEmbeddingInputs);
  for (const EmbeddingFormat format : kFormats) {
    const auto& traits = bedrock::embedding_traits(format);
    const std::size_t batch = bedrock::embedding_batch(format, inputs);
    require(batch >= 1 && batch <= inputs.size());
    bool taken = true;
    for (const auto& input : inputs)
      taken = taken && (!input.image || (traits.images && (!input.text || traits.text_with_image)));
    if (!taken) continue;
    bedrock::EmbeddingWishes wishes{.dimensions = request->common.dimensions};
    wishes.purpose = bedrock::find_purpose(format, request->common.purpose);
    Buffer out;
    write_embedding_body(format, std::span(inputs).first(batch), wishes, out);
    require_json(out.view());
  }
}

void check_answer(std::string_view body) {
  json::Document document;
  const auto value = document.parse(body);
  if (!value) return;
  for (const EmbeddingFormat format : kFormats) {
    for (const std::size_t expected : {1U, 3U}) {
      const auto read = bedrock::read_embeddings(format, *value, expected);
      if (!read) continue;
      require(read->vectors.size() == expected);
      for (const auto encoding : {VectorEncoding::numbers, VectorEncoding::base64}) {
        Buffer out;
        if (append_embedding(0, read->vectors.front(), encoding, out)) require_json(out.view());
      }
    }
  }
}

}  // namespace
}  // namespace gw::openai

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  static const auto kVocabulary = gw::openai::Vocabulary::parse("SGVsbG8= 0\nIg== 1\nww== 2\n");
  gw::openai::check_request(input, *kVocabulary);
  gw::openai::check_answer(input);
  if (const auto vocabulary = gw::openai::Vocabulary::parse(input))
    gw::openai::check_request("\"\"", *vocabulary);
  return 0;
}
