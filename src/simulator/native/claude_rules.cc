#include "simulator/native/claude_rules.h"

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/ascii.h"
#include "simulator/native/claude_converse.h"
#include "simulator/native/claude_generation.h"
#include "simulator/rules/rule.h"
#include "simulator/text.h"

namespace gw::simulator {
namespace {

bool is_blank_text(const Value& block) {
  const Value& source = block["source"];
  return (block["type"].text == "text" && is_blank(block["text"].text)) ||
         (source["type"].text == "text" && is_blank(source["data"].text));
}

bool has_blank_text(const Value& content) {
  return content.is(Value::Kind::string) ? is_blank(content.text)
                                         : std::ranges::any_of(content.items, is_blank_text);
}

bool is_empty(const Value& content) { return content.text.empty() && content.items.empty(); }

// --- of the generation ---

MaybeRefusal version_is_known(const Value& body, const ModelRules& model) {
  constexpr int kSince = 47;
  const bool older = body["anthropic_version"].text == "bedrock-2023-05-31";
  if (older || claude_generation(model.pattern) >= kSince) return std::nullopt;
  return validation("anthropic_version: Input should be 'bedrock-2023-05-31'");
}

// Claude Code's line about itself, which Anthropic's own API takes out.
MaybeRefusal system_is_not_reserved(const Value& body, const ModelRules&) {
  constexpr std::string_view kReserved = "x-anthropic-billing-header";
  const Value& system = body["system"];
  const std::string& first = system.items.empty() ? system.text : system.items[0]["text"].text;
  if (!first.starts_with(std::string(kReserved) + ":")) return std::nullopt;
  return validation("system: " + std::string(kReserved) +
                    " is a reserved keyword and may not be used in the system prompt.");
}

bool is_system_message(const Value& message) { return message["role"].text == "system"; }

MaybeRefusal system_messages_fit(const Value& body, const ModelRules& model) {
  constexpr int kSince = 48;
  const auto& messages = body["messages"].items;
  for (std::size_t m = 0; m < messages.size(); ++m) {
    if (!is_system_message(messages[m])) continue;
    if (claude_generation(model.pattern) < kSince)
      return validation(message_path(m) + ": role 'system' is not supported on this model");
    if (m == 0) return validation("messages.0: role 'system' is not allowed on the first message");
    for (const Value& block : messages[m]["content"].items) {
      if (block["type"].text != "text")
        return validation(message_path(m) + ": `system` messages can only have text");
    }
  }
  return std::nullopt;
}

MaybeRefusal updates_have_their_flag(const Value& body, const ModelRules&) {
  if (body["thinking"]["display"].text != "updates" ||
      has_beta_flag(body["anthropic_beta"], "thinking-display-updates-2026-08-18"))
    return std::nullopt;
  return validation("thinking." + body["thinking"]["type"].text +
                    ".display: Input should be 'summarized' or 'omitted'");
}

// --- of the body as it stands ---

MaybeRefusal messages_say_something(const Value& body, const ModelRules&) {
  const auto& messages = body["messages"].items;
  if (messages.empty()) return validation("messages: at least one message is required");
  if (!is_user(messages.front()))
    return validation(R"(messages: first message must use the "user" role)");
  for (std::size_t m = 0; m < messages.size(); ++m) {
    if (is_empty(messages[m]["content"]))
      return validation(message_path(m) + ": all messages must have non-empty content");
    if (has_blank_text(messages[m]["content"]))
      return validation("messages: text content blocks must contain non-whitespace text");
  }
  if (has_blank_text(body["system"]))
    return validation("system: text content blocks must contain non-whitespace text");
  return std::nullopt;
}

MaybeRefusal model_takes_sampling(const Value& body, const ModelRules& model) {
  const bool temperature = body.find("temperature") != nullptr;
  const bool top_p = body.find("top_p") != nullptr;
  if (model.sampling == bedrock::Sampling::one_of && temperature && top_p) {
    return validation(
        "`temperature` and `top_p` cannot both be specified for this model. Please use only one.");
  }
  if (model.sampling == bedrock::Sampling::none && (temperature || top_p)) {
    return validation(temperature ? "`temperature` is deprecated for this model."
                                  : "`top_p` is deprecated for this model.");
  }
  return std::nullopt;
}

MaybeRefusal schemas_are_objects(const Value& body, const ModelRules&) {
  const auto& tools = body["tools"].items;
  for (std::size_t t = 0; t < tools.size(); ++t) {
    if (tools[t].find("input_schema") == nullptr) continue;  // Anthropic's own
    const Value* type = tools[t]["input_schema"].find("type");
    if (type != nullptr && type->text == "object") continue;
    return validation("tools." + std::to_string(t) + ".custom.input_schema.type: " +
                      (type == nullptr ? "Field required" : "Input should be 'object'"));
  }
  return std::nullopt;
}

MaybeRefusal choice_is_among_tools(const Value& body, const ModelRules&) {
  if (body.find("tool_choice") == nullptr || body.find("tools") != nullptr) return std::nullopt;
  return validation("tool_choice may only be specified while providing tools");
}

// In Converse's words: those of InvokeModel have not been seen.
MaybeRefusal choice_can_be_forced(const Value& body, const ModelRules& model) {
  const std::string& type = body["tool_choice"]["type"].text;
  if (model.forced_tool != bedrock::ForcedTool::none || (type != "any" && type != "tool"))
    return std::nullopt;
  return validation("This model doesn't support the toolConfig.toolChoice." + type +
                    " field. Remove toolConfig.toolChoice." + type + " and try again.");
}

MaybeRefusal model_takes_strict_tools(const Value& body, const ModelRules& model) {
  const auto& tools = body["tools"].items;
  for (std::size_t t = 0; t < tools.size() && !model.strict_tools; ++t) {
    if (tools[t].find("strict") == nullptr) continue;
    return validation("tools." + std::to_string(t) +
                      ".custom.strict: Extra inputs are not permitted");
  }
  return std::nullopt;
}

// --- of the body in Converse's words ---

MaybeRefusal prefill_fits(const Value& body, const ModelRules& model) {
  const Value& last = body["messages"].items.back();
  if (is_user(last)) return std::nullopt;
  if (!model.prefill) {
    return validation(
        "This model does not support assistant message prefill. The conversation must end with a "
        "user message.");
  }
  const Value* text = last["content"].items.back().find("text");
  if (text == nullptr || !ascii::is_space(text->text.back())) return std::nullopt;
  return validation("messages: final assistant content cannot end with trailing whitespace");
}

MaybeRefusal tools_are_defined(const Value& body, const ModelRules&) {
  if (body.find("toolConfig") != nullptr) return std::nullopt;
  return visit_blocks(body, [](const Value& block, std::size_t, std::size_t) -> MaybeRefusal {
    if (block.find("toolUse") == nullptr && block.find("toolResult") == nullptr)
      return std::nullopt;
    return validation(
        "Requests which include `tool_use` or `tool_result` blocks must define tools");
  });
}

MaybeRefusal tool_blocks_have_their_role(const Value& body, const ModelRules&) {
  const auto& messages = body["messages"].items;
  for (std::size_t m = 0; m < messages.size(); ++m) {
    const bool user = is_user(messages[m]);
    if (!has_block(messages[m], user ? "toolUse" : "toolResult")) continue;
    return validation(message_path(m) +
                      (user ? ": `tool_use` blocks can only be in `assistant` messages"
                            : ": `tool_result` blocks can only be in `user` messages"));
  }
  return std::nullopt;
}

std::vector<std::string> ids_in(const Value& message, std::string_view kind) {
  std::vector<std::string> ids;
  for (const Value& block : message["content"].items) {
    if (const Value* found = block.find(kind)) ids.push_back((*found)["toolUseId"].text);
  }
  return ids;
}

bool contains(const std::vector<std::string>& ids, const std::string& id) {
  return std::ranges::find(ids, id) != ids.end();
}

MaybeRefusal results_follow_uses(const Value& body, const ModelRules&) {
  const auto& messages = body["messages"].items;
  return visit_blocks(body, [&](const Value& block, std::size_t m, std::size_t b) -> MaybeRefusal {
    const Value* result = block.find("toolResult");
    if (result == nullptr) return std::nullopt;
    const std::string& id = (*result)["toolUseId"].text;
    if (std::ranges::count(ids_in(messages[m], "toolResult"), id) > 1) {
      return validation(block_path(m, b) +
                        ": each tool_use must have a single result. Found multiple `tool_result` "
                        "blocks with id: " +
                        id);
    }
    if (m > 0 && contains(ids_in(messages[m - 1], "toolUse"), id)) return std::nullopt;
    return validation(block_path(m, b) +
                      ": unexpected `tool_use_id` found in `tool_result` blocks: " + id +
                      ". Each `tool_result` block must have a corresponding `tool_use` block in "
                      "the previous message.");
  });
}

MaybeRefusal uses_have_results(const Value& body, const ModelRules&) {
  const auto& messages = body["messages"].items;
  for (std::size_t m = 0; m < messages.size(); ++m) {
    std::vector<std::string> results;
    if (m + 1 < messages.size()) results = ids_in(messages[m + 1], "toolResult");
    std::string missing;
    for (const std::string& id : ids_in(messages[m], "toolUse")) {
      if (!contains(results, id)) missing += (missing.empty() ? "" : ", ") + id;
    }
    if (missing.empty()) continue;
    return validation(message_path(m) +
                      ": `tool_use` ids were found without `tool_result` blocks immediately "
                      "after: " +
                      missing +
                      ". Each `tool_use` block must have a corresponding `tool_result` block in "
                      "the next message.");
  }
  return std::nullopt;
}

MaybeRefusal tokens_within_limit(const Value& body, const ModelRules& model) {
  const auto asked = static_cast<std::int64_t>(body["inferenceConfig"]["maxTokens"].number);
  if (model.max_output == 0 || asked <= model.max_output) return std::nullopt;
  return validation("max_tokens: " + std::to_string(asked) + " > " +
                    std::to_string(model.max_output) +
                    ", which is the maximum allowed number of output tokens for " + model.pattern);
}

constexpr Rule kRules[] = {version_is_known,        system_is_not_reserved, system_messages_fit,
                           updates_have_their_flag, messages_say_something, model_takes_sampling,
                           schemas_are_objects,     choice_is_among_tools,  choice_can_be_forced,
                           model_takes_strict_tools};
constexpr Rule kConverseRules[] = {
    prefill_fits,        tools_are_defined, tool_blocks_have_their_role,
    results_follow_uses, uses_have_results, tokens_within_limit};

// What the model says through Converse it says here without the preface. What Converse itself says
// it says here as well: Anthropic's own words for it are not known.
Refusal without_preface(Refusal refusal) {
  if (refusal.message.starts_with(kModelError)) refusal.message.erase(0, kModelError.size());
  return refusal;
}

}  // namespace

std::optional<Refusal> break_of_claude_rule(const Value& body, const Model& model, bool) {
  for (const Rule rule : kRules) {
    if (auto refusal = rule(body, *model.rules)) return refusal;
  }
  const Value converse = as_converse(body);
  for (const auto theme : {std::span<const Rule>(kConverseRules), tool_rules(), tool_schema_rules(),
                           media_rules(), structured_rules(), cache_rules(), claude_rules(),
                           additional_field_rules(), reasoning_rules()}) {
    for (const Rule rule : theme) {
      if (auto refusal = rule(converse, *model.rules)) return without_preface(*std::move(refusal));
    }
  }
  return std::nullopt;
}

}  // namespace gw::simulator
