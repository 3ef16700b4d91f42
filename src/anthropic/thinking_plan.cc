#include "anthropic/thinking_plan.h"

#include <algorithm>
#include <cstddef>
#include <iterator>

#include "anthropic/messages_content.h"
#include "llm/request.h"

namespace gw::anthropic {

namespace {

using bedrock::ReasoningOff;
using Type = Thinking::Type;
using Member = ThinkingPlan::Member;
using json::Value;

// The tokens of an effort, for models that are told tokens, and the other way round.
struct Step {
  std::string_view effort;
  std::int64_t budget;
};
constexpr Step kSteps[] = {
    {"low", 2048}, {"medium", 8192}, {"high", 16384}, {"xhigh", 32768}, {"max", 65536}};
constexpr std::string_view kDefaultEffort = "high";  // Anthropic's
constexpr std::int64_t kLeastBudget = 1024;          // likewise

std::int64_t budget_of(std::string_view effort) {
  const auto* step =
      std::ranges::find(kSteps, effort.empty() ? kDefaultEffort : effort, &Step::effort);
  return step == std::end(kSteps) ? kLeastBudget : step->budget;
}

// The least effort that has these tokens.
std::string_view effort_of(std::int64_t budget) {
  const auto* step =
      std::ranges::find_if(kSteps, [=](const Step& s) { return s.budget >= budget; });
  return step == std::end(kSteps) ? "max" : step->effort;
}

// The model's effort that comes nearest without being more; the least where all are more. A word
// that nobody knows is the model's to judge.
std::string_view fit_effort(std::string_view wanted, const ClaudeRules& rules) {
  const auto rank = [](std::string_view effort) {
    return std::ranges::find(llm::kEfforts, effort) - llm::kEfforts.begin();
  };
  if (rules.efforts.empty() || rank(wanted) == std::ssize(llm::kEfforts)) return wanted;
  std::string_view fitted = rules.efforts.front();
  for (const std::string& effort : rules.efforts) {
    if (rank(effort) <= rank(wanted)) fitted = effort;
  }
  return fitted;
}

std::optional<json::Array> blocks_of(json::Object message) {
  const std::optional<Value> content = message.find("content");
  return content ? content->array() : std::nullopt;
}

std::string_view type_of(Value block) {
  const auto object = block.object();
  return object ? text_of(*object, "type") : std::string_view();
}
bool has_calls(json::Array blocks) {
  for (const Value block : blocks) {
    if (type_of(block) == "tool_use") return true;
  }
  return false;
}
bool has_only_results(json::Array blocks) {
  for (const Value block : blocks) {
    if (type_of(block) != "tool_result") return false;
  }
  return true;
}

bool begins_with_thinking(json::Array blocks) {
  if (blocks.empty()) return false;
  const Value first = *blocks.begin();
  const std::string_view type = type_of(first);
  return type == "redacted_thinking" ||
         (type == "thinking" && !text_of(*first.object(), "signature").empty());
}

class Planner {
 public:
  Planner(const MessagesFacts& facts, const ClaudeRules& rules,
          std::optional<std::int64_t> max_tokens, bool effort, bool lacking)
      : thinking_(facts.thinking),
        rules_(rules),
        max_tokens_(max_tokens),
        takes_effort_(effort),
        lacking_(lacking) {
    if (facts.effort.empty()) return;
    if (takes_effort_) plan_.effort = fit_effort(facts.effort, rules);
    if (plan_.effort != facts.effort) plan_.changed[1] = "output_config.effort";
    sent_effort_ = facts.effort;
  }

  ThinkingPlan plan() &&;

 private:
  void leave_out(bool lost = true) {
    plan_.member = Member::left_out;
    if (lost) change();
  }
  void change() { plan_.changed[0] = "thinking"; }
  void say(std::string_view type, std::optional<std::int64_t> budget = {});
  void enable(std::int64_t budget, std::int64_t most);
  void adapt_or_leave_out();
  void turn_on();
  void turn_off();
  void show();

  const Thinking& thinking_;
  const ClaudeRules& rules_;
  const std::optional<std::int64_t> max_tokens_;
  const bool takes_effort_;
  const bool lacking_;
  std::string_view sent_effort_;
  std::string_view display_;  // as it goes to the model
  ThinkingPlan plan_;
};

void Planner::say(std::string_view type, std::optional<std::int64_t> budget) {
  plan_.member = Member::replaced;
  std::string& text = plan_.replacement;
  text = R"({"type":")" + std::string(type) + "\"";
  if (budget) text += ",\"budget_tokens\":" + std::to_string(*budget);
  if (!display_.empty()) text.append(R"(,"display":")").append(display_).append("\"");
  text += '}';
}

