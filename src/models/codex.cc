#include "models/codex.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

namespace gw::models {

namespace {

using json::Writer;

// A model that is in the list has this prompt instead of Codex's own.
constexpr std::string_view kInstructions =
    "You are a coding agent that works in the user's terminal, in Codex. Look at the files that "
    "matter before you change them, and keep to the style and the conventions of the code around. "
    "Make the smallest change that does what was asked; do not touch what has nothing to do with "
    "it, and do not undo changes that are not yours. Change files with apply_patch where you have "
    "it. Prefer rg for searching. Run the project's tests or its build where that tells whether "
    "the change works, and say so when you could not. Go on until the task is done; ask only what "
    "you cannot find out. Instructions in AGENTS.md files hold for what is below their folder. At "
    "the end say in a few plain sentences what you changed and what is left to do.";
// Of the output of a command, in a turn.
constexpr std::int64_t kOutputTokens = 10'000;

struct Effort {
  std::string_view word;
  std::string_view description;
};
constexpr Effort kEfforts[] = {
    {"low", "Fast answers with little reasoning"},
    {"medium", "A balance of speed and reasoning"},
    {"high", "More reasoning for hard problems"},
    {"xhigh", "Much reasoning for the hardest problems"},
    {"max", "As much reasoning as there is"},
};

// Models that are given a budget of tokens know no efforts, and take the first three (translate/).
bool takes(const bedrock::ModelRules& rules, std::string_view effort) {
  if (rules.reasoning == bedrock::Reasoning::none) return false;
  if (rules.efforts.empty()) return effort == "low" || effort == "medium" || effort == "high";
  return std::ranges::find(rules.efforts, effort) != rules.efforts.end();
}

void write_efforts(const bedrock::ModelRules& rules, Writer& out) {
  out.key("supported_reasoning_levels").begin_array();
  for (const auto& [word, description] : kEfforts) {
    if (!takes(rules, word)) continue;
    out.begin_object().member("effort", word).member("description", description).end_object();
  }
  out.end_array();
  if (takes(rules, "medium")) out.member("default_reasoning_level", "medium");
}

void write_model(const Entry& entry, std::int64_t priority, Writer& out) {
  const bedrock::ModelRules& rules = *entry.rules;
  out.begin_object().member("slug", entry.id).member("display_name", entry.name);
  write_efforts(rules, out);
  out.member("shell_type", "unified_exec").member("visibility", "list");
  out.member("supported_in_api", true).member("priority", priority);
  out.member("support_verbosity", false).member("apply_patch_tool_type", "freeform");
  out.member("supports_parallel_tool_calls", true);
  out.key("truncation_policy").begin_object().member("mode", "tokens");
  out.member("limit", kOutputTokens).end_object();
  if (rules.card.context > 0) out.member("context_window", rules.card.context);
  out.key("experimental_supported_tools").begin_array().end_array();
  out.member("base_instructions", kInstructions).end_object();
}

}  // namespace

void write_codex(std::span<const Entry> entries, Writer& out) {
  out.key("models").begin_array();
  std::int64_t priority = 0;
  for (const Entry& entry : entries) {
    if (entry.rules->tools) write_model(entry, priority++, out);
  }
  out.end_array();
}

}  // namespace gw::models
