#include "gateway/doors/keep_alive.h"

namespace gw::gateway {

KeepAlive::KeepAlive(Context& context, std::chrono::milliseconds after) : context_(context) {
  if (after.count() > 0) context_.responder.fill_silence(after, this);
}

KeepAlive::~KeepAlive() { context_.responder.fill_silence({}, nullptr); }

std::string_view KeepAlive::fill() {
  if (!context_.responder.started()) begin_waiting_stream(context_);
  return context_.dialect->ping;
}

}  // namespace gw::gateway
