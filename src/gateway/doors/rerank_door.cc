#include "gateway/doors/rerank_door.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/id.h"
#include "bedrock/call_metadata.h"
#include "bedrock/rerank.h"
#include "cohere/rerank_answer.h"
#include "cohere/rerank_request.h"
#include "gateway/doors/answer.h"
#include "translate/errors.h"

namespace gw::gateway {

namespace {

using cohere::RerankRequest;

class RankingTransform final : public translate::WholeTransform {
 public:
  // The request outlives it.
  explicit RankingTransform(const RerankRequest& request) : request_(request) {}

  llm::Expected<> convert(std::string_view body, const bedrock::AnswerHeaders& headers,
                          Buffer& out) override {
    json::Document document;
    const Result<json::Value> value = document.parse(body);
    if (!value) return std::unexpected(translate::to_failure(value.error()));
    const auto read = bedrock::read_ranking(*value, request_.documents.size());
    if (!read) return std::unexpected(translate::to_failure(read.error()));
    std::vector<cohere::Ranked> results;
    results.reserve(read->size());
    for (const auto& [index, score] : *read) results.push_back({index, score});
    if (headers.input) usage_ = llm::Usage{.input = *headers.input};
    cohere::write_rerank_answer(request_, make_id("rerank-", 24), results, headers.input, out);
    return {};
  }
  std::optional<llm::Usage> counted() const override { return usage_; }

 private:
  const RerankRequest& request_;
  std::optional<llm::Usage> usage_;
};

class RerankOperation final : public Operation {
 public:
  explicit RerankOperation(RerankRequest request) : request_(std::move(request)) {}

  std::string_view model() const override { return request_.model; }
  std::optional<std::int64_t> max_output() const override { return 0; }
  llm::Expected<translate::Exchange> exchange(const bedrock::ModelId& model,
                                              const bedrock::ModelRules& rules,
                                              const translate::Options& options) const override {
    if (rules.card.kind != bedrock::ModelKind::rerank) {
      return std::unexpected(llm::invalid_request(
          "'" + model.value +
              "' does not rank documents. GET /v1/models shows the models that do (\"mode\": "
              "\"rerank\"); a model that this gateway does not know needs kind = \"rerank\" in its "
              "[[model]] table.",
          "model", "model_not_supported"));
    }
    const bedrock::RerankFormat format = bedrock::rerank_format(rules.card.maker);
    translate::Exchange exchange;
    exchange.dropped = request_.unsupported;
    if (request_.max_tokens_per_document && format != bedrock::RerankFormat::cohere)
      exchange.dropped.emplace_back("max_tokens_per_doc");
    if (options.strict && !exchange.dropped.empty()) {
      return std::unexpected(llm::invalid_request(
          exchange.dropped.front() + ": not supported with '" + request_.model + "'",
          exchange.dropped.front(), "unsupported_parameter"));
    }
    exchange.upstream.path = bedrock::request_path(model, bedrock::Api::invoke, false);
    exchange.upstream.headers.push_back({"accept", "application/json"});
    bedrock::add_attribution(options.attribution, exchange.upstream.headers);
    bedrock::write_rerank_body(
        format,
        {request_.query, request_.documents, request_.top, request_.max_tokens_per_document},
        exchange.upstream.body);
    exchange.whole = std::make_unique<RankingTransform>(request_);
    return exchange;
  }

 private:
  const RerankRequest request_;
};

}  // namespace

io::Task<void> RerankDoor::handle(Context& context) {
  const auto body = co_await read_json_body(context, limits_.body_bytes);
  if (!body) co_return;
  auto request = cohere::parse_rerank_request(*body);
  if (!request) co_return co_await respond_error(context, request.error());
  context.model = request->model;
  if (const auto noted = note_dry_run(context, limits_.dry_run); !noted)
    co_return co_await respond_error(context, noted.error());
  const RerankOperation operation(*std::move(request));
  ClientAnswer answer(context, operation);
  co_await provider_.serve(context, operation, answer);
}

}  // namespace gw::gateway
