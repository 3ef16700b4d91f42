#include "bedrock/answer.h"

#include <algorithm>
#include <array>
#include <utility>

namespace gw::bedrock {

StopReason stop_reason_of(std::string_view name) {
  using enum StopReason;
  static constexpr std::array<std::pair<std::string_view, StopReason>, 9> kNames{{
      {"end_turn", end_turn},
      {"max_tokens", max_tokens},
      {"stop_sequence", stop_sequence},
      {"tool_use", tool_use},
      {"guardrail_intervened", guardrail_intervened},
      {"content_filtered", content_filtered},
      {"malformed_model_output", malformed_model_output},
      {"malformed_tool_use", malformed_tool_use},
      {"model_context_window_exceeded", model_context_window_exceeded},
  }};
  const auto* found =
      std::ranges::find(kNames, name, [](const auto& entry) { return entry.first; });
  return found == kNames.end() ? unknown : found->second;
}

bool tell_text(json::RawString text, AnswerSink& sink) {
  if (text.empty()) return true;
  if (json::is_well_formed(text)) {
    sink.text(text);
    return true;
  }
  const auto repaired = json::repair(text);
  if (repaired) sink.text({*repaired});
  return repaired.has_value();
}

}  // namespace gw::bedrock
