// The body of POST /v1/rerank and /v2/rerank: Cohere's API in both versions, and Jina's, which Open
// WebUI, Dify and LangChain speak.
// https://docs.cohere.com/reference/rerank
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "json/raw.h"
#include "llm/failure.h"

namespace gw::cohere {

inline constexpr std::size_t kMostDocuments = 1000;  // Bedrock's

// Slices of the client's body, or of `repaired`.
struct RerankRequest {
  std::string model;
  json::RawString query;
  std::vector<json::RawString> documents;
  std::size_t top = 0;            // how many are wanted: 1 to all
  bool return_documents = false;  // with their texts
  std::optional<std::int64_t> max_tokens_per_document;
  std::vector<std::string> unsupported;
  std::list<std::string> repaired;
};

// `body` outlives the result. Errors: 400.
llm::Expected<RerankRequest> parse_rerank_request(std::string_view body);

}  // namespace gw::cohere
