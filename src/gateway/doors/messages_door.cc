#include "gateway/doors/messages_door.h"

#include <string>
#include <utility>

#include "anthropic/api_error.h"
#include "anthropic/messages_media.h"
#include "anthropic/messages_request.h"
#include "anthropic/messages_writer.h"
#include "anthropic/splice.h"
#include "anthropic/splice_answer.h"
#include "base/id.h"
#include "gateway/doors/request_headers.h"
#include "gateway/doors/token_count.h"
#include "json/write.h"
#include "translate/errors.h"
#include "translate/guardrail.h"

namespace gw::gateway {

namespace {

using anthropic::Purpose;

class MessagesConversation final : public Conversation {
 public:
  MessagesConversation(anthropic::MessagesBody body, anthropic::MessagesFacts facts,
                       std::string_view session)
      : body_(std::move(body)),
        facts_(std::move(facts)),
        session_(session),
        id_(make_id("msg_", 24)) {
    wishes_.model = facts_.model;
  }

  llm::Expected<> apply(const http::Fields& fields) {
    return openai::apply_guardrail_headers(guardrail_headers(fields), wishes_);
  }

  std::string_view model() const override { return facts_.model; }
  bool stream() const override { return facts_.stream; }
  std::optional<std::int64_t> max_output() const override { return facts_.max_tokens; }
  std::uint64_t key() const override {
    if (session_.empty()) {
      const auto whole = request();
      return whole ? llm::conversation_key(**whole) : 0;
    }
    llm::Request named;
    named.conversation = session_;
    named.messages.push_back({llm::Role::user, {}});
    return llm::conversation_key(named);
  }
  // Read only when somebody asks: to a Claude the body goes as it is.
  llm::Expected<const llm::Request*> request() const override {
    if (!request_) {
      request_ = anthropic::read_messages_request(body_, facts_);
      if (*request_) (*request_)->guardrail = wishes_.guardrail;
    }
    if (!*request_) return std::unexpected(request_->error());
    return &**request_;
  }
  llm::Spell spell() const override { return anthropic::spell; }
  llm::Request* with_media() override {
    if (!anthropic::has_remote_media(body_) || !request()) return nullptr;
    return &**request_;
  }
  std::unique_ptr<llm::AnswerWriter> make_writer(const llm::AnswerTraits& traits) const override {
    llm::AnswerHead head{.id = id_, .created = 0, .model = facts_.model};
    return traits.stream ? anthropic::make_message_stream_writer(std::move(head))
                         : anthropic::make_message_writer(std::move(head));
  }

  std::optional<llm::Expected<translate::Exchange>> exchange_as_it_is(
      const bedrock::ModelId& model, const bedrock::ModelRules& rules,
      const translate::Options& options) const override {
    const bool claude = rules.native == bedrock::NativeFormat::claude_messages;
    if (facts_.purpose == Purpose::count)
      return claude ? count_natively(model, rules, options)
                    : count_by_converse(model, rules, options);
    if (!claude) return std::nullopt;
    const auto known =
        anthropic::without(options.without, anthropic::claude_rules(model.value, rules));
    if (!anthropic::can_splice(body_, facts_, known)) return std::nullopt;
    const auto guardrail =
        translate::choose_guardrail(wishes_, rules, options.guardrail, anthropic::spell);
    if (!guardrail) return std::unexpected(guardrail.error());
    // Only Converse can let a stream run ahead of its guardrail.
    if (*guardrail && !(*guardrail)->stream_mode.empty() && facts_.stream) return std::nullopt;
    auto spliced = splice_body(known);
    if (!spliced) return std::unexpected(std::move(spliced.error()));
    if (spliced->renames_properties) return std::nullopt;
    return splice(model, rules, *std::move(spliced), *guardrail, options);
  }

 private:
  using Exchange = llm::Expected<translate::Exchange>;

  llm::Expected<anthropic::Splice> splice_body(const anthropic::ClaudeRules& known) const {
    const bool media = request_ && *request_;  // has been read, for what is named by URL
    const auto found =
        media ? std::span<const llm::Media>((*request_)->media) : std::span<const llm::Media>();
    return anthropic::splice_request(body_, facts_, known, found);
  }

  Exchange splice(const bedrock::ModelId& model, const bedrock::ModelRules& rules,
                  anthropic::Splice spliced, const std::optional<bedrock::Guardrail>& guardrail,
                  const translate::Options& options) const {
    std::vector<std::string> dropped = facts_.unsupported;
    for (std::string& name : spliced.dropped) dropped.push_back(std::move(name));
    if (options.strict && !dropped.empty()) {
      return std::unexpected(
          llm::invalid_request(dropped.front() + ": not supported with '" + facts_.model + "'",
                               dropped.front(), "unsupported_parameter"));
    }
    bedrock::Conversation around;
    around.guardrail = guardrail;
    around.options.service_tier = facts_.service_tier;
    around.options.attribute(options.attribution);
    translate::Exchange exchange;
    exchange.upstream =
        bedrock::make_invoke_request(model, around, std::move(spliced.body), facts_.stream);
    exchange.dropped = std::move(dropped);
    // Both outlive the exchange: no copies of them, for failures are few.
    anthropic::SplicedAnswer answer{
        facts_.model, [this, &rules](const bedrock::ServiceError& error) {
          return translate::to_failure(error, rules, facts_.model,
                                       translate::CredentialOwner::caller);
        }};
    if (facts_.stream) {
      exchange.stream = anthropic::make_spliced_stream(std::move(answer));
    } else {
      exchange.whole = anthropic::make_spliced_whole(std::move(answer));
    }
    return exchange;
  }

  Exchange count_natively(const bedrock::ModelId& model, const bedrock::ModelRules& rules,
                          const translate::Options& options) const {
    auto spliced = splice_body(
        anthropic::without(options.without, anthropic::claude_rules(model.value, rules)));
    if (!spliced) return std::unexpected(std::move(spliced.error()));
    auto exchange =
        count_exchange(model, CountForm::native, spliced->body.view(), write_messages_count);
    if (!exchange) return exchange;
    exchange->dropped = std::move(spliced->dropped);
    return exchange;
  }

  Exchange count_by_converse(const bedrock::ModelId& model, const bedrock::ModelRules& rules,
                             const translate::Options& options) const {
    const auto whole = request();
    if (!whole) return std::unexpected(whole.error());
    return count_translated({**whole, anthropic::spell, *this}, model, rules, options,
                            write_messages_count);
  }

  const anthropic::MessagesBody body_;
  const anthropic::MessagesFacts facts_;
  const std::string session_;
  const std::string id_;
  llm::Request wishes_;  // of the headers
  mutable std::optional<llm::Expected<llm::Request>> request_;
};

}  // namespace

llm::Expected<std::unique_ptr<Conversation>> MessagesReader::read(
    std::string_view body, const http::Fields& fields) const {
  auto parsed = anthropic::MessagesBody::parse(body);
  if (!parsed) return std::unexpected(std::move(parsed.error()));
  auto facts = anthropic::read_messages_facts(*parsed, fields.get("anthropic-beta"), purpose_);
  if (!facts) return std::unexpected(std::move(facts.error()));
  auto conversation = std::make_unique<MessagesConversation>(*std::move(parsed), *std::move(facts),
                                                             session_of(fields));
  if (auto applied = conversation->apply(fields); !applied)
    return std::unexpected(std::move(applied.error()));
  return conversation;
}

void write_messages_count(std::int64_t tokens, Buffer& out) {
  json::Writer json(out);
  json.begin_object().member("input_tokens", tokens).end_object();
}

}  // namespace gw::gateway
