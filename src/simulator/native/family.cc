#include "simulator/native/family.h"

namespace gw::simulator {

std::optional<std::int64_t> integer(const Value& body, std::string_view name) {
  const Value* member = body.find(name);
  if (member == nullptr || !member->is_number()) return std::nullopt;
  return static_cast<std::int64_t>(member->number);
}

std::vector<std::string> strings(const Value& body, std::string_view name) {
  std::vector<std::string> texts;
  for (const Value& item : body[name].items) texts.push_back(item.text);
  return texts;
}

std::string last_turn(std::string_view prompt, std::string_view opening, std::string_view closing) {
  const std::size_t at = prompt.rfind(opening);
  if (at == std::string_view::npos) return std::string(prompt);
  prompt.remove_prefix(at + opening.size());
  return std::string(prompt.substr(0, prompt.find(closing)));
}

std::string_view stop_word(const Answer& answer, std::string_view natural, std::string_view length,
                           std::string_view filtered) {
  const std::string& reason = answer.stop_reason;
  if (reason == "max_tokens" || reason == "model_context_window_exceeded") return length;
  if (reason == "content_filtered" || reason == "guardrail_intervened") return filtered;
  return natural;
}

}  // namespace gw::simulator
