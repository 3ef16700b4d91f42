#include "translate/reasoning.h"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "translate/additional_fields.h"
#include "translate/parameters.h"

namespace gw::translate {

namespace {

using bedrock::ReasoningOff;
using Style = bedrock::Reasoning;

// The tokens of an effort, for models that are told tokens, and the other way round.
struct Step {
  std::string_view effort;
  std::int64_t budget;
};
constexpr Step kSteps[] = {{"minimal", 1024}, {"low", 2048},    {"medium", 8192},
                           {"high", 16384},   {"xhigh", 32768}, {"max", 65536}};
constexpr std::string_view kDefaultEffort = "medium";
constexpr std::int64_t kLeastBudget = 1024;  // Anthropic's
constexpr std::string_view kDisabled = R"({"type":"disabled"})";
// Room for the answer beside the reasoning where nobody says how much an answer can have.
constexpr std::int64_t kAnswerRoom = 8192;

// Of numbers of the client's, which may be as large as they like.
std::int64_t sum(std::int64_t a, std::int64_t b) {
  std::int64_t result = 0;
  return __builtin_add_overflow(a, b, &result) ? std::numeric_limits<std::int64_t>::max() : result;
}
std::int64_t three_quarters(std::int64_t tokens) { return tokens / 4 * 3 + tokens % 4 * 3 / 4; }

bool is_claude(Style style) {
  return style == Style::budget || style == Style::budget_or_adaptive || style == Style::adaptive;
}

bool can_be_asked(const bedrock::ModelRules& rules) {
  return rules.reasoning != Style::none && bedrock::speaks_in_blocks(rules);
}

// Whether the client wants reasoning or wants none; nullopt: it says neither, but perhaps how it is
// to be shown.
std::optional<bool> wish(const llm::ReasoningWish& wanted) {
  if (wanted.enabled) return wanted.enabled;
  if (!wanted.effort.empty()) return wanted.effort != "none";
  return wanted.budget ? std::optional(true) : std::nullopt;
}

std::int64_t budget_of(std::string_view effort) {
  const auto* step = std::ranges::find(kSteps, effort, &Step::effort);
  return step == std::end(kSteps) ? 0 : step->budget;
}

// The least effort that has these tokens.
std::string_view effort_of(std::int64_t budget) {
  const auto* step =
      std::ranges::find_if(kSteps, [=](const Step& s) { return s.budget >= budget; });
  return step == std::end(kSteps) ? kSteps[std::size(kSteps) - 1].effort : step->effort;
}

constexpr std::string_view kNone = "none";

// The model's effort that comes nearest without being more; the least where all are more.
std::string_view fit_effort(std::string_view wanted, const bedrock::ModelRules& rules) {
  const auto rank = [](std::string_view effort) {
    return std::ranges::find(llm::kEfforts, effort) - llm::kEfforts.begin();
  };
  std::string_view fitted;
  for (const std::string& effort : rules.efforts) {
    if (effort == kNone) continue;  // which is no effort
    if (fitted.empty() || rank(effort) <= rank(wanted)) fitted = effort;
  }
  return fitted.empty() ? wanted : fitted;
}

bool is_call(const bedrock::Block& block) {
  return std::holds_alternative<bedrock::ToolUseBlock>(block);
}
bool is_reasoning_block(const bedrock::Block& block) {
  return std::holds_alternative<bedrock::ReasoningBlock>(block);
}
bool is_result(const bedrock::Block& block) {
  return std::holds_alternative<bedrock::ToolResultBlock>(block) ||
         std::holds_alternative<bedrock::CachePoint>(block);
}

// The calls that the conversation ends with, and their results. To Claude all that it has said
// since the user spoke last is one turn, at whose beginning it has thought, and perhaps only there.
// Begins with an answer; empty when the last answer calls nothing.
std::span<bedrock::Turn> tool_loop(std::vector<bedrock::Turn>& turns) {
  const auto last = std::ranges::find(turns.rbegin(), turns.rend(), bedrock::Role::assistant,
                                      &bedrock::Turn::role);
  if (last == turns.rend() || std::ranges::none_of(last->blocks, is_call)) return {};
  auto first = static_cast<std::size_t>(turns.rend() - last) - 1;
  while (first >= 2 && std::ranges::all_of(turns[first - 1].blocks, is_result)) first -= 2;
  return std::span(turns).subspan(first);
}

class ReasoningDrafter {
 public:
  ReasoningDrafter(const llm::ReasoningWish& wanted, bool display, const bedrock::ModelRules& rules,
                   Draft& draft)
      : wanted_(wanted),
        display_(display),
        rules_(rules),
        draft_(draft),
        loop_(tool_loop(draft.conversation.turns)) {}

