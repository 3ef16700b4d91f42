// Keeps a stream from looking dead while the model thinks: proxies and clients give up connections
// that say nothing. A ping goes out whenever the client has heard nothing for a while, before the
// first content, too; that begins the stream, so from then on an error is an event.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "gateway/doors/conversation.h"
#include "gateway/front/context.h"

namespace gw::gateway {

class KeepAlive final : public server::Filler {
 public:
  // For as long as this object lives; the others outlive it. 0: never.
  KeepAlive(Context& context, const Conversation& conversation, std::chrono::milliseconds after);
  ~KeepAlive() override;
  KeepAlive(const KeepAlive&) = delete;
  KeepAlive& operator=(const KeepAlive&) = delete;

  std::string_view fill() override;

 private:
  Context& context_;
  const Conversation& conversation_;
  std::string text_;  // of the last fill()
};

}  // namespace gw::gateway
