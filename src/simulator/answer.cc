#include "simulator/answer.h"

#include <algorithm>

#include "simulator/example.h"
#include "simulator/guardrail.h"
#include "simulator/reasoning.h"
#include "simulator/text.h"
#include "simulator/tool_calls.h"

namespace gw::simulator {
namespace {

std::string echo(std::string_view model, const Prompt& prompt) {
  std::string text = "This is the Bedrock simulator answering for " + std::string(model);
  if (!prompt.tool_results.empty()) text += ". The tools said: " + prompt.tool_results;
  if (prompt.tool_results.empty() || !prompt.last_user_text.empty()) {
    text += ". You said: " + prompt.last_user_text;
  }
  return text;
}

// What the model says when nobody wishes anything: what the user said, or the smallest answer that
// its schema allows, texts being what the user said.
std::string own_words(std::string_view model, const Prompt& prompt) {
  if (!prompt.output_schema) return echo(model, prompt);
  return to_json(example_of(*prompt.output_schema, prompt.last_user_text));
}

// Cuts the text at the first of the stop sequences.
void stop_at_sequence(const std::vector<std::string>& sequences, std::string& text,
                      Answer& answer) {
  std::size_t first = std::string::npos;
  for (const std::string& sequence : sequences) {
    const std::size_t at = text.find(sequence);
    if (at >= first) continue;
    first = at;
    answer.stop_sequence = sequence;
  }
  if (first == std::string::npos) return;
  text.resize(first);
  answer.stop_reason = "stop_sequence";
}

void stop_at_limit(std::int64_t max_tokens, std::string& text, Answer& answer) {
  const std::string_view kept = cut(text, static_cast<std::size_t>(max_tokens) * 4);
  if (kept.size() == text.size()) return;
  text.resize(kept.size());
  answer.stop_reason = "max_tokens";
  answer.stop_sequence.clear();
}

std::vector<std::string> pieces_of(std::string_view text, std::optional<std::size_t> count) {
  const auto pieces = count ? split_evenly(text, *count) : split_words(text);
  return {pieces.begin(), pieces.end()};
}

void say(std::string text, const Prompt& prompt, const Wish& wish, Answer& answer) {
  stop_at_sequence(prompt.stop_sequences, text, answer);
  if (prompt.max_tokens) stop_at_limit(*prompt.max_tokens, text, answer);
  auto deltas = pieces_of(text, wish.deltas);
  if (!deltas.empty()) answer.blocks.push_back({.deltas = std::move(deltas)});
}

bool has_calls(const std::vector<Block>& blocks) {
  return std::ranges::any_of(
      blocks, [](const Block& block) { return block.kind == Block::Kind::tool_use; });
}

}  // namespace

std::string Block::joined() const {
  std::string all;
  for (const std::string& delta : deltas) all += delta;
  return all;
}

Block text_block(std::string_view text) { return {.deltas = pieces_of(text, std::nullopt)}; }

Block tool_use(std::string id, std::string name, std::string_view arguments) {
  Block block{.kind = Block::Kind::tool_use, .id = std::move(id), .name = std::move(name)};
  if (arguments != "{}") block.deltas = pieces_of(arguments, arguments.size() / 8 + 2);
  block.deltas.insert(block.deltas.begin(), "");
  return block;
}

std::string Answer::text() const {
  std::string all;
  for (const std::string& delta : text_deltas()) all += delta;
  return all;
}

std::vector<std::string> Answer::text_deltas() const {
  std::vector<std::string> all;
  for (const Block& block : blocks) {
    if (block.kind != Block::Kind::text) continue;
    all.insert(all.end(), block.deltas.begin(), block.deltas.end());
  }
  return all;
}

Answer compose(std::string_view model, const Prompt& prompt, const Wish& wish) {
  Answer answer{.model = std::string(model), .interleaved = wish.interleave};
  answer.stop_reason = "end_turn";
  answer.turns = prompt.turns;
  answer.service_tier = prompt.service_tier;
  answer.tells_stop_sequence = prompt.wants_stop_sequence;
  answer.edits_context = prompt.edits_context;
  if (intervene(prompt, answer)) {
    // There is nothing for the model to say.
  } else if (wish.content) {
    answer.blocks = *wish.content;
  } else if (!wish.text) {
    answer.blocks = asked_calls(prompt);
  }
  if (has_calls(answer.blocks)) answer.stop_reason = "tool_use";
  if (!wish.content && answer.blocks.empty()) {
    say(wish.text.value_or(own_words(model, prompt)), prompt, wish, answer);
  }
  if (prompt.reasons && !wish.content) answer.blocks.insert(answer.blocks.begin(), thought(prompt));
  if (wish.stop_reason) answer.stop_reason = *wish.stop_reason;
  if (wish.stop_sequence) answer.stop_sequence = *wish.stop_sequence;

  std::size_t bytes = 0;
  for (const Block& block : answer.blocks) bytes += block.name.size() + block.joined().size();
  const auto tokens = [](std::size_t size) {
    return static_cast<std::int64_t>(count_tokens(size));
  };
  answer.input_tokens = wish.input_tokens.value_or(tokens(prompt.bytes));
  answer.output_tokens = wish.output_tokens.value_or(tokens(bytes));
  answer.cache_read = wish.cache_read;
  answer.cache_write = wish.cache_write;
  answer.cache_write_hour = wish.cache_write_hour.value_or(0);
  if (wish.members) answer.members = *wish.members;
  if (wish.usage) answer.usage = *wish.usage;
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