// The budget has to be less than the limit, which counts both.
void Planner::enable(std::int64_t budget, std::int64_t most) {
  if (lacking_) return adapt_or_leave_out();
  if (max_tokens_ && *max_tokens_ <= kLeastBudget) return leave_out();
  plan_.enabled = true;
  plan_.budget = std::max(kLeastBudget, std::min(budget, most));
  if (thinking_.type == Type::enabled && plan_.budget == budget && display_ == thinking_.display)
    return;
  if (thinking_.type != Type::enabled || plan_.budget != budget) change();
  say("enabled", plan_.budget);
}

void Planner::adapt_or_leave_out() {
  if (!rules_.adaptive_thinking) return leave_out();
  change();
  say("adaptive");
}

void Planner::turn_on() {
  constexpr std::int64_t kUnlimited = INT64_MAX;
  const bool enabled = thinking_.type == Type::enabled;
  if (!rules_.thinking) return leave_out();
  if (enabled && rules_.enabled_thinking) {
    const std::int64_t budget = thinking_.budget.value_or(kLeastBudget);
    const bool fits = !max_tokens_ || budget < *max_tokens_;
    // One below Anthropic's least is Claude's to refuse.
    if (fits && budget < kLeastBudget) return;
    return enable(budget, fits ? budget : *max_tokens_ - 1);
  }
  if (!enabled && !rules_.adaptive_thinking) {
    return enable(budget_of(sent_effort_), max_tokens_ ? *max_tokens_ * 3 / 4 : kUnlimited);
  }
  if (enabled) {
    change();
    if (thinking_.budget && plan_.effort.empty() && takes_effort_)
      plan_.effort = fit_effort(effort_of(*thinking_.budget), rules_);
    return say("adaptive");
  }
  if (display_ != thinking_.display) say("adaptive");
}

void Planner::turn_off() {
  const bool between = thinking_.type == Type::between_tools;
  if (!rules_.thinking) return leave_out(false);
  switch (rules_.thinking_off) {
    case ReasoningOff::never:
      return leave_out();
    case ReasoningOff::between_tools:
      if (between) return;
      change();
      return say("between_tools");
    case ReasoningOff::omit:
    case ReasoningOff::disabled:
      if (!between) return;
      change();
      return say("disabled");
  }
}

void Planner::show() {
  const bool updates = thinking_.display == "updates";
  const bool known = thinking_.display == "summarized" || thinking_.display == "omitted" || updates;
  if (known && rules_.display && (!updates || rules_.display_updates)) display_ = thinking_.display;
  plan_.updates = updates && !display_.empty();
  if (display_ != thinking_.display) plan_.changed[0] = "thinking.display";
}

ThinkingPlan Planner::plan() && {
  switch (thinking_.type) {
    case Type::unset:
    case Type::other:
      break;
    case Type::enabled:
    case Type::adaptive:
      show();
      turn_on();
      plan_.thinks = plan_.member != Member::left_out;
      break;
    case Type::disabled:
    case Type::between_tools:
      turn_off();
      break;
  }
  return std::move(plan_);
}

}  // namespace

ThinkingPlan plan_thinking(const MessagesFacts& facts, const ClaudeRules& rules,
                           std::optional<std::int64_t> max_tokens, bool effort, bool lacking) {
  return Planner(facts, rules, max_tokens, effort, lacking).plan();
}

bool lacks_thinking(json::Array messages, bool kept) {
  bool calls = false;  // the last answer
  bool lacking = false;
  bool same_turn = false;
  for (const Value item : messages) {
    const auto message = item.object();
    const std::string_view role = message ? text_of(*message, "role") : std::string_view();
    const auto blocks = message ? blocks_of(*message) : std::nullopt;
    if (role == "assistant") {
      if (!same_turn) lacking = !kept || !blocks || !begins_with_thinking(*blocks);
      calls = blocks && has_calls(*blocks);
      same_turn = true;
    } else if (role == "user") {
      same_turn = same_turn && blocks && has_only_results(*blocks);
    }
  }
  return calls && lacking;
}

}  // namespace gw::anthropic
