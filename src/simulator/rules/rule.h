// A rule of Converse: a function that says no, and a row in the table of its theme. The themes are
// run in the order in which they stand here, and rules in the order of their table.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "simulator/json_value.h"
#include "simulator/model.h"
#include "simulator/refusal.h"

namespace gw::simulator {

using bedrock::ModelRules;
using MaybeRefusal = std::optional<Refusal>;
// The body has the right shape. All but the first theme may also rely on its having messages and
// on their having content.
using Rule = MaybeRefusal (*)(const Value& body, const ModelRules& model);

std::span<const Rule> message_rules();
std::span<const Rule> tool_rules();
std::span<const Rule> tool_schema_rules();
std::span<const Rule> converse_tool_rules();
std::span<const Rule> document_rules();
std::span<const Rule> media_rules();
std::span<const Rule> structured_rules();
std::span<const Rule> cache_rules();
std::span<const Rule> converse_cache_rules();
std::span<const Rule> model_rules();
std::span<const Rule> claude_rules();
std::span<const Rule> additional_field_rules();
std::span<const Rule> reasoning_rules();

inline std::string message_path(std::size_t message) {
  return "messages." + std::to_string(message);
}
inline std::string block_path(std::size_t message, std::size_t block) {
  return message_path(message) + ".content." + std::to_string(block);
}

// What the model said, not Converse.
inline constexpr std::string_view kModelError = "The model returned the following errors: ";
inline Refusal model_error(std::string_view message) {
  return validation(std::string(kModelError) + std::string(message));
}
inline Refusal unsupported(std::string_view field) {
  const std::string name(field);
  return validation("This model doesn't support the " + name + " field. Remove " + name +
                    " and try again.");
}

inline bool is_user(const Value& message) { return message["role"].text == "user"; }

inline bool has_block(const Value& message, std::string_view kind) {
  return std::ranges::any_of(message["content"].items,
                             [&](const Value& block) { return block.find(kind) != nullptr; });
}

// The first refusal that `visit(block, message index, block index)` has for any block.
template <class Visit>
MaybeRefusal visit_blocks(const Value& body, Visit visit) {
  const auto& messages = body["messages"].items;
  for (std::size_t m = 0; m < messages.size(); ++m) {
    const auto& blocks = messages[m]["content"].items;
    for (std::size_t b = 0; b < blocks.size(); ++b) {
      if (MaybeRefusal refusal = visit(blocks[b], m, b)) return refusal;
    }
  }
  return std::nullopt;
}

}  // namespace gw::simulator
