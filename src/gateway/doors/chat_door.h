// POST /v1/chat/completions: OpenAI's chat as a dialect of the gateway's.
#pragma once

#include <cstddef>
#include <memory>

#include "gateway/doors/conversation.h"
#include "http/head.h"

namespace gw::gateway {

struct ChatOptions {
  std::size_t choices = 8;  // `n`, each of them a call
  bool think_tags = false;  // reasoning is shown in the text
};

class ChatReader final : public ConversationReader {
 public:
  explicit ChatReader(const ChatOptions& options) : options_(options) {}
  llm::Expected<std::unique_ptr<Conversation>> read(std::string_view body,
                                                    const http::Fields& fields) const override;

 private:
  const ChatOptions options_;
};

}  // namespace gw::gateway
