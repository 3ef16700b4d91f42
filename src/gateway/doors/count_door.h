// The doors that count a request's tokens: POST /v1/messages/count_tokens and
// /v1/responses/input_tokens. Where Bedrock does not count, an estimate that errs high and says so
// (x-gateway-estimated), or 501.
#pragma once

#include <cstddef>
#include <string>
#include <unordered_map>

#include "gateway/doors/conversation.h"
#include "gateway/doors/provider.h"
#include "gateway/doors/token_count.h"
#include "gateway/front/endpoint.h"

namespace gw::gateway {

struct CountOptions {
  std::size_t body_bytes = 32 * 1024 * 1024;
  bool estimate = true;
};

class CountDoor final : public Endpoint {
 public:
  // `reader` reads conversations whose exchange is a count. All outlive this object.
  CountDoor(const ConversationReader& reader, Provider& provider, WriteCount write,
            const CountOptions& options)
      : reader_(reader), provider_(provider), write_(write), options_(options) {}

  io::Task<void> handle(Context& context) override;

 private:
  class CountAnswer;
  bool is_known_not_to_count(std::string_view model);
  void remember(std::string_view model);
  io::Task<void> answer_uncounted(Context& context, const Conversation& conversation);

  const ConversationReader& reader_;
  Provider& provider_;
  const WriteCount write_;
  const CountOptions options_;
  std::unordered_map<std::string, Clock::time_point> uncounted_;  // models, and until when
};

}  // namespace gw::gateway
