#include "openai/chat_message.h"

#include <algorithm>
#include <utility>

namespace gw::openai {

namespace {

llm::Role neutral(Role role) {
  switch (role) {
    case Role::system:
    case Role::developer:
      return llm::Role::system;
    case Role::assistant:
      return llm::Role::assistant;
    case Role::user:
    case Role::tool:
    case Role::function:
      break;
  }
  return llm::Role::user;
}

// JSON is an answer of a tool's, and nothing else.
void add_part(const ChatMessage::Part& part, std::vector<llm::Block>& blocks) {
  std::visit(
      [&](const auto& value) {
        if constexpr (!std::is_same_v<std::decay_t<decltype(value)>, llm::Json>)
          blocks.push_back({value, part.cache});
      },
      part.value);
}

bool is_reasoning(const ChatMessage::Part& part) {
  return std::holds_alternative<llm::Reasoning>(part.value);
}

llm::Block result_of(const ChatMessage& message) {
  llm::ToolResult result{.id = message.tool_call_id, .name = message.name};
  result.error = message.is_error;
  result.content.reserve(message.content.size());
  llm::CacheMark cache = llm::CacheMark::none;
  for (const ChatMessage::Part& part : message.content) {
    if (part.cache != llm::CacheMark::none) cache = part.cache;
    if (const auto* text = std::get_if<llm::Text>(&part.value)) result.content.emplace_back(*text);
    if (const auto* json = std::get_if<llm::Json>(&part.value)) result.content.emplace_back(*json);
    if (const auto* media = std::get_if<llm::MediaPart>(&part.value))
      result.content.emplace_back(*media);
  }
  return {std::move(result), cache};
}

// What the assistant said and called, its reasoning among it.
std::vector<llm::Block> answer_of(const ChatMessage& message) {
  std::vector<llm::Block> blocks;
  blocks.reserve(message.content.size() + message.calls.size());
  const bool listed = !message.reasoning.empty();  // one list is enough, and that can say more
  for (const ChatMessage::Part& part : message.content) {
    if (!listed || !is_reasoning(part)) add_part(part, blocks);
  }
  const std::size_t texts = blocks.size();
  for (const llm::ToolCall& call : message.calls) blocks.push_back({call});
  if (!listed) return blocks;
  const std::span<const llm::Block> all(blocks);
  return llm::place_reasoning(message.reasoning, all.first(texts), all.subspan(texts));
}

}  // namespace

void ChatMessage::reset(Role of) {
  role = of;
  content.clear();
  calls.clear();
  results.clear();
  reasoning.clear();
  tool_call_id = {};
  name = {};
  is_error = false;
  cache = llm::CacheMark::none;
}

llm::Message in_order(const ChatMessage& message) {
  llm::Message ordered{.role = neutral(message.role), .blocks = {}};
  if (is_answer_of_tool(message.role)) {
    ordered.blocks.push_back(result_of(message));
  } else if (message.role == Role::assistant) {
    ordered.blocks = answer_of(message);
  } else {
    ordered.blocks = message.results;
    ordered.blocks.reserve(message.results.size() + message.content.size());
    for (const ChatMessage::Part& part : message.content) add_part(part, ordered.blocks);
  }
  if (message.cache != llm::CacheMark::none && !ordered.blocks.empty())
    ordered.blocks.back().cache = message.cache;
  return ordered;
}

}  // namespace gw::openai
