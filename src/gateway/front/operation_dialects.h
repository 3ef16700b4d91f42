// The dialects of doors that are no conversations'.
#pragma once

#include "gateway/front/dialect.h"

namespace gw::gateway {

// Of reranking: Cohere's error, with OpenAI's beside it.
extern const Dialect kCohere;
// Bedrock's own: exceptions. Its streams have no word for silence.
extern const Dialect kBedrock;

}  // namespace gw::gateway
