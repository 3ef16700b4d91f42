// Requests of every dialect as their doors have them translated: what tests of translations begin
// with that hold for all of them.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "anthropic/api_error.h"
#include "anthropic/messages_request.h"
#include "anthropic/messages_writer.h"
#include "openai/api_error.h"
#include "openai/responses/failures.h"
#include "openai/responses/request.h"
#include "openai/responses/writer.h"
#include "support/chat.h"

namespace gw::translate {

enum class Dialect { chat, messages, responses };
inline constexpr std::array kDialects{Dialect::chat, Dialect::messages, Dialect::responses};

inline std::string_view name(Dialect dialect) {
  constexpr std::array<std::string_view, 3> kNames{"chat", "messages", "responses"};
  return kNames[static_cast<std::size_t>(dialect)];
}

// A request that was read, and who writes its answers.
class Conversation : public llm::WriterFactory {
 public:
  virtual llm::Request& request() = 0;
  virtual llm::Spell spell() const = 0;

  llm::Expected<Exchange> translate(const bedrock::ModelRules& rules, const Options& options) {
    const auto model = bedrock::parse_model_id(request().model);
    return translate::translate({request(), spell(), *this}, model.value(), rules, options);
  }
};

class ChatConversation final : public Conversation {
 public:
  ChatConversation(openai::ChatRequest request, const ChatOptions& options)
      : request_(std::move(request)), options_(options) {
    if (options.think_tags) openai::remove_thoughts(request_.common);
  }
  llm::Request& request() override { return request_.common; }
  llm::Spell spell() const override { return openai::spell_chat; }
  std::unique_ptr<llm::AnswerWriter> make_writer(const llm::AnswerTraits& traits) const override {
    return openai::ChatAnswers(request_, {options_.id, options_.created, options_.think_tags})
        .make_writer(traits);
  }

 private:
  openai::ChatRequest request_;
  const ChatOptions options_;
};

class MessagesConversation final : public Conversation {
 public:
  MessagesConversation(llm::Request request, std::string id)
      : request_(std::move(request)), id_(std::move(id)) {}
  llm::Request& request() override { return request_; }
  llm::Spell spell() const override { return anthropic::spell; }
  std::unique_ptr<llm::AnswerWriter> make_writer(const llm::AnswerTraits& traits) const override {
    const llm::AnswerHead head{.id = id_, .model = request_.model};
    return traits.stream ? anthropic::make_message_stream_writer(head)
                         : anthropic::make_message_writer(head);
  }

 private:
  llm::Request request_;
  const std::string id_;
};

class ResponsesConversation final : public Conversation {
 public:
  ResponsesConversation(openai::ResponsesRequest request, const ChatOptions& options)
      : request_(std::move(request.common)),
        form_(std::make_shared<const openai::ResponsesForm>(std::move(request.form))),
        head_{options.id, options.created, request_.model} {}
  llm::Request& request() override { return request_; }
  llm::Spell spell() const override { return openai::spell_responses; }
  std::unique_ptr<llm::AnswerWriter> make_writer(const llm::AnswerTraits& traits) const override {
    using Mode = openai::ResponsesWriter::Mode;
    return std::make_unique<openai::ResponsesWriter>(head_, traits.family, form_,
                                                     traits.stream ? Mode::stream : Mode::whole);
  }

 private:
  llm::Request request_;
  const std::shared_ptr<const openai::ResponsesForm> form_;
  const llm::AnswerHead head_;
};

// `body` outlives the result.
inline llm::Expected<std::unique_ptr<Conversation>> read_request(Dialect dialect,
                                                                 std::string_view body,
                                                                 const ChatOptions& options = {}) {
  if (dialect == Dialect::chat) {
    auto request = openai::parse_chat_request(body);
    if (!request) return std::unexpected(std::move(request.error()));
    return std::make_unique<ChatConversation>(*std::move(request), options);
  }
  if (dialect == Dialect::messages) {
    auto request = anthropic::parse_messages_request(body, {}, anthropic::Purpose::answer);
    if (!request) return std::unexpected(std::move(request.error()));
    return std::make_unique<MessagesConversation>(std::move(request->common), options.id);
  }
  auto request = openai::parse_responses_request(body);
  if (!request) return std::unexpected(std::move(request.error()));
  return std::make_unique<ResponsesConversation>(*std::move(request), options);
}

// What a dialect says whatever its client says, and a chat request need not.
inline void adopt_habits(Dialect dialect, const llm::Request& spoken, llm::Request& chat) {
  if (!chat.max_tokens) chat.max_tokens = spoken.max_tokens;  // Messages have to say it
  chat.max_tokens_of_model = spoken.max_tokens_of_model;
  chat.tell_stop_sequence = spoken.tell_stop_sequence;
  if (dialect != Dialect::messages) return;
  chat.response_format.name = spoken.response_format.name;  // schemas have none there
  chat.response_format.strict = spoken.response_format.strict;
}

// The body of an error, as the dialect's clients get it before an answer has begun.
inline std::string error_body(Dialect dialect, const llm::Failure& failure) {
  Buffer out;
  dialect == Dialect::messages ? anthropic::append_error_body(failure, {}, out)
                               : openai::append_error_body(failure, out);
  return std::string(out.view());
}

}  // namespace gw::translate
