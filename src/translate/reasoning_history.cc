#include "translate/reasoning_history.h"

#include <algorithm>
#include <iterator>

#include "json/value.h"
#include "translate/reasoning.h"

namespace gw::translate {

namespace {

using bedrock::ReasoningReplay;

bool is_tool_call(const llm::Block& block) {
  return std::holds_alternative<llm::ToolCall>(block.value);
}

}  // namespace

ReasoningHistory::ReasoningHistory(const llm::Request& request, const bedrock::ModelRules& rules,
                                   const ReasoningMemory* memory, std::list<std::string>& storage)
    : replay_(bedrock::speaks_in_blocks(rules) ? rules.reasoning_replay : ReasoningReplay::none),
      memory_(may_reason(request, rules) ? memory : nullptr),
      family_(rules.family),
      storage_(storage) {}

std::span<const llm::Block> ReasoningHistory::blocks(const llm::Message& message) {
  taken_.clear();
  if (replay_ == ReasoningReplay::none || memory_ == nullptr) return message.blocks;
  const auto is_usable_block = [&](const llm::Block& block) {
    const auto* reasoning = std::get_if<llm::Reasoning>(&block.value);
    return reasoning != nullptr && is_usable(*reasoning);
  };
  if (std::ranges::any_of(message.blocks, is_usable_block)) return message.blocks;
  const auto reasoning = remembered(message);
  if (!reasoning) return message.blocks;
  std::vector<llm::Block> said;
  std::vector<llm::Block> calls;
  std::ranges::partition_copy(message.blocks, std::back_inserter(calls), std::back_inserter(said),
                              is_tool_call);
  return placed_.emplace_back(llm::place_reasoning(*reasoning, said, calls));
}

// Some clients send the same blocks in two forms.
bool ReasoningHistory::takes(const llm::Reasoning& block) {
  return is_usable(block) &&
         taken_.insert((block.redacted.empty() ? block.signature : block.redacted).escaped).second;
}

// What another family has said, Claude's models refuse.
bool ReasoningHistory::is_usable(const llm::Reasoning& block) const {
  if (!block.family.empty() && block.family != family_) return false;
  if (replay_ == ReasoningReplay::none) return false;
  if (!block.redacted.empty()) return true;
  return replay_ == ReasoningReplay::signed_blocks && !block.signature.empty();
}

std::optional<std::vector<llm::PlacedReasoning>> ReasoningHistory::remembered(
    const llm::Message& message) {
  for (const llm::Block& block : message.blocks) {
    const auto* call = std::get_if<llm::ToolCall>(&block.value);
    if (call == nullptr || call->id.empty()) continue;
    std::optional<std::string> text = memory_->recall(call->id.escaped);
    if (!text) continue;
    std::vector<llm::PlacedReasoning> blocks;
    json::Document document;
    const auto value = document.parse(storage_.emplace_back(std::move(*text)));
    if (value && llm::read_reasoning_blocks(*value, llm::Path(), blocks, storage_)) return blocks;
  }
  return std::nullopt;
}

}  // namespace gw::translate
