#include "translate/conversation.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>
#include <optional>
#include <span>

#include "bedrock/native/prompt.h"
#include "json/write.h"
#include "translate/structured_output.h"
#include "translate/tools.h"
#include "translate/turns.h"

namespace gw::translate {

namespace {

using bedrock::Role;
using bedrock::TextBlock;
using bedrock::Turn;

constexpr std::string_view kParagraph = "\\n\\n";  // escaped, as all text here

void collect(ToolUse use, const openai::ChatRequest& request, const bedrock::ModelRules& rules,
             Draft& draft) {
  using Calls = TurnBuilder::Calls;
  const Calls calls = use == ToolUse::as_text ? Calls::as_text : Calls::as_blocks;
  TurnBuilder builder(calls, rules, draft.names, draft.storage, draft.conversation);
  for (const openai::Message& message : request.messages) builder.add(message);
  builder.finish();
  if (builder.has_orphans()) draft.adjustments.push_back({"messages[].tool_call_id", ""});
}

Turn placeholder() { return {Role::user, {TextBlock{json::RawString{kPlaceholder}}}}; }

// A last message of the assistant's is the beginning of the answer to come (prefill).
void end_with_user(const bedrock::ModelRules& rules, std::vector<Turn>& turns) {
  if (turns.empty() || turns.back().role == Role::user) return;
  if (!rules.prefill) {
    turns.push_back(placeholder());
    return;
  }
  // White space at its end is refused.
  TextBlock& last = std::get<TextBlock>(turns.back().blocks.back());
  last.text = json::trim_end(last.text);
}

constexpr std::string_view kUser = "User:";
constexpr std::string_view kAssistant = "Assistant:";
constexpr std::array kLabels{kUser, kAssistant};
constexpr bedrock::Borders kBorders{.tokens = {}, .labels = kLabels};

// For models that take one user turn: the conversation as a transcript, in which no text can pass
// for the beginning of another turn.
void fold_history(Draft& draft) {
  std::vector<Turn>& turns = draft.conversation.turns;
  if (turns.size() < 2) return;

  Buffer buffer;
  json::Writer writer(buffer);
  bedrock::Prompt transcript(writer, kBorders);
  for (const Turn& turn : turns) {
    if (&turn != &turns.front()) transcript.add("\n\n");
    transcript.add(turn.role == Role::user ? kUser : kAssistant).add(" ");
    transcript.add(std::span(turn.blocks));
  }
  transcript.close();
  const std::string_view quoted = buffer.view();
  const std::string& text = draft.storage.emplace_back(quoted.substr(1, quoted.size() - 2));
  turns.assign(1, Turn{Role::user, {TextBlock{json::RawString{text}}}});
}

// For models without a system prompt: it goes in front of the first user turn, as one text, since
// what a model gets to see between two is not known.
void fold_system(Draft& draft) {
  auto& system = draft.conversation.system;
  auto& turns = draft.conversation.turns;
  if (system.empty()) return;
  std::string& text = draft.storage.emplace_back();
  for (const TextBlock& block : system) {
    if (!text.empty()) text += kParagraph;
    text += block.text.escaped;
  }
  if (turns.empty() || turns.front().role != Role::user) {
    turns.insert(turns.begin(), Turn{Role::user, {TextBlock{json::RawString{text}}}});
  } else {
    TextBlock& first = std::get<TextBlock>(turns.front().blocks.front());
    text.append(kParagraph).append(first.text.escaped);
    first.text = {text};
  }
  system.clear();
}

template <class Number>
std::string shortest(Number value) {
  char digits[32];
  return {digits, std::to_chars(digits, digits + sizeof digits, value).ptr};
}

template <class Number>
void clamp(std::string_view parameter, std::optional<Number>& value, Number maximum, Draft& draft) {
  if (!value || *value <= maximum) return;
  draft.adjustments.push_back(
      {std::string(parameter), shortest(*value) + "->" + shortest(maximum)});
  value = maximum;
}

template <class Number>
void drop(std::string_view parameter, std::optional<Number>& value, Draft& draft) {
  if (!value) return;
  draft.adjustments.push_back({std::string(parameter), ""});
  value.reset();
}

void fit_sampling(const bedrock::ModelRules& rules, Draft& draft) {
  bedrock::Inference& inference = draft.conversation.inference;
  if (rules.sampling == bedrock::Sampling::none) {
    drop("temperature", inference.temperature, draft);
    drop("top_p", inference.top_p, draft);
  } else if (rules.sampling == bedrock::Sampling::one_of && inference.temperature) {
    drop("top_p", inference.top_p, draft);
  }
  constexpr double kConverseMaximum = 1;  // whatever the model takes through its native body
  const double maximum = rules.api == bedrock::Api::converse
                             ? std::min(rules.temperature_max, kConverseMaximum)
                             : rules.temperature_max;
  clamp("temperature", inference.temperature, maximum, draft);
}

void fit_stop(const std::vector<json::RawString>& wanted, const bedrock::ModelRules& rules,
              Draft& draft) {
  std::vector<json::RawString>& stop = draft.conversation.inference.stop_sequences;
  std::ranges::remove_copy_if(wanted, std::back_inserter(stop), &json::RawString::empty);
  const std::size_t most = !rules.stop ? 0
                           : rules.max_stop_sequences > 0
                               ? static_cast<std::size_t>(rules.max_stop_sequences)
                               : stop.size();
  if (stop.size() <= most) return;
  const std::string change =
      most == 0 ? "" : std::to_string(stop.size()) + "->" + std::to_string(most);
  draft.adjustments.push_back({"stop", change});
  stop.resize(most);
}

}  // namespace

Draft draft_conversation(const openai::ChatRequest& request, const bedrock::ModelRules& rules) {
  Draft draft;
  std::vector<Turn>& turns = draft.conversation.turns;
  const ToolUse use = tool_use(request, rules);
  if (use != ToolUse::none) draft.names = ToolNames(request, rules);
  collect(use, request, rules, draft);
  draft_tools(use, request, rules, draft);
  draft.may_call = !draft.conversation.tool_config.tools.empty();
  draft_structured_output(use, request, rules, draft);
  stream_arguments(request, rules, draft);
  end_with_user(rules, turns);
  if (!rules.history) fold_history(draft);
  if (!rules.system) fold_system(draft);
  if (turns.empty() || turns.front().role != Role::user) turns.insert(turns.begin(), placeholder());

  bedrock::Inference& inference = draft.conversation.inference;
  inference.max_tokens = request.max_tokens;
  inference.temperature = request.temperature;
  inference.top_p = request.top_p;
  if (rules.max_output > 0) clamp("max_tokens", inference.max_tokens, rules.max_output, draft);
  fit_sampling(rules, draft);
  fit_stop(request.stop, rules, draft);
  return draft;
}

}  // namespace gw::translate
