// POST /v1/chat/completions: reads and checks the request and hands it to its provider.
#pragma once

#include <cstddef>
#include <span>

#include "gateway/endpoint.h"
#include "gateway/provider.h"

namespace gw::gateway {

class ChatCompletions final : public Endpoint {
 public:
  // The first provider answers when the request names none. The table outlives this object.
  ChatCompletions(std::span<Provider* const> providers, std::size_t max_body_bytes)
      : providers_(providers), max_body_bytes_(max_body_bytes) {}

  io::Task<void> handle(Context& context) override;

 private:
  std::span<Provider* const> providers_;
  std::size_t max_body_bytes_;
};

}  // namespace gw::gateway
