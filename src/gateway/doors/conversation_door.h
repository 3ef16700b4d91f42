// The endpoint of every conversational dialect: reads and checks the request and hands it to its
// provider. What differs between dialects is their reader.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <span>

#include "gateway/doors/conversation.h"
#include "gateway/doors/provider.h"
#include "gateway/doors/remote_media.h"
#include "gateway/front/endpoint.h"

namespace gw::gateway {

struct ConversationLimits {
  std::size_t body_bytes = 32 * 1024 * 1024;
  bool dry_run = false;                    // may be asked for
  std::chrono::milliseconds ping{15'000};  // of silence in a stream; 0: never
};

// Reads the body and the conversation in it; notes what the access log wants to know. Null: the
// client has been told why not, or is gone.
io::Task<std::unique_ptr<Conversation>> read_conversation(Context& context,
                                                          const ConversationReader& reader,
                                                          std::size_t body_bytes);

class ConversationDoor final : public Endpoint {
 public:
  // The first provider answers when the request names none. All outlive this object.
  ConversationDoor(const ConversationReader& reader, std::span<Provider* const> providers,
                   const RemoteMedia& remote_media, const ConversationLimits& limits)
      : reader_(reader), providers_(providers), remote_media_(remote_media), limits_(limits) {}

  io::Task<void> handle(Context& context) override;

 private:
  llm::Expected<Provider*> choose_provider(const Context& context) const;
  io::Task<llm::Expected<>> fetch_media(Context& context, llm::Request& request,
                                        io::BodyMemory& memory);

  const ConversationReader& reader_;
  std::span<Provider* const> providers_;
  const RemoteMedia& remote_media_;
  const ConversationLimits limits_;
};

}  // namespace gw::gateway
