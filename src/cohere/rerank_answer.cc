#include "cohere/rerank_answer.h"

#include "json/write.h"

namespace gw::cohere {

namespace {

// What AWS and Cohere bill: a query of up to so many documents.
constexpr std::size_t kDocumentsOfUnit = 100;

void member_or_null(json::Writer& json, std::string_view name, std::string_view value) {
  json.key(name);
  value.empty() ? json.null() : json.string(value);
}

}  // namespace

void write_rerank_answer(const RerankRequest& request, std::string_view id,
                         std::span<const Ranked> results, std::optional<std::int64_t> tokens,
                         Buffer& out) {
  json::Writer json(out);
  json.begin_object().member("id", id).member("object", "list").member("model", request.model);
  json.key("results").begin_array();
  for (const Ranked& each : results) {
    json.begin_object().member("index", each.index).key("relevance_score").raw(each.score);
    if (request.return_documents)
      json.key("document")
          .begin_object()
          .member("text", request.documents[each.index])
          .end_object();
    json.end_object();
  }
  json.end_array();
  const std::size_t units = (request.documents.size() + kDocumentsOfUnit - 1) / kDocumentsOfUnit;
  json.key("meta").begin_object();
  json.key("api_version").begin_object().member("version", "2").end_object();
  json.key("billed_units").begin_object().member("search_units", units).end_object();
  json.end_object().key("usage").begin_object();
  json.member("total_tokens", tokens.value_or(0)).member("prompt_tokens", tokens.value_or(0));
  json.end_object().end_object();
}

void append_error_body(const llm::Failure& failure, Buffer& out) {
  json::Writer json(out);
  json.begin_object().member("message", failure.message).key("error").begin_object();
  json.member("message", failure.message).member("type", name(failure.kind));
  member_or_null(json, "param", failure.param);
  member_or_null(json, "code", failure.code);
  json.end_object().end_object();
}

}  // namespace gw::cohere
