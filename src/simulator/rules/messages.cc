// The roles of the messages, and that they say something.
#include <algorithm>

#include "simulator/rules/rule.h"
#include "simulator/text.h"

namespace gw::simulator {
namespace {

MaybeRefusal messages_present(const Value& body, const ModelRules&) {
  if (!body["messages"].items.empty()) return std::nullopt;
  return validation("The value at messages is empty. Provide a value and try your request again.");
}

MaybeRefusal content_present(const Value& body, const ModelRules&) {
  const auto& messages = body["messages"].items;
  for (std::size_t m = 0; m < messages.size(); ++m) {
    if (!messages[m]["content"].items.empty()) continue;
    return validation("The content field in the Message object at " + message_path(m) +
                      " is empty. Add a ContentBlock object to the content field and try again.");
  }
  return std::nullopt;
}

MaybeRefusal starts_with_user(const Value& body, const ModelRules&) {
  if (is_user(body["messages"].items.front())) return std::nullopt;
  return validation(
      "A conversation must start with a user message. Try again with a conversation that starts "
      "with a user message.");
}

MaybeRefusal roles_alternate(const Value& body, const ModelRules&) {
  const auto& messages = body["messages"].items;
  const auto same_role = [](const Value& a, const Value& b) {
    return a["role"].text == b["role"].text;
  };
  if (std::ranges::adjacent_find(messages, same_role) == messages.end()) return std::nullopt;
  return validation(
      "A conversation must alternate between user and assistant roles. Make sure the conversation "
      "alternates between user and assistant roles and try again.");
}

MaybeRefusal text_not_blank(const Value& body, const ModelRules&) {
  return visit_blocks(body, [](const Value& block, std::size_t m, std::size_t b) -> MaybeRefusal {
    const Value* text = block.find("text");
    if (text == nullptr || !is_blank(text->text)) return std::nullopt;
    return validation("The text field in the ContentBlock object at " + block_path(m, b) +
                      " is blank. Add text to the text field, and try again.");
  });
}

MaybeRefusal system_not_blank(const Value& body, const ModelRules&) {
  for (const Value& block : body["system"].items) {
    const Value* text = block.find("text");
    if (text == nullptr || !is_blank(text->text)) continue;
    return validation("system: text content blocks must contain non-whitespace text");
  }
  return std::nullopt;
}

constexpr Rule kMessageRules[] = {
    messages_present, content_present, starts_with_user,
    roles_alternate,  text_not_blank,  system_not_blank,
};

}  // namespace

std::span<const Rule> message_rules() { return kMessageRules; }

}  // namespace gw::simulator
