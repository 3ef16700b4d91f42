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

std::optional<json::RawString> well_formed(json::RawString text, std::string& storage) {
  if (json::is_well_formed(text)) return text;
  auto repaired = json::repair(text);
  if (!repaired) return std::nullopt;
  storage = std::move(*repaired);
  return json::RawString{storage};
}

void tell_guardrail_trace(json::Value trace, AnswerSink& sink) {
  const auto object = trace.object();
  const auto guardrail = object ? object->find("guardrail") : std::nullopt;
  if (guardrail && guardrail->object() && json::is_well_formed({guardrail->raw()}))
    sink.guardrail_trace(guardrail->raw());
}

bool tell_text(json::RawString text, AnswerSink& sink) {
  if (text.empty()) return true;
  std::string storage;
  const auto piece = well_formed(text, storage);
  if (piece) sink.text(*piece);
  return piece.has_value();
}

}  // namespace gw::bedrock
