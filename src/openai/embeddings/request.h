// The body of POST /v1/embeddings. Beside OpenAI's members it takes those of Cohere, Titan and Nova
// that decide what a vector is good for, and pictures.
// https://platform.openai.com/docs/api-reference/embeddings/create
#pragma once

#include <cstddef>
#include <string_view>

#include "llm/embedding.h"
#include "llm/failure.h"
#include "openai/embeddings/vocabulary.h"

namespace gw::openai {

// OpenAI's bounds.
inline constexpr std::size_t kMostEmbeddingInputs = 2048;
inline constexpr std::size_t kMostInputTokens = 8192;         // of a list of numbers
inline constexpr std::size_t kMostEmbeddingTokens = 300'000;  // ... of all of them

enum class VectorEncoding { numbers, base64 };

struct EmbeddingsRequest {
  llm::EmbeddingRequest common;
  VectorEncoding encoding = VectorEncoding::numbers;
};

// `body` outlives the result. `vocabulary` may be null: numbers of tokens are then refused. Errors:
// OpenAI's 400s.
llm::Expected<EmbeddingsRequest> parse_embeddings_request(std::string_view body,
                                                          const Vocabulary* vocabulary);

}  // namespace gw::openai
