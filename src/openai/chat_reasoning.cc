#include "openai/chat_reasoning.h"

#include <algorithm>
#include <array>

namespace gw::openai {

namespace {

using namespace std::string_view_literals;
using json::Value;

// The one of `words` that the string is.
template <std::size_t size>
Expected<std::string_view> read_word(Value value, const Path& path,
                                     const std::array<std::string_view, size>& words) {
  if (!value.string()) return wrong_type(path, "a string", value);
  const auto* found =
      std::ranges::find_if(words, [&](std::string_view word) { return is_string(value, word); });
  if (found != words.end()) return *found;
  std::string message = "Invalid value: " + quoted(value) + ". Supported values are: ";
  for (const std::string_view word : words) {
    if (word != words.front()) message += ", ";
    message.append("'").append(word).append("'");
  }
  return refuse(path, "invalid_value", message + ".");
}

Expected<> read_effort(Value value, const Path& path, Reasoning& reasoning) {
  return assign(reasoning.effort, read_word(value, path, kEfforts));
}

// 0 is another way to say no.
Expected<> read_budget(Value value, const Path& path, Reasoning& reasoning) {
  if (value.integer() == 0) {
    reasoning.enabled = false;
    return {};
  }
  const Expected<std::int64_t> budget = read_count(value, path);
  if (!budget) return std::unexpected(budget.error());
  reasoning.budget = *budget;
  return {};
}

Expected<> read_flag(Value value, const Path& path, bool& flag) {
  return assign(flag, read_boolean(value, path));
}

Expected<> read_reasoning_member(const json::Member& member, const Path& path,
                                 Reasoning& reasoning) {
  const auto& [key, value] = member;
  if (value.is_null()) return {};
  if (key == "effort") return read_effort(value, path / "effort", reasoning);
  if (key == "max_tokens") return read_budget(value, path / "max_tokens", reasoning);
  if (key == "exclude") return read_flag(value, path / "exclude", reasoning.exclude);
  if (key == "enabled") {
    bool enabled = true;
    Expected<> read = read_flag(value, path / "enabled", enabled);
    reasoning.enabled = enabled;
    return read;
  }
  return {};  // "summary" and others that say how it is shown
}

Expected<> read_thinking_member(const json::Member& member, const Path& path,
                                Reasoning& reasoning) {
  static constexpr std::array kTypes{"enabled"sv, "adaptive"sv, "disabled"sv, "between_tools"sv};
  static constexpr std::array kDisplays{"summarized"sv, "omitted"sv};
  const auto& [key, value] = member;
  if (value.is_null()) return {};
  if (key == "budget_tokens") return read_budget(value, path / "budget_tokens", reasoning);
  if (key == "display")
    return assign(reasoning.display, read_word(value, path / "display", kDisplays));
  if (key != "type") return {};
  const auto type = read_word(value, path / "type", kTypes);
  if (!type) return std::unexpected(type.error());
  reasoning.enabled = *type == "enabled" || *type == "adaptive";
  return {};
}

template <auto read_one>
Expected<> read_members(Value value, const Path& path, ChatRequest& request) {
  const std::optional<json::Object> object = value.object();
  if (!object) return wrong_type(path, "an object", value);
  request.reasoning.parameter = path.name();
  for (const json::Member member : *object) {
    Expected<> read = read_one(member, path, request.reasoning);
    if (!read) return read;
  }
  return {};
}

// A string that may be missing.
Expected<> read_string(json::Object object, std::string_view key, const Path& path,
                       json::RawString& target, std::list<std::string>& repaired) {
  const std::optional<Value> value = object.find(key);
  if (!value || value->is_null()) return {};
  return assign(target, read_text(*value, path / key, repaired));
}

struct BlockType {
  std::string_view name;
  std::string_view text;  // the members; empty: the block has none
  std::string_view signature;
  std::string_view redacted;
};
constexpr std::array kBlockTypes{
    BlockType{"thinking", "thinking", "signature", ""},
    BlockType{"redacted_thinking", "", "", "data"},
    BlockType{"reasoning.text", "text", "signature", ""},
    BlockType{"reasoning.encrypted", "", "", "data"},
};

// Nothing is refused for what stands there: 0 is where reasoning nearly always stands.
std::size_t read_place(json::Object block, std::string_view key) {
  const std::optional<Value> count = block.find(key);
  const std::int64_t given = count ? count->integer().value_or(0) : 0;
  return static_cast<std::size_t>(std::max<std::int64_t>(0, given));
}

}  // namespace

Expected<> read_reasoning_effort(Value value, const Path& path, ChatRequest& request) {
  if (request.reasoning.parameter.empty()) request.reasoning.parameter = path.name();
  return read_effort(value, path, request.reasoning);
}

Expected<> read_reasoning(Value value, const Path& path, ChatRequest& request) {
  return read_members<read_reasoning_member>(value, path, request);
}

Expected<> read_thinking(Value value, const Path& path, ChatRequest& request) {
  return read_members<read_thinking_member>(value, path, request);
}

Expected<> read_reasoning_block(json::Object block, const Path& path, ReasoningPlace place,
                                std::vector<ReasoningBlock>& blocks,
                                std::list<std::string>& repaired) {
  const std::optional<Value> type = block.find("type");
  const auto* known = std::ranges::find_if(
      kBlockTypes, [&](const BlockType& t) { return type && is_string(*type, t.name); });
  if (known == kBlockTypes.end()) return {};
  ReasoningBlock result{.place = place};
  const std::pair<std::string_view, json::RawString*> members[] = {
      {known->text, &result.text},
      {known->signature, &result.signature},
      {known->redacted, &result.redacted}};
  for (const auto& [key, target] : members) {
    if (key.empty()) continue;
    Expected<> read = read_string(block, key, path, *target, repaired);
    if (!read) return read;
  }
  blocks.push_back(result);
  return {};
}

Expected<> read_reasoning_blocks(Value value, const Path& path, std::vector<ReasoningBlock>& blocks,
                                 std::list<std::string>& repaired) {
  const std::optional<json::Array> list = value.array();
  if (!list) return wrong_type(path, "an array of objects", value);
  std::size_t index = 0;
  for (const Value item : *list) {
    const Path item_path = path / index++;
    const std::optional<json::Object> object = item.object();
    if (!object) return wrong_type(item_path, "an object", item);
    const ReasoningPlace place{read_place(*object, "content_offset"),
                               read_place(*object, "calls_before")};
    Expected<> read = read_reasoning_block(*object, item_path, place, blocks, repaired);
    if (!read) return read;
  }
  return {};
}

}  // namespace gw::openai
