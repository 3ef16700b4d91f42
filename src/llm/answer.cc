#include "llm/answer.h"

namespace gw::llm {

Usage sum(const Usage& a, const Usage& b) {
  Usage both{.input = a.input + b.input,
             .output = a.output + b.output,
             .cache_read = a.cache_read + b.cache_read,
             .cache_write = a.cache_write + b.cache_write,
             .cache_write_hour = a.cache_write_hour + b.cache_write_hour};
  if (a.reasoning && b.reasoning) both.reasoning = *a.reasoning + *b.reasoning;
  return both;
}

bool is_cut_off(StopReason reason) {
  return reason == StopReason::max_tokens || reason == StopReason::model_context_window_exceeded ||
         reason == StopReason::guardrail_intervened || reason == StopReason::content_filtered;
}

std::optional<Failure> malformed(StopReason reason) {
  const bool tool = reason == StopReason::malformed_tool_use;
  if (!tool && reason != StopReason::malformed_model_output) return std::nullopt;
  Failure failure(502, FailureKind::server,
                  tool ? "The model wrote a tool call that Bedrock could not read. The request can "
                         "be sent again."
                       : "The model wrote an answer that Bedrock could not read. The request can "
                         "be sent again.");
  failure.code = tool ? "malformed_tool_use" : "malformed_model_output";
  return failure;
}

}  // namespace gw::llm
