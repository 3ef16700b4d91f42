// What Cohere's two native forms share.
#pragma once

#include "bedrock/answer.h"
#include "bedrock/shape.h"

namespace gw::bedrock {

inline StopReason cohere_stop_reason(json::RawString name) {
  if (name.escaped == "COMPLETE") return StopReason::end_turn;
  if (name.escaped == "STOP_SEQUENCE") return StopReason::stop_sequence;
  if (name.escaped == "MAX_TOKENS") return StopReason::max_tokens;
  if (name.escaped == "ERROR_LIMIT") return StopReason::model_context_window_exceeded;
  if (name.escaped == "ERROR_TOXIC") return StopReason::content_filtered;
  if (name.escaped == "ERROR") return StopReason::malformed_model_output;
  return StopReason::unknown;
}

}  // namespace gw::bedrock
