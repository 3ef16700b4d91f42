#include "gateway/doors/embeddings_door.h"

#include <algorithm>
#include <deque>
#include <optional>
#include <span>
#include <utility>

#include "bedrock/call_metadata.h"
#include "bedrock/embedding.h"
#include "bedrock/name_pattern.h"
#include "gateway/doors/fan_out.h"
#include "openai/embeddings/answer.h"
#include "openai/embeddings/request.h"
#include "translate/errors.h"

namespace gw::gateway {

namespace {

using bedrock::EmbeddingTraits;
using bedrock::EmbeddingWishes;
using bedrock::ModelRules;
using llm::EmbeddingInput;
using openai::EmbeddingsRequest;

// What one call brings, as elements of `data`.
class VectorsTransform final : public translate::WholeTransform {
 public:
  VectorsTransform(bedrock::EmbeddingFormat format, std::size_t first, std::size_t count,
                   openai::VectorEncoding encoding)
      : format_(format), first_(first), count_(count), encoding_(encoding) {}

  llm::Expected<> convert(std::string_view body, const bedrock::AnswerHeaders& headers,
                          Buffer& out) override {
    json::Document document;
    const Result<json::Value> value = document.parse(body);
    if (!value) return std::unexpected(translate::to_failure(value.error()));
    const auto read = bedrock::read_embeddings(format_, *value, count_);
    if (!read && read.error().code == Errc::invalid)
      return std::unexpected(
          llm::invalid_request("The model refuses this input: " + read.error().message, "input"));
    if (!read) return std::unexpected(translate::to_failure(read.error()));
    for (std::size_t i = 0; i < count_; ++i) {
      if (i > 0) out.append(',');
      const Result<> appended =
          openai::append_embedding(first_ + i, read->vectors[i], encoding_, out);
      if (!appended) return std::unexpected(translate::to_failure(appended.error()));
    }
    const std::optional<std::int64_t> tokens = read->tokens ? read->tokens : headers.input;
    if (tokens) usage_ = llm::Usage{.input = *tokens};
    return {};
  }
  std::optional<llm::Usage> counted() const override { return usage_; }

 private:
  const bedrock::EmbeddingFormat format_;
  const std::size_t first_;
  const std::size_t count_;
  const openai::VectorEncoding encoding_;
  std::optional<llm::Usage> usage_;
};

llm::Failure makes_no_vectors(std::string_view model) {
  llm::Failure failure = llm::invalid_request(
      "'" + std::string(model) +
          "' makes no embeddings. GET /v1/models shows the models that do (\"mode\": "
          "\"embedding\"); a model that this gateway does not know needs 'embedding' in its "
          "[[model]] table.",
      "model", "model_not_supported");
  return failure;
}

template <class Words>
std::string list_words(const Words& words) {
  std::string list;
  for (const auto& word : words) {
    if (!list.empty()) list += ", ";
    if constexpr (requires { std::to_string(word); })
      list += std::to_string(word);
    else
      list += word;
  }
  return list;
}

// What the client wants, in the words of the model's format.
class WishReader {
 public:
  WishReader(const EmbeddingsRequest& request, const ModelRules& rules, std::string_view purpose)
      : request_(request.common),
        rules_(rules),
        traits_(bedrock::embedding_traits(rules.embedding)),
        purpose_(purpose) {}

  llm::Expected<EmbeddingWishes> read() {
    EmbeddingWishes wishes;
    if (auto refused = read_dimensions(wishes)) return std::unexpected(*std::move(refused));
    if (auto refused = read_purpose(wishes)) return std::unexpected(*std::move(refused));
    if (auto refused = read_truncate(wishes)) return std::unexpected(*std::move(refused));
    take(request_.normalize, traits_.normalize, "normalize", wishes.normalize);
    take(request_.max_tokens, traits_.max_tokens, "max_tokens", wishes.max_tokens);
    return wishes;
  }
  // Parameters that the model has not got.
  std::vector<std::string>& dropped() { return dropped_; }

 private:
  using Refused = std::optional<llm::Failure>;

  template <class T>
  void take(const T& wanted, bool offered, std::string_view name, T& into) {
    if (!wanted) return;
    if (offered)
      into = wanted;
    else
      dropped_.emplace_back(name);
  }

