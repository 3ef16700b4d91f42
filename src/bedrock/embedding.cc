#include "bedrock/embedding.h"

#include <algorithm>
#include <array>

namespace gw::bedrock {

namespace {

using enum EmbeddingFormat;

constexpr std::size_t kMostTexts = 96;  // of Cohere's

constexpr std::array<std::string_view, 5> kCoherePurposes{"search_document", "search_query",
                                                          "classification", "clustering", "image"};
constexpr std::array<std::string_view, 9> kNovaPurposes{
    "GENERIC_INDEX",   "GENERIC_RETRIEVAL",  "CLASSIFICATION",  "CLUSTERING",     "TEXT_RETRIEVAL",
    "IMAGE_RETRIEVAL", "DOCUMENT_RETRIEVAL", "VIDEO_RETRIEVAL", "AUDIO_RETRIEVAL"};
constexpr std::array<std::string_view, 3> kEnds{"NONE", "START", "END"};
constexpr std::array<std::string_view, 3> kSides{"NONE", "LEFT", "RIGHT"};
constexpr std::array<std::string_view, 2> kEnd{"NONE", "END"};

constexpr EmbeddingTraits kTitanText{};
constexpr EmbeddingTraits kTitanV2{.dimensions = true, .normalize = true};
constexpr EmbeddingTraits kTitanImage{.images = true, .text_with_image = true, .dimensions = true};
constexpr EmbeddingTraits kCohereV3{
    .images = true, .purposes = kCoherePurposes, .truncates = kEnds};
constexpr EmbeddingTraits kCohereV4{.images = true,
                                    .text_with_image = true,
                                    .dimensions = true,
                                    .max_tokens = true,
                                    .purposes = kCoherePurposes,
                                    .truncates = kSides};
constexpr EmbeddingTraits kNova{
    .images = true, .dimensions = true, .purposes = kNovaPurposes, .truncates = kEnds};
constexpr EmbeddingTraits kMarengo2{.images = true, .truncates = kEnd};
constexpr EmbeddingTraits kMarengo3{.images = true, .text_with_image = true};

bool is_cohere(EmbeddingFormat format) { return format == cohere_v3 || format == cohere_v4; }

}  // namespace

const EmbeddingTraits& embedding_traits(EmbeddingFormat format) {
  switch (format) {
    case none:
    case titan_text:
      return kTitanText;
    case titan_v2:
      return kTitanV2;
    case titan_image:
      return kTitanImage;
    case cohere_v3:
      return kCohereV3;
    case cohere_v4:
      return kCohereV4;
    case nova:
      return kNova;
    case marengo_2:
      return kMarengo2;
    case marengo_3:
      return kMarengo3;
  }
  return kTitanText;
}

std::size_t embedding_batch(EmbeddingFormat format, std::span<const llm::EmbeddingInput> inputs) {
  if (!is_cohere(format)) return 1;
  const auto batch = inputs.first(std::min(inputs.size(), kMostTexts));
  if (format == cohere_v4) return batch.size();
  // Version 3 takes one picture, and nothing beside it.
  const auto image = std::ranges::find_if(
      batch, [](const llm::EmbeddingInput& input) { return input.image.has_value(); });
  const auto texts = static_cast<std::size_t>(image - batch.begin());
  return std::max<std::size_t>(texts, 1);
}

std::string_view find_purpose(EmbeddingFormat format, std::string_view purpose) {
  const auto words = embedding_traits(format).purposes;
  if (words.empty()) return {};
  if (purpose.empty()) return words.front();
  if (const auto own = std::ranges::find(words, purpose); own != words.end()) return *own;
  // The first four words of both say the same.
  constexpr std::size_t kShared = 4;
  const auto shared = std::span(kCoherePurposes).first(kShared);
  const auto known = std::ranges::find(shared, purpose);
  if (known == shared.end()) return {};
  return words[static_cast<std::size_t>(known - shared.begin())];
}

}  // namespace gw::bedrock