  void turn_off();
  void turn_on();
  // Asked for, but it cannot be.
  void go_without();

 private:
  bedrock::Inference& inference() { return draft_.conversation.inference; }
  // Notes a change to what the client calls so.
  void note(std::string_view own, std::string change = {}) {
    draft_.note(std::string(own), std::move(change));
  }
  std::string_view word() const { return wanted_.effort.empty() ? "enabled" : wanted_.effort; }

  void add(std::string_view path, std::string_view json) {
    add_field(path, json, draft_.conversation.additional, draft_.storage);
  }
  void add_word(std::string_view path, std::string_view word) {
    add(path, draft_.storage.emplace_back("\"" + std::string(word) + "\""));
  }
  // The effort for a model that is told efforts; empty: it decides.
  std::string_view effort();
  std::int64_t budget();
  bool lacks_reasoning() const;
  void think(std::string_view type, std::optional<std::int64_t> budget);
  void think_by_budget();
  void think_adaptively();
  void ask_nova();
  void say_effort(std::string_view effort);
  void drop_sampling();

  const llm::ReasoningWish& wanted_;
  const bool display_;  // may be said
  const bedrock::ModelRules& rules_;
  Draft& draft_;
  const std::span<bedrock::Turn> loop_;
};

std::string_view ReasoningDrafter::effort() {
  if (wanted_.budget) {
    const std::string_view fitted = fit_effort(effort_of(*wanted_.budget), rules_);
    note(wanted_.budget_parameter, std::to_string(*wanted_.budget) + "->" + std::string(fitted));
    return fitted;
  }
  if (wanted_.effort.empty() || wanted_.effort == "none") return {};
  const std::string_view fitted = fit_effort(wanted_.effort, rules_);
  if (fitted != wanted_.effort)
    note(wanted_.parameter, std::string(wanted_.effort) + "->" + std::string(fitted));
  return fitted;
}

// A budget of the client's own has its tokens beside those of the answer, where the model has that
// many; one that stands for an effort gets three quarters of the limit at most, since a client that
// speaks of efforts counts its reasoning among the answer's tokens.
std::int64_t ReasoningDrafter::budget() {
  std::optional<std::int64_t>& limit = inference().max_tokens;
  const std::int64_t most = rules_.max_output;
  std::int64_t budget =
      wanted_.budget.value_or(budget_of(wanted_.effort.empty() ? kDefaultEffort : wanted_.effort));
  budget = std::max(budget, kLeastBudget);
  const std::optional<std::int64_t> asked = limit;
  if (!limit) {
    limit = most > 0 ? most : sum(budget, kAnswerRoom);
  } else if (wanted_.budget && *limit <= budget) {
    limit = most > 0 ? std::min(most, sum(budget, *limit)) : sum(budget, *limit);
  } else if (three_quarters(*limit) < kLeastBudget) {
    limit = *limit + kLeastBudget;
    budget = kLeastBudget;
  }
  const bool own = wanted_.budget && *limit > budget;
  if (!own) budget = std::clamp(three_quarters(*limit), kLeastBudget, budget);
  if (asked && *limit != *asked)
    draft_.note(llm::Parameter::max_tokens, std::to_string(*asked) + "->" + std::to_string(*limit));
  if (wanted_.budget && budget != *wanted_.budget)
    note(wanted_.budget_parameter, std::to_string(*wanted_.budget) + "->" + std::to_string(budget));
  return budget;
}

void ReasoningDrafter::think(std::string_view type, std::optional<std::int64_t> budget) {
  std::string thinking = R"({"type":")" + std::string(type) + "\"";
  if (budget) thinking += ",\"budget_tokens\":" + std::to_string(*budget);
  // Not shown unless asked for, by the newer models; older ones know no such member.
  std::string_view display = wanted_.exclude ? "omitted" : wanted_.display;
  if (display.empty()) display = "summarized";
  if (display_) thinking.append(R"(,"display":")").append(display).append("\"");
  add("thinking", draft_.storage.emplace_back(thinking + "}"));
}

void ReasoningDrafter::think_by_budget() { think("enabled", budget()); }

void ReasoningDrafter::think_adaptively() {
  const std::string_view effort = this->effort();
  think("adaptive", std::nullopt);
  draft_.effort = effort;
}

void ReasoningDrafter::ask_nova() {
  std::string_view effort = this->effort();
  if (effort.empty()) effort = fit_effort(kDefaultEffort, rules_);
  add("reasoningConfig", draft_.storage.emplace_back(R"({"type":"enabled","maxReasoningEffort":")" +
                                                     std::string(effort) + "\"}"));
  if (effort != "high") return;
  // At its highest effort it takes as many tokens as it wants.
  if (inference().max_tokens) draft_.note(llm::Parameter::max_tokens);
  inference().max_tokens.reset();
  drop_sampling();
}