  Refused not_offered(std::string_view param, std::string_view value,
                      const std::string& choices) const {
    return llm::invalid_request("Invalid '" + std::string(param) + "': " + std::string(value) +
                                    " is not offered by '" + request_.model +
                                    "'; it offers: " + choices + ".",
                                param, "invalid_value");
  }

  // Vectors are never cut by the gateway.
  Refused read_dimensions(EmbeddingWishes& wishes) const {
    if (!request_.dimensions) return std::nullopt;
    const auto& offered = rules_.dimensions;
    const bool known = std::ranges::find(offered, *request_.dimensions) != offered.end();
    if (!known && !(offered.empty() && traits_.dimensions)) {
      return not_offered("dimensions", std::to_string(*request_.dimensions),
                         offered.empty() ? "its own alone" : list_words(offered));
    }
    if (traits_.dimensions) wishes.dimensions = request_.dimensions;
    return std::nullopt;
  }

  Refused read_purpose(EmbeddingWishes& wishes) {
    const bool asked = !request_.purpose.empty();
    if (traits_.purposes.empty()) {
      if (asked) dropped_.emplace_back("input_type");
      return std::nullopt;
    }
    wishes.purpose =
        bedrock::find_purpose(rules_.embedding, asked ? request_.purpose : std::string(purpose_));
    if (!wishes.purpose.empty()) return std::nullopt;
    return not_offered("input_type", "'" + request_.purpose + "'", list_words(traits_.purposes));
  }

  Refused read_truncate(EmbeddingWishes& wishes) {
    if (request_.truncate.empty()) return std::nullopt;
    if (traits_.truncates.empty()) {
      dropped_.emplace_back("truncate");
      return std::nullopt;
    }
    const auto known = std::ranges::find(traits_.truncates, request_.truncate);
    if (known == traits_.truncates.end()) {
      return not_offered("truncate", "'" + request_.truncate + "'", list_words(traits_.truncates));
    }
    wishes.truncate = *known;
    return std::nullopt;
  }

  const llm::EmbeddingRequest& request_;
  const ModelRules& rules_;
  const EmbeddingTraits& traits_;
  const std::string_view purpose_;
  std::vector<std::string> dropped_;
};

std::optional<llm::Failure> refuse_input(const EmbeddingInput& input, const EmbeddingTraits& traits,
                                         std::string_view model) {
  const auto refuse = [&](std::string_view what) {
    return llm::invalid_request(
        "'" + input.image->path + "': '" + std::string(model) + "' " + std::string(what) + ".",
        input.image->path, "unsupported_input");
  };
  if (!input.image) return std::nullopt;
  if (!traits.images) return refuse("takes texts only");
  if (input.text && !traits.text_with_image)
    return refuse("takes a text or a picture, not both in one input");
  return std::nullopt;
}

class EmbeddingsOperation;

// The call for a range of the inputs.
class EmbeddingsCall final : public Operation {
 public:
  // `count` 0: as many as the model takes at once.
  EmbeddingsCall(const EmbeddingsOperation& whole, std::size_t first, std::size_t count)
      : whole_(whole), first_(first), count_(count) {}

  std::string_view model() const override;
  std::uint64_t key() const override { return 1; }  // all calls of a request go to one target
  std::size_t calls() const override;
  std::optional<std::int64_t> max_output() const override { return 0; }
  llm::Expected<translate::Exchange> exchange(const bedrock::ModelId& model,
                                              const ModelRules& rules,
                                              const translate::Options& options) const override;

 private:
  const EmbeddingsOperation& whole_;
  const std::size_t first_;
  const std::size_t count_;
};

class EmbeddingsOperation final : public Composite {
 public:
  // `purpose`: of inputs whose purpose the request does not say.
  EmbeddingsOperation(EmbeddingsRequest request, std::string_view purpose)
      : request_(std::move(request)), purpose_(purpose) {
    calls_.emplace_back(*this, 0, 0);
  }

  const EmbeddingsRequest& request() const { return request_; }
  std::string_view purpose() const { return purpose_; }
  std::span<const EmbeddingInput> inputs() const { return request_.common.inputs; }

