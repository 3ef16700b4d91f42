// How a request's thinking is said to a certain Claude: clients that do not know the model speak to
// it as to another generation.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "anthropic/claude_rules.h"
#include "anthropic/messages_facts.h"
#include "json/value.h"

namespace gw::anthropic {

struct ThinkingPlan {
  enum class Member { as_sent, left_out, replaced };
  Member member = Member::as_sent;
  std::string replacement;      // the new value
  bool thinks = false;          // is told to, so it takes no sampling parameters
  bool enabled = false;         // with a budget, as it goes to the model
  std::int64_t budget = 0;      // ... of so many tokens
  bool updates = false;         // display "updates" goes to the model
  std::string_view effort;      // output_config.effort as it goes to the model; empty: none
  std::string_view changed[2];  // names of what was changed; may be empty
};

// `max_tokens`: as they go to the model, or the most it can say; nullopt: that is not known.
// `effort`: the model takes one.
// `lacking`: the conversation is as lacks_thinking() says.
ThinkingPlan plan_thinking(const MessagesFacts& facts, const ClaudeRules& rules,
                           std::optional<std::int64_t> max_tokens, bool effort, bool lacking);

// To Claude all that it has said since the user spoke last is one turn. Whether that has called
// tools and does not begin with what it thought, signed: then it refuses to think by a budget.
// `kept`: what it thought goes to it.
bool lacks_thinking(json::Array messages, bool kept);

}  // namespace gw::anthropic
