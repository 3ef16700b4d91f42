// What a generation of Claude takes of the Messages API through InvokeModel: data, not code. The
// tables are in claude_rules.cc; what differs from model to model besides is in data/models.toml.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bedrock/model_rules.h"
#include "bedrock/schema/gaps.h"

namespace gw::anthropic {

// Version 4.5 is 45. What has no number is newer than all.
inline constexpr int kNewest = 99;

// A flag of the header anthropic-beta that Bedrock's Claude knows. All others are dropped: one that
// it does not know makes it refuse the request.
struct BetaRule {
  // What must be in the request, too.
  enum class Need {
    nothing,
    enabled_thinking,  // thinking "enabled", as it goes to the model
    tool_search,       // defer_loading or tool_reference
    context_edits,     // context_management with edits that Bedrock has
    compaction,        // that member, or such an edit
    display_updates,   // thinking.display "updates"
    safeguards,
  };
  std::string_view flag;
  Need need = Need::nothing;
  int from = 0;  // versions, both included
  int to = kNewest;
  std::string_view only = {};  // part of the model's name; empty: all
  std::string_view except = {};
  std::string_view sent_as = {};  // Bedrock's name for it; empty: the same
};

// Flags that go with what they are for, whether the client sends them or not.
inline constexpr std::string_view kToolSearchFlag = "tool-search-tool-2025-10-19";
inline constexpr std::string_view kUpdatesFlag = "thinking-display-updates-2026-08-18";
// Has arguments streamed unbuffered where a tool cannot ask for it.
inline constexpr std::string_view kEagerFlag = "fine-grained-tool-streaming-2025-05-14";

struct ClaudeRules {
  int version = kNewest;
  std::string name;               // of the model: "claude-haiku-4-5-20251001-v1:0"
  bool thinking = true;           // has it at all
  bool thinking_history = true;   // takes what it has thought before
  bool enabled_thinking = false;  // thinking "enabled", with a budget
  bool adaptive_thinking = true;
  bedrock::ReasoningOff thinking_off = bedrock::ReasoningOff::disabled;
  bool display = true;               // thinking.display
  bool display_updates = true;       // ... "updates"
  bool effort = true;                // output_config.effort
  std::vector<std::string> efforts;  // those it knows, the least first; empty: all
  bool output_format = true;         // output_config.format
  bool strict_tools = true;
  bedrock::ForcedTool forced_tool = bedrock::ForcedTool::named;
  bool system_messages = true;  // role "system" among the messages, but never as the first
  bool tool_search = true;      // defer_loading, tool_reference, with its flag
  bool cache = true;            // cache_control at all
  bool cache_ttl = true;        // cache_control.ttl
  bool cache_top = false;       // cache_control of the request itself
  bool eager_input = true;      // tools[].eager_input_streaming
  bool eager_by_flag = false;   // ... is asked for by a flag instead
  bool safeguards = true;
  bedrock::Sampling sampling = bedrock::Sampling::none;
  std::int64_t max_output = 0;  // tokens; 0: not known
  schema::Gaps schema_gaps;     // of tools
  // Live as long as the program, or as the configuration that they come from.
  std::span<const BetaRule> betas;
  // Members and flags that the model has turned out to refuse: "context_management",
  // "tools.strict", "interleaved-thinking-2025-05-14", "anthropic_beta" (all flags).
  std::vector<std::string> without;
  // Others that it takes though the tables do not know them: members and flags, passed as they are.
  std::vector<std::string> also;
};

// `model` is an id, a profile or an ARN. Of one that does not say the model the configured family
// decides, and then how it reasons; a Claude nobody knows is of the newest kind.
ClaudeRules claude_rules(std::string_view model, const bedrock::ModelRules& rules);
// Rules without what has been refused (bedrock/refusal.h).
ClaudeRules without(std::span<const std::string> refused, ClaudeRules rules);

bool is_refused(std::string_view name, const ClaudeRules& rules);
// Whether it is one of `also`.
bool is_added(std::string_view name, const ClaudeRules& rules);
// Whether the flag, as the client sends it, is one that the model takes; nullptr: it is not.
const BetaRule* find_beta(std::string_view flag, const ClaudeRules& rules);

// 45 for "claude-sonnet-4-5-20250929-v1:0" or "claude-4.5"; nullopt without a number.
std::optional<int> claude_version(std::string_view name);

}  // namespace gw::anthropic
