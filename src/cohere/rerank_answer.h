// The answer of a rerank request: what Cohere's API has in both versions, and Jina's.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/buffer.h"
#include "cohere/rerank_request.h"

namespace gw::cohere {

struct Ranked {
  std::size_t index;       // of the document
  std::string_view score;  // as the model wrote the number
};

// {"id","object":"list","model","results":[{"index","relevance_score","document"?}],"meta","usage"}
void write_rerank_answer(const RerankRequest& request, std::string_view id,
                         std::span<const Ranked> results, std::optional<std::int64_t> tokens,
                         Buffer& out);

// {"message":..., "error":{...}}: Cohere's, with OpenAI's beside it.
void append_error_body(const llm::Failure& failure, Buffer& out);

}  // namespace gw::cohere
