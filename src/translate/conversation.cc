#include "translate/conversation.h"

#include <algorithm>
#include <array>
#include <span>

#include "bedrock/native/prompt.h"
#include "json/write.h"
#include "translate/additional_fields.h"
#include "translate/parameters.h"
#include "translate/reasoning.h"
#include "translate/reasoning_history.h"
#include "translate/structured_output.h"
#include "translate/tool_schemas.h"
#include "translate/tools.h"
#include "translate/turns.h"
#include "translate/without.h"

namespace gw::translate {

namespace {

using bedrock::Role;
using bedrock::TextBlock;
using bedrock::Turn;

constexpr std::string_view kParagraph = "\\n\\n";  // escaped, as all text here

void collect(ToolUse use, const llm::Request& request, const bedrock::ModelRules& rules,
             const RequestContent& content, Draft& draft) {
  using Calls = TurnBuilder::Calls;
  const Calls calls = use == ToolUse::as_text ? Calls::as_text : Calls::as_blocks;
  ReasoningHistory reasoning(request, rules, content.memory, draft.storage);
  TurnBuilder builder(calls, rules, request.caching, draft.names, content.media, reasoning,
                      draft.storage, draft.conversation);
  for (const llm::Message& message : request.messages) builder.add(message);
  builder.finish();
  if (builder.has_orphans()) draft.note(llm::Parameter::tool_result_id);
}

Turn placeholder() { return {Role::user, {TextBlock{json::RawString{kPlaceholder}}}}; }

// A last message of the assistant's is the beginning of the answer to come (prefill). An answer
// cannot be begun where the model is to reason first, or is held to a schema: by its format, which
// Anthropic calls incompatible with it, or by a tool, whose input begins anew.
bool can_be_begun(const bedrock::ModelRules& rules, const Draft& draft) {
  using Form = StructuredOutput::Form;
  const Form form = draft.structured.form;
  return rules.prefill && !draft.thinks && form != Form::native && form != Form::tool;
}

std::string text_of(const std::vector<bedrock::Block>& blocks) {
  std::string text;
  for (const bedrock::Block& block : blocks) {
    if (const auto* said = std::get_if<TextBlock>(&block)) text += said->text.escaped;
  }
  return text;
}

void end_with_user(const bedrock::ModelRules& rules, Draft& draft) {
  std::vector<Turn>& turns = draft.conversation.turns;
  if (turns.empty() || turns.back().role == Role::user) return;
  if (!can_be_begun(rules, draft)) {
    turns.push_back(placeholder());
    draft.note(llm::Parameter::messages, "prefill->turn");
    return;
  }
  // Reasoning is refused in it, and so is white space at its end.
  std::vector<bedrock::Block>& blocks = turns.back().blocks;
  std::erase_if(blocks, [](const bedrock::Block& block) {
    return std::holds_alternative<bedrock::ReasoningBlock>(block);
  });
  if (!blocks.empty() && std::holds_alternative<bedrock::CachePoint>(blocks.back())) {
    blocks.pop_back();  // it would have to stand behind what is yet to come
    draft.note(llm::Parameter::message_cache_control);
  }
  TextBlock& last = std::get<TextBlock>(blocks.back());
  last.text = json::trim_end(last.text);
  if (draft.structured.form == StructuredOutput::Form::prompt)
    draft.structured.begun = text_of(blocks);
}

// Converse's own member would be refused by older endpoints, and the model's by Converse when it
// writes an output_config of its own.
void set_effort(const llm::Request& request, std::span<const std::string> refused, Draft& draft) {
  if (draft.effort.empty()) return;
  if (is_refused("output_config.effort", refused)) {
    draft.note(std::string(request.reasoning.parameter));
    return;
  }
  if (auto& format = draft.conversation.output_format) {
    format->effort = draft.effort;
    return;
  }
  const std::string& json = draft.storage.emplace_back("\"" + std::string(draft.effort) + "\"");
  add_field("output_config.effort", json, draft.conversation.additional, draft.storage);
}

// Bedrock takes no system text in a field of the model's own beside the conversation's, which is
// not given up for it.
void keep_system(Draft& draft) {
  if (draft.conversation.system.empty()) return;
  for (const std::string_view field : {"system", "preamble"}) {
    if (drop_field(field, draft.conversation.additional)) draft.note(std::string(field));
  }
}

constexpr std::string_view kUser = "User:";
constexpr std::string_view kAssistant = "Assistant:";
constexpr std::array kLabels{kUser, kAssistant};
constexpr bedrock::Borders kBorders{.tokens = {}, .labels = kLabels};

bool is_media(const bedrock::Block& block) {
  return std::holds_alternative<bedrock::MediaBlock>(block);
}

// Takes the media out of the turns.
std::vector<bedrock::Block> take_media(std::vector<Turn>& turns) {
  std::vector<bedrock::Block> media;
  for (Turn& turn : turns) {
    std::ranges::copy_if(turn.blocks, std::back_inserter(media), is_media);
    std::erase_if(turn.blocks, is_media);
  }
  return media;
}

// For models that take one user turn: the conversation as a transcript, in which no text can pass
// for the beginning of another turn, and behind it the media.
void fold_history(Draft& draft) {
  std::vector<Turn>& turns = draft.conversation.turns;
  const bool one_turn = turns.size() == 1 && turns.front().role == Role::user;
  if (turns.empty() || one_turn) return;

  std::vector<bedrock::Block> media = take_media(turns);
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
  std::ranges::move(media, std::back_inserter(turns.front().blocks));
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
  } else if (auto* first = std::get_if<TextBlock>(&turns.front().blocks.front())) {
    text.append(kParagraph).append(first->text.escaped);
    first->text = {text};
  } else {
    auto& blocks = turns.front().blocks;
    blocks.insert(blocks.begin(), TextBlock{json::RawString{text}});
  }
  system.clear();
}

// Reasoning in the history that the model has refused. Strict gateways leave it out, too: the
// client could not mend it.
void note_lost_reasoning(const llm::Request& request, Draft& draft) {
  const auto has_reasoning = [](const llm::Message& message) {
    return std::ranges::any_of(message.blocks, [](const llm::Block& block) {
      return std::holds_alternative<llm::Reasoning>(block.value);
    });
  };
  if (std::ranges::none_of(request.messages, has_reasoning)) return;
  const std::string_view name = draft.spell(llm::Parameter::history_reasoning);
  draft.adjustments.push_back({std::string(name), {}, false});
}

}  // namespace

