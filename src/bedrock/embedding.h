// The bodies of InvokeModel for models that make vectors of texts and pictures.
// https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-titan-embed-text.html and
// its neighbours for Titan's other models, Cohere, Nova and Marengo.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/buffer.h"
#include "base/result.h"
#include "bedrock/model_rules.h"
#include "json/value.h"
#include "llm/embedding.h"

namespace gw::bedrock {

// How many of `inputs` the first call takes: as many as the format has room for. At least one.
std::size_t embedding_batch(EmbeddingFormat format, std::span<const llm::EmbeddingInput> inputs);

// What the client asks for in words of the format's own.
struct EmbeddingWishes {
  std::optional<std::int64_t> dimensions;  // that the model offers
  std::string_view purpose;                // input_type or embeddingPurpose; where it has one
  std::string_view truncate;
  std::optional<bool> normalize;
  std::optional<std::int64_t> max_tokens;
};

// What the format has a member for.
struct EmbeddingTraits {
  bool images = false;
  bool text_with_image = false;
  bool dimensions = false;
  bool normalize = false;
  bool max_tokens = false;
  std::span<const std::string_view> purposes;   // the first is for what is stored; empty: none
  std::span<const std::string_view> truncates;  // words; empty: none
};
const EmbeddingTraits& embedding_traits(EmbeddingFormat format);

// What the format calls a purpose that is named in its own words, or in Cohere's; empty: it has no
// such.
std::string_view find_purpose(EmbeddingFormat format, std::string_view purpose);

// `inputs`: as many as embedding_batch() says, each of a kind that the format takes.
void write_embedding_body(EmbeddingFormat format, std::span<const llm::EmbeddingInput> inputs,
                          const EmbeddingWishes& wishes, Buffer& out);

struct Embeddings {
  std::vector<json::Value> vectors;    // in the order of the inputs; nothing says yet what they are
  std::optional<std::int64_t> tokens;  // where the body counts them
};

// Errors: malformed, also when there are not `expected` vectors; invalid, with the model's words,
// when it refuses in an answer of status 200.
Result<Embeddings> read_embeddings(EmbeddingFormat format, json::Value body, std::size_t expected);

}  // namespace gw::bedrock
