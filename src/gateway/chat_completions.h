// POST /v1/chat/completions: reads and checks the request and hands it to its provider.
#pragma once

#include <chrono>
#include <cstddef>
#include <expected>
#include <span>

#include "gateway/endpoint.h"
#include "gateway/provider.h"
#include "gateway/remote_media.h"

namespace gw::gateway {

struct ChatLimits {
  std::size_t body_bytes = 32 * 1024 * 1024;
  std::size_t choices = 8;                 // `n`, each of them a call
  bool dry_run = false;                    // may be asked for
  std::chrono::milliseconds ping{15'000};  // of silence in a stream; 0: never
};

class ChatCompletions final : public Endpoint {
 public:
  // The first provider answers when the request names none. The table and the fetcher of media
  // outlive this object.
  ChatCompletions(std::span<Provider* const> providers, const RemoteMedia& remote_media,
                  const ChatLimits& limits)
      : providers_(providers), remote_media_(remote_media), limits_(limits) {}

  io::Task<void> handle(Context& context) override;

 private:
  std::expected<Provider*, openai::ApiError> choose_provider(const Context& context) const;
  std::expected<openai::ChatRequest, openai::ApiError> understand(
      Context& context, const Result<std::string_view>& body) const;
  io::Task<bool> fetch_media(Context& context, openai::ChatRequest& request,
                             io::BodyMemory& memory);

  std::span<Provider* const> providers_;
  const RemoteMedia& remote_media_;
  const ChatLimits limits_;
};

}  // namespace gw::gateway
