// Whatever a client sends to /v1/rerank, and whatever a model answers: a refusal, or JSON.
#include "bedrock/rerank.h"

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "cohere/rerank_answer.h"
#include "cohere/rerank_request.h"

namespace {

using namespace gw;

void require(bool condition) {
  if (!condition) std::abort();
}

void require_json(std::string_view text) {
  json::Document document;
  require(document.parse(text).has_value());
}

void check_request(std::string_view input) {
  const auto request = cohere::parse_rerank_request(input);
  Buffer out;
  if (!request) {
    require(request.error().status == 400);
    cohere::append_error_body(request.error(), out);
    return require_json(out.view());
  }
  require(!request->documents.empty() && request->documents.size() <= cohere::kMostDocuments);
  require(request->top >= 1 && request->top <= request->documents.size());
  write_rerank_body(
      bedrock::RerankFormat::cohere,
      {request->query, request->documents, request->top, request->max_tokens_per_document}, out);
  require_json(out.view());
}

void check_answer(std::string_view input) {
  json::Document document;
  const auto value = document.parse(input);
  if (!value) return;
  const auto ranking = bedrock::read_ranking(*value, 3);
  if (!ranking) return;
  require(ranking->size() <= 3);
  for (const auto& ranked : *ranking) require_json(ranked.score);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  check_request(input);
  check_answer(input);
  return 0;
}
