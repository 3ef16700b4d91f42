// POST /v1/responses and what belongs to it: OpenAI's Responses API as a dialect of the gateway's.
#pragma once

#include <cstdint>
#include <memory>

#include "base/secret.h"
#include "gateway/doors/conversation.h"
#include "gateway/front/endpoint.h"
#include "http/head.h"

namespace gw::gateway {

class ResponsesReader final : public ConversationReader {
 public:
  enum class Purpose { answer, count };
  // `key`: of openai/responses/encrypted_content.h; may be empty.
  ResponsesReader(Purpose purpose, Secret key) : purpose_(purpose), key_(std::move(key)) {}
  llm::Expected<std::unique_ptr<Conversation>> read(std::string_view body,
                                                    const http::Fields& fields) const override;

 private:
  const Purpose purpose_;
  const Secret key_;
};

// {"object":"response.input_tokens","input_tokens": n}
void write_responses_count(std::int64_t tokens, Buffer& out);

// GET /v1/responses: Codex asks for a WebSocket there, and falls back to POST at once after 426.
class ResponsesSocket final : public Endpoint {
 public:
  io::Task<void> handle(Context& context) override;
};

// /v1/responses/{id} and what is below it: there is no store.
class StoredResponses final : public Endpoint {
 public:
  io::Task<void> handle(Context& context) override;
};

}  // namespace gw::gateway
