// What Anthropic's Messages API refuses, which stands behind Converse: fields that it does not know
// in additionalModelRequestFields, for one; it is strict.
// https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-anthropic-claude-messages.html
#include <algorithm>
#include <string_view>
#include <utility>

#include "simulator/native/claude_generation.h"
#include "simulator/rules/rule.h"
#include "simulator/text.h"

namespace gw::simulator {
namespace {

constexpr std::string_view kFields[] = {
    "anthropic_beta", "context_management", "metadata", "output_config", "reasoning_config",
    "thinking",       "tool_choice",        "tools",    "top_k",         "max_tokens",
    "stop_sequences", "temperature",        "top_p",    "system",        "messages",
};

bool is_claude_model(const ModelRules& model) {
  return model.native == bedrock::NativeFormat::claude_messages;
}

MaybeRefusal claude_fields_are_known(const Value& body, const ModelRules& model) {
  if (!is_claude_model(model)) return std::nullopt;
  for (const auto& [name, value] : body["additionalModelRequestFields"].members) {
    if (std::ranges::find(kFields, name) != std::end(kFields)) continue;
    return model_error(name + ": Extra inputs are not permitted");
  }
  return std::nullopt;
}

// What Converse has a member for must not be said twice.
MaybeRefusal fields_do_not_conflict(const Value& body, const ModelRules& model) {
  if (!is_claude_model(model)) return std::nullopt;
  const Value& inference = body["inferenceConfig"];
  const std::pair<std::string_view, bool> conflicts[] = {
      {"messages", true},
      {"system", body.find("system") != nullptr},
      {"max_tokens", inference.find("maxTokens") != nullptr},
      {"stop_sequences", inference.find("stopSequences") != nullptr},
      {"temperature", inference.find("temperature") != nullptr},
      {"top_p", inference.find("topP") != nullptr},
      {"tools", body["toolConfig"].find("tools") != nullptr},
      {"tool_choice", body["toolConfig"].find("toolChoice") != nullptr},
  };
  for (const auto& [field, taken] : conflicts) {
    if (!taken || body["additionalModelRequestFields"].find(field) == nullptr) continue;
    return validation("The additional field " + std::string(field) +
                      " conflicts with an existing field.");
  }
  return std::nullopt;
}

MaybeRefusal choice_is_among_tools(const Value& body, const ModelRules& model) {
  const Value& fields = body["additionalModelRequestFields"];
  const bool offers = body.find("toolConfig") != nullptr || fields.find("tools") != nullptr;
  if (!is_claude_model(model) || fields.find("tool_choice") == nullptr || offers)
    return std::nullopt;
  return model_error("tool_choice may only be specified while providing tools");
}

MaybeRefusal beta_flags_are_known(const Value& body, const ModelRules& model) {
  if (!is_claude_model(model)) return std::nullopt;
  for (const Value& flag : body["additionalModelRequestFields"]["anthropic_beta"].items) {
    if (takes_beta_flag(claude_generation(model.pattern), flag.text)) continue;
    return model_error("invalid beta flag");
  }
  return std::nullopt;
}

MaybeRefusal stop_sequences_say_something(const Value& body, const ModelRules& model) {
  const auto& stop = body["inferenceConfig"]["stopSequences"].items;
  const auto is_blank_text = [](const Value& sequence) { return is_blank(sequence.text); };
  if (model.blank_stop || std::ranges::none_of(stop, is_blank_text)) return std::nullopt;
  return model_error("stop_sequences: each stop sequence must contain non-whitespace");
}

constexpr Rule kClaudeRules[] = {
    claude_fields_are_known, fields_do_not_conflict,       choice_is_among_tools,
    beta_flags_are_known,    stop_sequences_say_something,
};

}  // namespace

std::span<const Rule> claude_rules() { return kClaudeRules; }

}  // namespace gw::simulator
