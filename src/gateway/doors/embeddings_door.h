// POST /v1/embeddings: one vector for each input, in order, in as many calls as the model needs.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "gateway/doors/operation_door.h"
#include "gateway/doors/provider.h"
#include "gateway/front/endpoint.h"
#include "openai/embeddings/vocabulary.h"

namespace gw::gateway {

struct EmbeddingsOptions {
  OperationLimits limits;
  std::size_t parallel_calls = 8;                        // of one request
  std::vector<std::string> query_models;                 // name patterns: their texts are queries
  std::shared_ptr<const openai::Vocabulary> vocabulary;  // null: no token numbers
};

class EmbeddingsDoor final : public Endpoint {
 public:
  // The provider outlives this object.
  EmbeddingsDoor(Provider& provider, EmbeddingsOptions options)
      : provider_(provider), options_(std::move(options)) {}

  io::Task<void> handle(Context& context) override;

 private:
  Provider& provider_;
  const EmbeddingsOptions options_;
};

}  // namespace gw::gateway
