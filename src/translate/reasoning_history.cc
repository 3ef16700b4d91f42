#include "translate/reasoning_history.h"

#include <algorithm>

#include "json/value.h"
#include "openai/chat_reasoning.h"
#include "translate/reasoning.h"

namespace gw::translate {

using Blocks = std::vector<openai::ReasoningBlock>;
using bedrock::ReasoningReplay;

ReasoningHistory::ReasoningHistory(const openai::ChatRequest& request,
                                   const bedrock::ModelRules& rules, const ReasoningMemory* memory,
                                   bool think_tags, std::list<std::string>& storage)
    : replay_(bedrock::speaks_in_blocks(rules) ? rules.reasoning_replay : ReasoningReplay::none),
      memory_(may_reason(request, rules) ? memory : nullptr),
      think_tags_(think_tags),
      storage_(storage) {}

Blocks ReasoningHistory::blocks(const openai::Message& message) {
  if (replay_ == ReasoningReplay::none) return {};
  Blocks blocks = usable(message.reasoning);
  if (blocks.empty() && memory_ != nullptr && !message.tool_calls.empty()) {
    blocks = remembered(message);
  }
  return blocks;
}

bool ReasoningHistory::is_usable(const openai::ReasoningBlock& block) const {
  if (!block.redacted.empty()) return true;
  return replay_ == ReasoningReplay::signed_blocks && !block.signature.empty();
}

Blocks ReasoningHistory::usable(const Blocks& all) const {
  Blocks blocks;
  for (const openai::ReasoningBlock& block : all) {
    // Some clients send the same blocks in two forms.
    const bool repeated = std::ranges::any_of(blocks, [&](const openai::ReasoningBlock& other) {
      return other.signature == block.signature && other.redacted == block.redacted;
    });
    if (is_usable(block) && !repeated) blocks.push_back(block);
  }
  return blocks;
}

Blocks ReasoningHistory::remembered(const openai::Message& message) {
  for (const openai::ToolCall& call : message.tool_calls) {
    if (call.id.empty()) continue;
    std::optional<std::string> text = memory_->recall(call.id.escaped);
    if (!text) continue;
    Blocks blocks;
    json::Document document;
    const auto value = document.parse(storage_.emplace_back(std::move(*text)));
    if (value && openai::read_reasoning_blocks(*value, {}, blocks, storage_)) return usable(blocks);
  }
  return {};
}

}  // namespace gw::translate
