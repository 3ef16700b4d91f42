#include "simulator/answer.h"

#include <algorithm>

#include "simulator/text.h"

namespace gw::simulator {
namespace {

std::string echo(std::string_view model, std::string_view said) {
  return "This is the Bedrock simulator answering for " + std::string(model) +
         ". You said: " + std::string(said);
}

// Cuts the text at the first of the stop sequences.
void stop_at_sequence(const std::vector<std::string>& sequences, Answer& answer) {
  std::size_t first = std::string::npos;
  for (const std::string& sequence : sequences) {
    const std::size_t at = answer.text.find(sequence);
    if (at >= first) continue;
    first = at;
    answer.stop_sequence = sequence;
  }
  if (first == std::string::npos) return;
  answer.text.resize(first);
  answer.stop_reason = "stop_sequence";
}

void stop_at_limit(std::int64_t max_tokens, Answer& answer) {
  const std::string_view kept = cut(answer.text, static_cast<std::size_t>(max_tokens) * 4);
  if (kept.size() == answer.text.size()) return;
  answer.text.resize(kept.size());
  answer.stop_reason = "max_tokens";
  answer.stop_sequence.clear();
}

}  // namespace

Answer compose(std::string_view model, const Prompt& prompt, const Wish& wish) {
  Answer answer{.model = std::string(model),
                .text = wish.text.value_or(echo(model, prompt.last_user_text)),
                .stop_reason = "end_turn"};
  stop_at_sequence(prompt.stop_sequences, answer);
  if (prompt.max_tokens) stop_at_limit(*prompt.max_tokens, answer);
  if (wish.stop_reason) answer.stop_reason = *wish.stop_reason;
  if (wish.stop_sequence) answer.stop_sequence = *wish.stop_sequence;

  const auto pieces =
      wish.deltas ? split_evenly(answer.text, *wish.deltas) : split_words(answer.text);
  answer.deltas.assign(pieces.begin(), pieces.end());
  const auto tokens = [](std::size_t bytes) {
    return static_cast<std::int64_t>(count_tokens(bytes));
  };
  answer.input_tokens = wish.input_tokens.value_or(tokens(prompt.bytes));
  answer.output_tokens = wish.output_tokens.value_or(tokens(answer.text.size()));
  answer.cache_read = wish.cache_read;
  answer.cache_write = wish.cache_write;
  answer.latency_ms = 100 + 10 * answer.output_tokens;
  return answer;
}

Frame padded(Frame::Part part, std::string event_type, std::string payload, std::size_t nonce) {
  static constexpr std::string_view kAlphabet =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
  const std::size_t length = 1 + (nonce * 37 + payload.size() * 11) % kAlphabet.size();
  payload.pop_back();  // the closing brace
  payload += ",\"p\":\"";
  payload += kAlphabet.substr(0, length);
  payload += "\"}";
  return {part, std::move(event_type), std::move(payload)};
}

}  // namespace gw::simulator
