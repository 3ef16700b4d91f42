#include "openai/chat_reasoning.h"

#include <algorithm>
#include <array>

namespace gw::openai {

namespace {

using namespace std::string_view_literals;
using json::Value;
using llm::Expected;
using llm::is_string;
using llm::Path;
using llm::quoted;
using llm::ReasoningWish;

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

Expected<> read_effort(Value value, const Path& path, ReasoningWish& reasoning) {
  return assign(reasoning.effort, read_word(value, path, llm::kEfforts));
}

// 0 is another way to say no.
Expected<> read_budget(Value value, const Path& path, ReasoningWish& reasoning) {
  if (value.integer() == 0) {
    reasoning.enabled = false;
    return {};
  }
  const Expected<std::int64_t> budget = read_count(value, path);
  if (!budget) return std::unexpected(budget.error());
  reasoning.budget = *budget;
  reasoning.budget_parameter =
      path.name() == "budget_tokens" ? "thinking.budget_tokens" : "reasoning.max_tokens";
  return {};
}

Expected<> read_flag(Value value, const Path& path, bool& flag) {
  return assign(flag, read_boolean(value, path));
}

Expected<> read_reasoning_member(const json::Member& member, const Path& path,
                                 ReasoningWish& reasoning) {
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
                                ReasoningWish& reasoning) {
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
Expected<> read_members(Value value, const Path& path, llm::Request& request) {
  const std::optional<json::Object> object = value.object();
  if (!object) return wrong_type(path, "an object", value);
  request.reasoning.parameter = path.name();
  for (const json::Member member : *object) {
    Expected<> read = read_one(member, path, request.reasoning);
    if (!read) return read;
  }
  return {};
}

}  // namespace

Expected<> read_reasoning_effort(Value value, const Path& path, llm::Request& request) {
  if (request.reasoning.parameter.empty()) request.reasoning.parameter = path.name();
  return read_effort(value, path, request.reasoning);
}

Expected<> read_reasoning(Value value, const Path& path, llm::Request& request) {
  return read_members<read_reasoning_member>(value, path, request);
}

Expected<> read_thinking(Value value, const Path& path, llm::Request& request) {
  return read_members<read_thinking_member>(value, path, request);
}

}  // namespace gw::openai