void ReasoningDrafter::drop_sampling() {
  translate::drop_sampling(llm::Parameter::temperature, inference().temperature, draft_);
  translate::drop_sampling(llm::Parameter::top_p, inference().top_p, draft_);
  auto& fields = draft_.conversation.additional.fields;
  const auto is_top_k = [](const auto& field) { return field.name.escaped == "top_k"; };
  if (std::erase_if(fields, is_top_k) > 0) note("top_k");
}

// Claude refuses to go on with calls when it is told to think, by a budget, and they do not begin
// with what it thought.
bool ReasoningDrafter::lacks_reasoning() const {
  return !loop_.empty() && !is_reasoning_block(loop_.front().blocks.front());
}

// Not even a strict gateway refuses it: the client could not mend it.
void ReasoningDrafter::go_without() {
  draft_.adjustments.push_back(
      {std::string(wanted_.parameter), std::string(word()) + "->none", false});
  // In the turn in which it does not think there may be no reasoning, either.
  for (bedrock::Turn& turn : loop_) std::erase_if(turn.blocks, is_reasoning_block);
  if (rules_.reasoning_off == ReasoningOff::disabled) add("thinking", kDisabled);
}

// For models that are told a word and nothing else.
void ReasoningDrafter::say_effort(std::string_view effort) {
  add_word(rules_.reasoning == Style::flat_effort     ? "reasoning_effort"
           : rules_.reasoning == Style::nested_effort ? "reasoning.effort"
                                                      : "reasoning_config",
           effort);
}

void ReasoningDrafter::turn_on() {
  const bool lacking = lacks_reasoning();
  if (rules_.reasoning == Style::budget && lacking) return go_without();
  draft_.thinks = is_claude(rules_.reasoning);
  switch (rules_.reasoning) {
    case Style::none:
      break;
    case Style::budget:
      think_by_budget();
      break;
    case Style::budget_or_adaptive:
      wanted_.budget && !lacking ? think_by_budget() : think_adaptively();
      break;
    case Style::adaptive:
      think_adaptively();
      break;
    case Style::nova:
      ask_nova();
      break;
    case Style::flat_effort:
    case Style::nested_effort:
    case Style::config: {
      const std::string_view effort = this->effort();
      say_effort(effort.empty() ? fit_effort(kDefaultEffort, rules_) : effort);
      break;
    }
  }
  if (draft_.thinks) drop_sampling();
}

void ReasoningDrafter::turn_off() {
  if (std::ranges::find(rules_.efforts, kNone) != rules_.efforts.end()) return say_effort(kNone);
  switch (rules_.reasoning_off) {
    case ReasoningOff::omit:
      return;
    case ReasoningOff::disabled:
      return add("thinking", kDisabled);
    case ReasoningOff::between_tools:
      note(wanted_.parameter, "none->between_tools");
      return add("thinking", R"({"type":"between_tools"})");
    case ReasoningOff::never:
      break;
  }
  // As little as it can.
  llm::ReasoningWish least = wanted_;
  least.enabled = true;
  least.budget.reset();
  least.effort = fit_effort("minimal", rules_);
  note(wanted_.parameter, "none->" + std::string(least.effort));
  ReasoningDrafter(least, display_, rules_, draft_).turn_on();
}

}  // namespace

bool may_reason(const llm::Request& request, const bedrock::ModelRules& rules) {
  if (rules.reasoning_replay == bedrock::ReasoningReplay::none) return false;
  return wish(request.reasoning) == true || rules.reasoning_off != ReasoningOff::omit;
}

bool can_answer_at_once(const bedrock::ModelRules& rules) {
  return rules.reasoning_off == ReasoningOff::omit || rules.reasoning_off == ReasoningOff::disabled;
}

void draft_reasoning(const llm::Request& request, const bedrock::ModelRules& rules, bool may_think,
                     Draft& draft) {
  const llm::ReasoningWish& wanted = request.reasoning;
  const std::optional<bool> asked = wish(wanted);
  if (!asked) return;
  if (!can_be_asked(rules)) {
    // It does not reason anyway, or it does and cannot be kept from it.
    const bool lost = *asked || rules.reasoning_off == ReasoningOff::never;
    if (lost) draft.note(std::string(wanted.parameter));
    return;
  }
  // The endpoints of GovCloud do not know it.
  const bool display = rules.reasoning_display && !request.model.contains("us-gov");
  ReasoningDrafter drafter(wanted, display, rules, draft);
  if (!*asked) return drafter.turn_off();
  may_think ? drafter.turn_on() : drafter.go_without();
}

}  // namespace gw::translate
