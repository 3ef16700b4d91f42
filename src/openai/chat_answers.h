// Makes the writers of the answers to one chat request.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "llm/writer.h"
#include "openai/chat_request.h"
#include "openai/chat_writer.h"

namespace gw::openai {

struct ChatAnswerOptions {
  std::string id;                  // "chatcmpl-..."
  std::int64_t created = 0;        // seconds since the epoch
  bool think_tags = false;         // reasoning is shown in the text (think_tags.h)
  std::size_t choice = 0;          // with:
  ChatChoices* choices = nullptr;  // of which the answer is one; outlives the writers
};

class ChatAnswers final : public llm::WriterFactory {
 public:
  // The request outlives this object, not the writers.
  ChatAnswers(const ChatRequest& request, ChatAnswerOptions options)
      : request_(request), options_(std::move(options)) {}

  std::unique_ptr<llm::AnswerWriter> make_writer(const llm::AnswerTraits& traits) const override;
  // What all parts of the answer have in common.
  llm::AnswerHead head() const { return {options_.id, options_.created, request_.common.model}; }

 private:
  const ChatRequest& request_;
  const ChatAnswerOptions options_;
};

}  // namespace gw::openai
