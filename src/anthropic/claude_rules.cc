#include "anthropic/claude_rules.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/ascii.h"
#include "bedrock/model_id.h"

namespace gw::anthropic {

namespace {

using Need = BetaRule::Need;

// From a version on, until the next line. What was seen in Claude Code's own traffic to Bedrock and
// in refusals that were reported.
struct Generation {
  int from;
  bool thinking, enabled, adaptive;
  bool display, updates;
  bool effort;
  bool system_messages;
  bool tool_search;
  bool cache_ttl;
  bool eager_input, eager_by_flag;
  bool safeguards;
};
// clang-format off
constexpr std::array kGenerations{
    //         from think  enabl  adapt  disp   updat  effort system search ttl    eager  byflag safe
    Generation{0,   false, false, false, false, false, false, false, false, false, false, false, false},
    Generation{37,  true,  true,  false, false, false, false, false, false, false, false, true,  false},
    Generation{40,  true,  true,  false, false, false, false, false, true,  false, false, true,  false},
    Generation{45,  true,  true,  false, false, false, false, false, true,  true,  false, true,  false},
    Generation{46,  true,  true,  true,  false, false, true,  false, true,  true,  false, false, false},
    Generation{47,  true,  false, true,  true,  false, true,  false, true,  true,  false, false, false},
    Generation{48,  true,  false, true,  true,  false, true,  true,  true,  true,  true,  false, false},
    Generation{50,  true,  false, true,  true,  true,  true,  true,  true,  true,  true,  false, true},
};
// clang-format on

constexpr std::array kBetas{
    BetaRule{kToolSearchFlag, Need::tool_search, 40},
    BetaRule{.flag = "advanced-tool-use-2025-11-20",
             .need = Need::tool_search,
             .from = 40,
             .sent_as = kToolSearchFlag},
    BetaRule{.flag = "context-1m-2025-08-07", .from = 40, .except = "haiku-4-5"},
    BetaRule{.flag = "interleaved-thinking-2025-05-14",
             .need = Need::enabled_thinking,
             .from = 40,
             .except = "haiku-4-5"},
    BetaRule{.flag = "thinking-token-count-2026-05-13", .from = 47},
    BetaRule{"context-management-2025-06-27", Need::context_edits, 40},
    BetaRule{"compact-2026-01-12", Need::compaction, 46},
    BetaRule{"compact-2026-09-04", Need::compaction, 46},
    BetaRule{kUpdatesFlag, Need::display_updates, 50},
    BetaRule{"dangerous-tool-use-2026-09-03", Need::safeguards, 50},
    // Older models only: later ones have all that without being asked, or another version of it.
    BetaRule{kEagerFlag, Need::nothing, 37, 46},
    BetaRule{"token-efficient-tools-2025-02-19", Need::nothing, 37, 41},
    BetaRule{"output-128k-2025-02-19", Need::nothing, 37, 41},
    BetaRule{"dev-full-thinking-2025-05-14", Need::nothing, 40, 45},
    BetaRule{"model-context-window-exceeded-2025-08-26", Need::nothing, 37, 46},
    BetaRule{"search-results-2025-06-09", Need::nothing, 35, 46},
    BetaRule{"computer-use-2024-10-22", Need::nothing, 35, 36},
    BetaRule{"computer-use-2025-01-24", Need::nothing, 37, 45},
    BetaRule{"computer-use-2025-11-24", Need::nothing, 45},
    BetaRule{"tool-examples-2025-10-29", Need::nothing, 45},
    BetaRule{.flag = "effort-2025-11-24", .from = 45, .to = 45, .only = "opus"},
};

bool is_number(std::string_view word) {
  return !word.empty() && word.size() <= 2 && std::ranges::all_of(word, ascii::is_digit);
}

int value_of(std::string_view digits) {
  int value = 0;
  for (const char c : digits) value = value * 10 + (c - '0');
  return value;
}

// The base id or family that says which Claude it is; empty: neither does.
std::string_view name_of(std::string_view model, const bedrock::ModelRules& rules) {
  for (const std::string_view text : {bedrock::base_model(model), std::string_view(rules.family),
                                      std::string_view(rules.pattern)}) {
    const std::size_t at = text.find("claude-");
    if (at != text.npos && claude_version(text.substr(at))) return text.substr(at);
  }
  return {};
}

int version_by_rules(const bedrock::ModelRules& rules) {
  switch (rules.reasoning) {
    case bedrock::Reasoning::budget:
      return 45;
    case bedrock::Reasoning::budget_or_adaptive:
      return 46;
    default:
      return kNewest;
  }
}

const Generation& generation_of(int version) {
  const auto after = std::ranges::upper_bound(kGenerations, version, {}, &Generation::from);
  return *std::prev(after);
}

// Names that a refusal can have, and what they stand for in the rules.
struct Switch {
  std::string_view name;
  bool ClaudeRules::* rule;
};
constexpr Switch kSwitches[] = {
    {"thinking", &ClaudeRules::thinking},
    {"thinking.history", &ClaudeRules::thinking},
    {"messages.thinking", &ClaudeRules::thinking_history},
    {"thinking.enabled", &ClaudeRules::enabled_thinking},
    {"thinking.adaptive", &ClaudeRules::adaptive_thinking},
    {"thinking.display", &ClaudeRules::display},
    {"output_config.effort", &ClaudeRules::effort},
    {"output_config.format", &ClaudeRules::output_format},
    {"tools.strict", &ClaudeRules::strict_tools},
    {"schemas", &ClaudeRules::output_format},
    {"schemas", &ClaudeRules::strict_tools},
    {"messages.system", &ClaudeRules::system_messages},
    {"tools.defer_loading", &ClaudeRules::tool_search},
    {"cache_control", &ClaudeRules::cache},
    {"cache_control.ttl", &ClaudeRules::cache_ttl},
    {"tools.eager_input_streaming", &ClaudeRules::eager_input},
    {"safeguards", &ClaudeRules::safeguards},
    {kToolSearchFlag, &ClaudeRules::tool_search},
    {kUpdatesFlag, &ClaudeRules::display_updates},
    {kEagerFlag, &ClaudeRules::eager_by_flag},
};

}  // namespace

std::optional<int> claude_version(std::string_view name) {
  int version = -1;
  while (!name.empty()) {
    const std::size_t size = std::min(name.find_first_of("-.:"), name.size());
    std::string_view word = name.substr(0, size);
    name.remove_prefix(std::min(size + 1, name.size()));
    if (version >= 0)
      return is_number(word) && word.size() == 1 ? version + value_of(word) : version;
    if (word.starts_with('v')) word.remove_prefix(1);  // claude-v2
    if (is_number(word)) version = 10 * value_of(word);
  }
  return version >= 0 ? std::optional(version) : std::nullopt;
}

ClaudeRules claude_rules(std::string_view model, const bedrock::ModelRules& rules) {
  ClaudeRules result;
  result.name = name_of(model, rules);
  result.version = claude_version(result.name).value_or(version_by_rules(rules));
  const Generation& generation = generation_of(result.version);
  result.thinking = generation.thinking;
  result.enabled_thinking = generation.enabled;
  result.adaptive_thinking = generation.adaptive;
  result.thinking_off = rules.reasoning_off;
  // The endpoints of GovCloud do not know it.
  result.display = generation.display && !model.contains("us-gov");
  result.display_updates = generation.updates && result.display;
  result.effort = generation.effort;
  result.efforts = rules.efforts;
  result.output_format = rules.json_schema;
  result.strict_tools = rules.strict_tools;
  result.forced_tool = rules.forced_tool;
  result.system_messages = generation.system_messages;
  result.tool_search = generation.tool_search;
  result.cache = rules.cache_points > 0;
  result.cache_ttl = generation.cache_ttl;
  result.eager_input = generation.eager_input;
  result.eager_by_flag = generation.eager_by_flag;
  result.safeguards = generation.safeguards;
  result.sampling = rules.sampling;
  result.max_output = rules.max_output;
  result.schema_gaps = rules.schema_gaps;
  result.betas = kBetas;
  for (const std::string& name : rules.messages_takes) {
    const auto* known = std::ranges::find(kSwitches, name, &Switch::name);
    if (known != std::end(kSwitches)) {
      result.*(known->rule) = true;
    } else {
      result.also.push_back(name);
    }
  }
  return without(rules.messages_refuses, std::move(result));
}

ClaudeRules without(std::span<const std::string> refused, ClaudeRules rules) {
  for (const std::string& name : refused) {
    for (const auto& [known, rule] : kSwitches) {
      if (known == name) rules.*rule = false;
    }
    if (name == "thinking.enabled") rules.adaptive_thinking = true;
    if (name == "thinking.adaptive") rules.enabled_thinking = true;
    if (name == "temperature+top_p" && rules.sampling == bedrock::Sampling::both)
      rules.sampling = bedrock::Sampling::one_of;
    if (name == "tool_choice") rules.forced_tool = bedrock::ForcedTool::none;
    if (name == "tool_choice.tool" && rules.forced_tool == bedrock::ForcedTool::named)
      rules.forced_tool = bedrock::ForcedTool::any;
    if (name == "temperature") rules.sampling = bedrock::Sampling::none;
    if (name == "anthropic_beta") rules.betas = {};
    rules.without.push_back(name);
  }
  if (rules.betas.empty()) {
    rules.tool_search = false;
    rules.display_updates = false;
    rules.eager_by_flag = false;
  }
  return rules;
}

bool is_refused(std::string_view name, const ClaudeRules& rules) {
  return std::ranges::find(rules.without, name) != rules.without.end();
}

bool is_added(std::string_view name, const ClaudeRules& rules) {
  return std::ranges::find(rules.also, name) != rules.also.end() && !is_refused(name, rules);
}

const BetaRule* find_beta(std::string_view flag, const ClaudeRules& rules) {
  const auto known = std::ranges::find(rules.betas, flag, &BetaRule::flag);
  if (known == rules.betas.end() || is_refused(flag, rules)) return nullptr;
  const std::string_view name = rules.name;
  const bool fits = rules.version >= known->from && rules.version <= known->to &&
                    (known->only.empty() || name.contains(known->only)) &&
                    (known->except.empty() || !name.contains(known->except));
  return fits ? &*known : nullptr;
}

}  // namespace gw::anthropic
