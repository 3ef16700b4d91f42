#include "gateway/doors/token_count.h"

#include <string>
#include <utility>

#include "bedrock/count_tokens.h"
#include "translate/errors.h"

namespace gw::gateway {

namespace {

constexpr std::string_view kNotCounted = "tokens_not_counted";

class CountTransform final : public translate::WholeTransform {
 public:
  explicit CountTransform(WriteCount write) : write_(write) {}

  llm::Expected<> convert(std::string_view body, const bedrock::AnswerHeaders& /*headers*/,
                          Buffer& out) override {
    const Result<std::int64_t> tokens = bedrock::read_token_count(body);
    if (!tokens) return std::unexpected(translate::to_failure(tokens.error()));
    write_(*tokens, out);
    return {};
  }
  // Nothing was generated.
  std::optional<llm::Usage> counted() const override { return std::nullopt; }

 private:
  const WriteCount write_;
};

}  // namespace

llm::Expected<translate::Exchange> count_exchange(const bedrock::ModelId& model, CountForm form,
                                                  std::string_view body, WriteCount write) {
  auto path = bedrock::count_tokens_path(model.value);
  if (!path) return std::unexpected(not_counted(model.value));
  translate::Exchange exchange;
  exchange.upstream.path = *std::move(path);
  exchange.upstream.headers.push_back({"accept", "application/json"});
  form == CountForm::native ? bedrock::append_native_count(body, exchange.upstream.body)
                            : bedrock::append_converse_count(body, exchange.upstream.body);
  exchange.whole = std::make_unique<CountTransform>(write);
  return exchange;
}

llm::Expected<translate::Exchange> count_translated(const translate::Client& client,
                                                    const bedrock::ModelId& model,
                                                    const bedrock::ModelRules& rules,
                                                    const translate::Options& options,
                                                    WriteCount write) {
  const auto translated = translate::translate(client, model, rules, options);
  if (!translated) return std::unexpected(translated.error());
  return count_exchange(model, CountForm::converse, translated->upstream.body.view(), write);
}

llm::Failure not_counted(std::string_view model) {
  llm::Failure failure(501, llm::FailureKind::server,
                       "Bedrock does not count tokens for '" + std::string(model) +
                           "'. Estimate them, or have the operator turn on tokens.estimate.");
  failure.code = kNotCounted;
  return failure;
}

bool is_denied(const llm::Failure& failure) {
  return failure.kind == llm::FailureKind::permission && !failure.upstream_message.empty();
}

bool says_not_counted(const llm::Failure& failure) {
  return failure.code == kNotCounted || is_denied(failure) ||
         failure.upstream_message.contains("counting tokens");
}

}  // namespace gw::gateway