Draft draft_conversation(const llm::Request& request, const bedrock::ModelRules& rules,
                         const ParameterPolicy& policy, const RequestContent& content) {
  Draft draft(content.spell);
  draft.conversation.options.attribute(content.attribution);
  draft_parameters(request, rules, policy, content.without, draft);
  std::vector<Turn>& turns = draft.conversation.turns;
  const ToolUse use = tool_use(request, rules);
  if (use != ToolUse::none) draft.names = ToolNames(request, rules);
  if (use == ToolUse::offered) fit_tool_schemas(request, rules, draft);
  collect(use, request, rules, content, draft);
  if (is_refused("messages.thinking", content.without)) note_lost_reasoning(request, draft);
  const bool refused = is_refused("thinking.history", content.without);
  draft_reasoning(request, rules, !refused || !can_answer_at_once(rules), draft);
  draft_tools(use, request, rules, draft);
  draft_structured_output(use, request, rules, draft);
  stream_arguments(request, rules, draft);
  set_effort(request, content.without, draft);
  drop_refused_fields(content.without, draft);
  keep_system(draft);
  end_with_user(rules, draft);
  if (!rules.history) fold_history(draft);
  if (!rules.system) fold_system(draft);
  if (turns.empty() || turns.front().role != Role::user) turns.insert(turns.begin(), placeholder());
  return draft;
}

}  // namespace gw::translate