  // The model is known: the inputs are shared out.
  void plan(bedrock::EmbeddingFormat format) const {
    if (planned_) return;
    planned_ = true;
    const auto all = inputs();
    for (std::size_t at = bedrock::embedding_batch(format, all); at < all.size();) {
      const std::size_t size = bedrock::embedding_batch(format, all.subspan(at));
      calls_.emplace_back(*this, at, size);
      at += size;
    }
  }

  std::size_t parts() const override { return calls_.size(); }
  const Operation& part(std::size_t index) const override { return calls_[index]; }
  void write_whole(std::span<const Buffer> parts, const std::optional<llm::Usage>& usage,
                   Buffer& out) const override {
    openai::write_embeddings(parts, request_.common.model, usage ? usage->input : 0, out);
  }

 private:
  const EmbeddingsRequest request_;
  const std::string_view purpose_;
  mutable std::deque<EmbeddingsCall> calls_;
  mutable bool planned_ = false;
};

std::string_view EmbeddingsCall::model() const { return whole_.request().common.model; }
std::size_t EmbeddingsCall::calls() const { return whole_.parts(); }

llm::Expected<translate::Exchange> EmbeddingsCall::exchange(
    const bedrock::ModelId& model, const ModelRules& rules,
    const translate::Options& options) const {
  const EmbeddingsRequest& request = whole_.request();
  if (rules.embedding == bedrock::EmbeddingFormat::none)
    return std::unexpected(makes_no_vectors(model.value));
  auto inputs = whole_.inputs().subspan(first_);
  const std::size_t most = bedrock::embedding_batch(rules.embedding, inputs);
  const std::size_t count = count_ == 0 ? most : count_;
  if (count > most) {
    return std::unexpected(llm::invalid_request(
        "The targets of the route '" + request.common.model +
            "' are different models, whose vectors cannot stand beside each other.",
        "model", "model_not_supported"));
  }
  inputs = inputs.first(count);
  const EmbeddingTraits& traits = bedrock::embedding_traits(rules.embedding);
  for (const EmbeddingInput& input : inputs) {
    if (auto refused = refuse_input(input, traits, request.common.model))
      return std::unexpected(*std::move(refused));
  }
  WishReader reader(request, rules, whole_.purpose());
  const auto wishes = reader.read();
  if (!wishes) return std::unexpected(wishes.error());
  translate::Exchange exchange;
  exchange.dropped = request.common.unsupported;
  for (std::string& name : reader.dropped()) exchange.dropped.push_back(std::move(name));
  if (options.strict && !exchange.dropped.empty()) {
    return std::unexpected(llm::invalid_request(
        exchange.dropped.front() + ": not supported with '" + request.common.model + "'",
        exchange.dropped.front(), "unsupported_parameter"));
  }
  whole_.plan(rules.embedding);
  exchange.upstream.path = bedrock::request_path(model, bedrock::Api::invoke, false);
  exchange.upstream.headers.push_back({"accept", "application/json"});
  bedrock::add_attribution(options.attribution, exchange.upstream.headers);
  bedrock::write_embedding_body(rules.embedding, inputs, *wishes, exchange.upstream.body);
  exchange.whole =
      std::make_unique<VectorsTransform>(rules.embedding, first_, count, request.encoding);
  return exchange;
}

constexpr std::string_view kStored = "search_document";
constexpr std::string_view kAsked = "search_query";

}  // namespace

io::Task<void> EmbeddingsDoor::handle(Context& context) {
  const auto body = co_await read_json_body(context, options_.limits.body_bytes);
  if (!body) co_return;
  auto request = openai::parse_embeddings_request(*body, options_.vocabulary.get());
  if (!request) co_return co_await respond_error(context, request.error());
  context.model = request->common.model;
  if (const auto noted = note_dry_run(context, options_.limits.dry_run); !noted)
    co_return co_await respond_error(context, noted.error());
  const bool asked = std::ranges::any_of(options_.query_models, [&](const std::string& pattern) {
    return bedrock::matches_name(pattern, context.model);
  });
  const EmbeddingsOperation operation(*std::move(request), asked ? kAsked : kStored);
  ClientAnswer answer(context, operation.part(0));
  co_await answer_composite(context, provider_, operation, options_.parallel_calls, answer);
}

}  // namespace gw::gateway
