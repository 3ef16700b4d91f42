#include "gateway/doors/keep_alive.h"

namespace gw::gateway {

KeepAlive::KeepAlive(Context& context, const Conversation& conversation,
                     std::chrono::milliseconds after)
    : context_(context), conversation_(conversation) {
  if (after.count() > 0) context_.responder.fill_silence(after, this);
}

KeepAlive::~KeepAlive() { context_.responder.fill_silence({}, nullptr); }

std::string_view KeepAlive::fill() {
  text_.clear();
  if (!context_.responder.started()) {
    begin_waiting_stream(context_, conversation_.stream_type());
    text_ = conversation_.open_stream();
  }
  return text_.append(context_.dialect->ping);
}

}  // namespace gw::gateway
