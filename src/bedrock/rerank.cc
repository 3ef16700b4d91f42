#include "bedrock/rerank.h"

#include "json/write.h"

namespace gw::bedrock {

namespace {

std::unexpected<Error> no_ranking() {
  return fail(Errc::malformed, "the model's answer has no ranking of the documents");
}

std::optional<RankedDocument> read_ranked(json::Value item) {
  const auto object = item.object();
  const auto index = object ? find_set(*object, "index") : std::nullopt;
  auto score = object ? find_set(*object, "relevance_score") : std::nullopt;
  if (object && !score) score = find_set(*object, "relevanceScore");
  const auto number = index ? index->integer() : std::nullopt;
  if (!number || *number < 0 || !score || score->type() != json::Type::number) return std::nullopt;
  return RankedDocument{static_cast<std::size_t>(*number), score->raw()};
}

}  // namespace

RerankFormat rerank_format(std::string_view maker) {
  return maker == "Cohere" ? RerankFormat::cohere : RerankFormat::amazon;
}

void write_rerank_body(RerankFormat format, const RerankBody& body, Buffer& out) {
  json::Writer json(out);
  json.begin_object().member("query", body.query).key("documents").begin_array();
  for (const json::RawString document : body.documents) json.string(document);
  json.end_array().member("top_n", body.top);
  if (format == RerankFormat::cohere) {
    json.member("api_version", 2);
    if (body.max_tokens_per_document)
      json.member("max_tokens_per_doc", *body.max_tokens_per_document);
  }
  json.end_object();
}

Result<std::vector<RankedDocument>> read_ranking(json::Value answer, std::size_t documents) {
  const auto object = answer.object();
  const auto results = object ? find_set(*object, "results") : std::nullopt;
  const auto list = results ? results->array() : std::nullopt;
  if (!list) return no_ranking();
  std::vector<RankedDocument> ranking;
  std::vector<bool> seen(documents);
  for (const json::Value item : *list) {
    const auto ranked = read_ranked(item);
    if (!ranked || ranked->index >= documents || seen[ranked->index]) return no_ranking();
    seen[ranked->index] = true;
    ranking.push_back(*ranked);
  }
  return ranking;
}

}  // namespace gw::bedrock
