// Reasoning in what is asked, and in the turns that come back.
// https://docs.aws.amazon.com/bedrock/latest/userguide/claude-messages-extended-thinking.html
#include "simulator/reasoning.h"

#include <string>
#include <string_view>

#include "simulator/native/claude_generation.h"
#include "simulator/rules/rule.h"
#include "simulator/tool_choice.h"

namespace gw::simulator {
namespace {

using bedrock::ReasoningOff;
using bedrock::ReasoningReplay;
using Style = bedrock::Reasoning;

// AWS's own pages have the second name for the first Claude that could think.
const Value& thinking(const Value& body) {
  const Value& fields = body["additionalModelRequestFields"];
  const Value* thinking = fields.find("thinking");
  return thinking != nullptr ? *thinking : fields["reasoning_config"];
}

bool thinks(const Value& body) {
  const std::string& type = thinking(body)["type"].text;
  return type == "enabled" || type == "adaptive";
}

// --- what is asked of Claude ---

MaybeRefusal type_is_known(const Value& body, const ModelRules& model) {
  const std::string& type = thinking(body)["type"].text;
  if (type == "enabled" && model.reasoning == Style::adaptive) {
    return model_error(
        "\"thinking.type.enabled\" is not supported for this model. Use \"thinking.type.adaptive\" "
        "and \"output_config.effort\" to control thinking behavior.");
  }
  if (type == "adaptive" && model.reasoning == Style::budget)
    return model_error("adaptive thinking is not supported on this model");
  const bool off = type == "disabled" || type == "between_tools";
  const bool refused =
      model.reasoning_off == ReasoningOff::never ||
      (model.reasoning_off == ReasoningOff::between_tools) != (type == "between_tools");
  if (!off || !refused) return std::nullopt;
  return model_error("\"thinking.type." + type + "\" is not supported for this model.");
}

MaybeRefusal display_is_known(const Value& body, const ModelRules& model) {
  if (model.reasoning_display || thinking(body).find("display") == nullptr) return std::nullopt;
  return model_error("thinking." + thinking(body)["type"].text +
                     ".display: Extra inputs are not permitted");
}

MaybeRefusal budget_fits(const Value& body, const ModelRules&) {
  if (thinking(body)["type"].text != "enabled") return std::nullopt;
  const Value* budget = thinking(body).find("budget_tokens");
  if (budget == nullptr) return model_error("thinking.enabled.budget_tokens: Field required");
  if (budget->number < 1024) {
    return model_error(
        "thinking.enabled.budget_tokens: Input should be greater than or equal to 1024");
  }
  const Value* limit = body["inferenceConfig"].find("maxTokens");
  if (limit == nullptr || limit->number > budget->number) return std::nullopt;
  return model_error("`max_tokens` must be greater than `thinking.budget_tokens`.");
}

MaybeRefusal effort_is_known(const Value& body, const ModelRules& model) {
  const Value& fields = body["additionalModelRequestFields"];
  const std::string& effort = fields["output_config"]["effort"].text;
  if (effort.empty() || std::ranges::find(model.efforts, effort) != model.efforts.end() ||
      has_beta_flag(fields["anthropic_beta"], "effort-2025-11-24"))
    return std::nullopt;
  if (model.efforts.empty())
    return model_error("output_config.effort: Extra inputs are not permitted");
  std::string known;
  for (const std::string& each : model.efforts) {
    const bool last = each == model.efforts.back();
    known.append(known.empty() ? "'" : last ? " or '" : ", '").append(each).append("'");
  }
  return model_error("output_config.effort: Input should be " + known);
}

MaybeRefusal thinking_stands_alone(const Value& body, const ModelRules&) {
  if (!thinks(body)) return std::nullopt;
  const Value& inference = body["inferenceConfig"];
  const Value* temperature = inference.find("temperature");
  if (temperature != nullptr && temperature->number != 1) {
    return model_error("`temperature` may only be set to 1 when thinking is enabled.");
  }
  if (inference.find("topP") != nullptr)
    return model_error("`top_p` must be unset when thinking is enabled.");
  if (body["additionalModelRequestFields"].find("top_k") != nullptr)
    return model_error("`top_k` must be unset when thinking is enabled.");
  if (tool_choice_of(body).forces())
    return model_error("Thinking may not be enabled when tool_choice forces tool use.");
  if (is_user(body["messages"].items.back())) return std::nullopt;
  return model_error(
      "When `thinking` is enabled, the final message must not be an assistant prefill.");
}

// --- what is asked of Nova ---

MaybeRefusal high_effort_stands_alone(const Value& body, const ModelRules& model) {
  const Value& config = body["additionalModelRequestFields"]["reasoningConfig"];
  if (model.reasoning != Style::nova || config["maxReasoningEffort"].text != "high")
    return std::nullopt;
  for (const std::string_view field : {"maxTokens", "temperature", "topP"}) {
    if (body["inferenceConfig"].find(field) == nullptr) continue;
    return validation("The inferenceConfig." + std::string(field) +
                      " field must be unset when maxReasoningEffort is high.");
  }
  return std::nullopt;
}

// --- what comes back ---

MaybeRefusal model_takes_reasoning(const Value& body, const ModelRules& model) {
  return visit_blocks(body, [&](const Value& block, std::size_t, std::size_t) -> MaybeRefusal {
    const Value* reasoning = block.find("reasoningContent");
    if (reasoning == nullptr || model.reasoning_replay == ReasoningReplay::signed_blocks)
      return std::nullopt;
    if (model.reasoning_replay == ReasoningReplay::none) return unsupported("reasoningContent");
    if ((*reasoning)["reasoningText"].find("signature") == nullptr) return std::nullopt;
    return unsupported("reasoningContent.reasoningText.signature");
  });
}

MaybeRefusal reasoning_leads_to_something(const Value& body, const ModelRules& model) {
  if (model.reasoning_replay != ReasoningReplay::signed_blocks) return std::nullopt;
  const auto& messages = body["messages"].items;
  for (std::size_t m = 0; m < messages.size(); ++m) {
    const auto& blocks = messages[m]["content"].items;
    const auto is_content = [](const Value& block) { return block.find("cachePoint") == nullptr; };
    const auto last = std::ranges::find_if(blocks.rbegin(), blocks.rend(), is_content);
    if (last == blocks.rend() || last->find("reasoningContent") == nullptr) continue;
    return model_error(message_path(m) +
                       ": The final block in an assistant message cannot be `thinking`.");
  }
  return std::nullopt;
}

// Whether the text was signed at another of the places that an answer of so many blocks has.
bool is_moved(const Value& text, std::size_t blocks) {
  for (Place place; place.thoughts < blocks; ++place.thoughts) {
    for (place.calls = 0; place.calls < blocks; ++place.calls) {
      if (text["signature"].text == signature_of(place, text["text"].text)) return true;
    }
  }
  return false;
}

// Of redacted reasoning it is not known where it stood.
MaybeRefusal reasoning_is_untouched(const Value& body, const ModelRules& model) {
  if (model.reasoning_replay != ReasoningReplay::signed_blocks) return std::nullopt;
  const auto& messages = body["messages"].items;
  for (std::size_t m = 0; m < messages.size(); ++m) {
    Place place;
    const auto& blocks = messages[m]["content"].items;
    for (std::size_t b = 0; b < blocks.size(); ++b) {
      if (blocks[b].find("toolUse") != nullptr) ++place.calls;
      const Value* reasoning = blocks[b].find("reasoningContent");
      if (reasoning == nullptr) continue;
      const Place here = place;
      ++place.thoughts;
      const Value* text = reasoning->find("reasoningText");
      if (text == nullptr) continue;
      const std::string path = block_path(m, b);
      if (text->find("signature") == nullptr)
        return model_error(path + ".thinking.signature: Field required");
      if ((*text)["signature"].text == signature_of(here, (*text)["text"].text)) continue;
      if (!is_moved(*text, blocks.size()))
        return model_error(path + ": Invalid `signature` in `thinking` block");
      return model_error(path +
                         ": `thinking` or `redacted_thinking` blocks in the latest assistant "
                         "message cannot be modified. These blocks must remain as they were in the "
                         "original response.");
    }
  }
  return std::nullopt;
}

bool has_only_results(const Value& message) {
  return std::ranges::all_of(message["content"].items, [](const Value& block) {
    return block.find("toolResult") != nullptr || block.find("cachePoint") != nullptr;
  });
}

// Only where a budget was given; adaptive thinking begins wherever it likes. All answers between
// which the user has said nothing but results are one, which begins with its reasoning.
MaybeRefusal calls_begin_with_reasoning(const Value& body, const ModelRules&) {
  if (thinking(body)["type"].text != "enabled") return std::nullopt;
  const auto& messages = body["messages"].items;
  std::size_t m = messages.size() - 1;
  while (m > 0 && is_user(messages[m])) --m;
  if (!has_block(messages[m], "toolUse")) return std::nullopt;
  while (m >= 2 && has_only_results(messages[m - 1])) m -= 2;
  const Value& first = messages[m]["content"].items.front();
  if (first.find("reasoningContent") != nullptr) return std::nullopt;
  const std::string found = first.find("text") != nullptr ? "text" : "tool_use";
  return model_error(
      block_path(m, 0) + ".type: Expected `thinking` or `redacted_thinking`, but found `" + found +
      "`. When `thinking` is enabled, a final `assistant` message must start with a thinking block "
      "(preceeding the lastmost set of `tool_use` and `tool_result` blocks). We recommend you "
      "include thinking blocks from previous turns. To avoid this requirement, disable `thinking`. "
      "Please consult our documentation at "
      "https://docs.claude.com/en/docs/build-with-claude/extended-thinking");
}

constexpr Rule kReasoningRules[] = {
    type_is_known,
    display_is_known,
    budget_fits,
    effort_is_known,
    thinking_stands_alone,
    high_effort_stands_alone,
    model_takes_reasoning,
    reasoning_leads_to_something,
    reasoning_is_untouched,
    calls_begin_with_reasoning,
};

}  // namespace

std::span<const Rule> reasoning_rules() { return kReasoningRules; }

}  // namespace gw::simulator
