// POST /v1/messages and /v1/messages/count_tokens: Anthropic's Messages API as a dialect of the
// gateway's. To a Claude the body goes as it is, spliced (anthropic/splice.h); all other models get
// the translation.
#pragma once

#include <cstdint>
#include <memory>

#include "anthropic/messages_facts.h"
#include "gateway/doors/conversation.h"
#include "http/head.h"

namespace gw::gateway {

class MessagesReader final : public ConversationReader {
 public:
  explicit MessagesReader(anthropic::Purpose purpose) : purpose_(purpose) {}
  llm::Expected<std::unique_ptr<Conversation>> read(std::string_view body,
                                                    const http::Fields& fields) const override;

 private:
  const anthropic::Purpose purpose_;
};

// {"input_tokens": n}
void write_messages_count(std::int64_t tokens, Buffer& out);

}  // namespace gw::gateway
