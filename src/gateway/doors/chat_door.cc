#include "gateway/doors/chat_door.h"

#include <ctime>
#include <string>
#include <vector>

#include "base/id.h"
#include "gateway/doors/request_headers.h"
#include "openai/chat_answers.h"
#include "openai/chat_extensions.h"
#include "openai/chat_guardrail.h"
#include "openai/think_tags.h"

namespace gw::gateway {

namespace {

llm::Failure too_many_choices(std::size_t n, std::size_t limit) {
  return llm::invalid_request("Invalid 'n': " + std::to_string(n) + " choices are more than the " +
                                  std::to_string(limit) +
                                  " that this gateway asks for at once (chat.max_choices).",
                              "n", "integer_above_max_value");
}

llm::Expected<> apply_headers(const http::Fields& fields, llm::Request& request) {
  const llm::Expected<> applied =
      openai::apply_headers({.anthropic_beta = fields.get("anthropic-beta"),
                             .latency = fields.get("x-amzn-bedrock-performanceconfig-latency"),
                             .service_tier = fields.get("x-amzn-bedrock-service-tier")},
                            request);
  return applied ? openai::apply_guardrail_headers(guardrail_headers(fields), request) : applied;
}

// One of several choices: the request is the same, the answer a part.
class ChatChoice final : public Conversation {
 public:
  ChatChoice(const openai::ChatRequest& request, openai::ChatAnswerOptions options)
      : request_(request), answers_(request, std::move(options)) {}

  std::string_view model() const override { return request_.common.model; }
  bool stream() const override { return request_.common.stream; }
  std::optional<std::int64_t> max_output() const override { return request_.common.max_tokens; }
  std::uint64_t key() const override { return llm::conversation_key(request_.common); }
  llm::Expected<const llm::Request*> request() const override { return &request_.common; }
  llm::Spell spell() const override { return openai::spell_chat; }
  std::unique_ptr<llm::AnswerWriter> make_writer(const llm::AnswerTraits& traits) const override {
    return answers_.make_writer(traits);
  }

 private:
  const openai::ChatRequest& request_;
  const openai::ChatAnswers answers_;
};

class ChatConversation final : public Conversation {
 public:
  ChatConversation(openai::ChatRequest request, bool think_tags)
      : request_(std::move(request)),
        together_(request_.n > 1 ? request_.n : 0),
        answers_(request_, {make_id("chatcmpl-", 29), std::time(nullptr), think_tags}) {
    if (request_.n == 1) return;
    const llm::AnswerHead head = answers_.head();
    choices_.reserve(request_.n);
    for (std::size_t i = 0; i < request_.n; ++i) {
      choices_.push_back(std::make_unique<ChatChoice>(
          request_, openai::ChatAnswerOptions{head.id, head.created, think_tags, i, &together_}));
    }
  }

  llm::Request* with_media() override { return &request_.common; }
  std::string_view model() const override { return request_.common.model; }
  bool stream() const override { return request_.common.stream; }
  std::optional<std::int64_t> max_output() const override { return request_.common.max_tokens; }
  std::uint64_t key() const override { return llm::conversation_key(request_.common); }
  llm::Expected<const llm::Request*> request() const override { return &request_.common; }
  llm::Spell spell() const override { return openai::spell_chat; }
  std::unique_ptr<llm::AnswerWriter> make_writer(const llm::AnswerTraits& traits) const override {
    return answers_.make_writer(traits);
  }
  std::size_t choices() const override { return request_.n; }
  const Conversation& choice(std::size_t index) const override { return *choices_[index]; }
  void write_end(Buffer& out) const override {
    if (!request_.common.stream) return together_.write_whole(answers_.head(), out);
    together_.write_stream_end(answers_.head(), request_.include_usage, out);
  }

 private:
  openai::ChatRequest request_;
  openai::ChatChoices together_;
  const openai::ChatAnswers answers_;
  std::vector<std::unique_ptr<const ChatChoice>> choices_;
};

}  // namespace

llm::Expected<std::unique_ptr<Conversation>> ChatReader::read(std::string_view body,
                                                              const http::Fields& fields) const {
  auto request = openai::parse_chat_request(body);
  if (!request) return std::unexpected(std::move(request.error()));
  const auto applied = apply_headers(fields, request->common);
  if (!applied) return std::unexpected(applied.error());
  if (request->n > 1 && request->n > options_.choices)
    return std::unexpected(too_many_choices(request->n, options_.choices));
  name_conversation(fields, request->common);
  if (options_.think_tags) openai::remove_thoughts(request->common);
  return std::make_unique<ChatConversation>(*std::move(request), options_.think_tags);
}

}  // namespace gw::gateway
