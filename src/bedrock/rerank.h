// The bodies of InvokeModel for models that rank documents: Cohere's and Amazon's.
// https://docs.aws.amazon.com/bedrock/latest/userguide/rerank-api.html
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/buffer.h"
#include "base/result.h"
#include "json/raw.h"
#include "json/value.h"

namespace gw::bedrock {

enum class RerankFormat { cohere, amazon };
// By the maker that the catalogue names.
RerankFormat rerank_format(std::string_view maker);

struct RerankBody {
  json::RawString query;
  std::span<const json::RawString> documents;
  std::size_t top;                                      // 1 to all
  std::optional<std::int64_t> max_tokens_per_document;  // Cohere's
};
void write_rerank_body(RerankFormat format, const RerankBody& body, Buffer& out);

struct RankedDocument {
  std::size_t index;
  std::string_view score;  // a number, a slice of the answer
};
// The best first. Errors: malformed, also when a document is none of `documents`, or comes twice.
Result<std::vector<RankedDocument>> read_ranking(json::Value answer, std::size_t documents);

}  // namespace gw::bedrock
