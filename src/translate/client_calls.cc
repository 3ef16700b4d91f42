#include "translate/client_calls.h"

namespace gw::translate {

void ClientCalls::text(json::RawString piece) {
  if (memory_ != nullptr) place_.offset += json::length(piece);
  next().text(piece);
}

void ClientCalls::reasoning(json::RawString piece) {
  if (memory_ != nullptr) record_.text(piece);
  next().reasoning(piece);
}

void ClientCalls::reasoning_end(json::RawString signature) {
  if (memory_ != nullptr) record_.end(signature, place_);
  next().reasoning_end(signature);
}

void ClientCalls::redacted_reasoning(json::RawString data) {
  if (memory_ != nullptr) record_.redacted(data, place_);
  next().redacted_reasoning(data);
}

void ClientCalls::tool_start(std::size_t call, json::RawString id, json::RawString name) {
  if (first_call_.empty() && !record_.blocks().empty()) first_call_ = id.escaped;
  ++place_.calls;
  next().tool_start(call, id, names_.original(name));
}

void ClientCalls::remember() const {
  if (memory_ == nullptr || first_call_.empty()) return;
  memory_->remember(first_call_, "[" + std::string(record_.blocks()) + "]");
}

}  // namespace gw::translate
