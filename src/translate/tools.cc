#include "translate/tools.h"

#include <unordered_set>

#include "bedrock/schema/strict.h"
#include "translate/additional_fields.h"
#include "translate/cache_points.h"
#include "translate/calls.h"
#include "translate/custom_tools.h"

namespace gw::translate {

namespace {

using bedrock::ForcedTool;
using llm::Parameter;
using ChoiceKind = bedrock::ToolChoice::Kind;
using Mode = llm::ToolChoice::Mode;

constexpr std::string_view kToldBehind = "\\n\\n";
// Claude then streams the arguments of a call as it writes them, instead of in bursts.
constexpr std::string_view kFineGrainedTools = "fine-grained-tool-streaming-2025-05-14";

bool forbids_calls(const llm::ToolChoice& choice) {
  return choice.mode == Mode::none || (choice.allowed && choice.allowed->empty());
}

// The tools that the choice leaves; empty where it leaves all.
std::unordered_set<std::string_view> allowed_by(const llm::ToolChoice& choice) {
  std::unordered_set<std::string_view> names;
  if (!choice.allowed) return names;
  for (const json::RawString name : *choice.allowed) names.insert(name.escaped);
  return names;
}

// In a field of the model's own API. Beside it Bedrock takes no choice of Converse's.
bool chooses_itself(const Draft& draft) {
  return has_field("tool_choice", draft.conversation.additional);
}

// Bedrock refuses a blank one.
json::RawString described(json::RawString description, json::RawString told, Draft& draft) {
  if (json::is_blank(description)) return told;
  if (told.empty()) return description;
  std::string& text = draft.storage.emplace_back(description.escaped);
  return {text.append(kToldBehind).append(told.escaped)};
}

void offer_tools(const llm::Request& request, const bedrock::ModelRules& rules, Draft& draft) {
  const auto& choice = request.tool_choice;
  // A model that can only be made to call some tool is left no other.
  const bool only_named =
      choice.mode == Mode::function && forced_tool(rules, draft) == ForcedTool::any;
  const auto allowed = allowed_by(choice);
  bool drops_strict = false;
  bool says_grammar = false;
  schema::StrictBudget budget;
  for (std::size_t i = 0; i < request.tools.size(); ++i) {
    const llm::Tool& tool = request.tools[i];
    if (choice.allowed && !allowed.contains(tool.name.escaped)) continue;
    if (only_named && tool.name != choice.function) continue;
    const auto [schema, told] = draft.schemas[i];
    if (tool.custom) draft.custom_tools.emplace_back(draft.names.upstream(tool.name).escaped);
    says_grammar |= !tool.grammar.empty();
    std::optional<std::string> strict;
    if (tool.strict && rules.strict_tools) strict = schema::to_strict_schema(schema, budget);
    drops_strict |= tool.strict && !strict;
    draft.conversation.tool_config.tools.push_back(
        {.name = draft.names.upstream(tool.name),
         .description = described(tool.description, told, draft),
         .schema = strict ? draft.storage.emplace_back(*strict) : schema,
         .strict = strict.has_value(),
         .cache = cache_point(tool.cache, request.caching, rules)});
  }
  if (drops_strict) draft.note(Parameter::strict_tools);
  if (says_grammar) draft.note(Parameter::custom_format, "grammar->description");
}

void offer_called_tools(const llm::Request& request, Draft& draft) {
  auto& tools = draft.conversation.tool_config.tools;
  std::unordered_set<std::string_view> offered;
  for_each_call(request, [&](const llm::ToolCall& call) {
    const json::RawString name = draft.names.upstream(call.name);
    if (!offered.insert(name.escaped).second) return;
    tools.push_back({.name = name,
                     .description = {},
                     .schema = call.custom ? draft.storage.emplace_back(custom_schema({}))
                                           : std::string_view(R"({"type":"object"})")});
    if (call.custom) draft.custom_tools.emplace_back(name.escaped);
  });
}

void choose(const llm::Request& request, const bedrock::ModelRules& rules, Draft& draft) {
  bedrock::ToolChoice& choice = draft.conversation.tool_config.choice;
  const Mode mode = request.tool_choice.mode;
  const bool forced = mode == Mode::required || mode == Mode::function;
  const Parameter parameter =
      request.first_call_only ? Parameter::function_call : Parameter::tool_choice;
  const ForcedTool can = forced_tool(rules, draft);
  if (chooses_itself(draft)) {
    if (mode != Mode::unset) draft.note(parameter);
  } else if (can == ForcedTool::none) {
    // Such models may refuse any choice, so the default is not spelled out.
    if (!forced) return;
    draft.note(parameter, mode == Mode::required ? "required->auto" : "function->auto");
  } else if (mode == Mode::function && can == ForcedTool::named) {
    choice = {ChoiceKind::tool, draft.names.upstream(request.tool_choice.function)};
  } else if (forced) {
    choice.kind = ChoiceKind::any;
  } else if (mode == Mode::automatic) {
    choice.kind = ChoiceKind::automatic;
  }
}

void limit_calls(const llm::Request& request, const bedrock::ModelRules& rules, Draft& draft) {
  const bool one = !request.parallel_tool_calls || request.first_call_only;
  const bool can = rules.single_tool_call && !chooses_itself(draft);
  draft.conversation.tool_config.one_call = one && can;
  if (!request.parallel_tool_calls && !can) draft.note(Parameter::parallel_tool_calls);
  // The model may make several calls; its first is answered. That is no reason to refuse.
  if (request.first_call_only && !can)
    draft.adjustments.push_back(
        {std::string(draft.spell(Parameter::functions)), "calls->first", false});
}

}  // namespace

bool has_tools(const bedrock::ModelRules& rules) {
  return rules.tools && rules.history && bedrock::speaks_of_tools(rules);
}

ForcedTool forced_tool(const bedrock::ModelRules& rules, const Draft& draft) {
  const bool none = draft.thinks || chooses_itself(draft) || !bedrock::speaks_in_blocks(rules);
  return none ? ForcedTool::none : rules.forced_tool;
}

ToolUse tool_use(const llm::Request& request, const bedrock::ModelRules& rules) {
  bool called = false;
  for_each_call(request, [&](const llm::ToolCall&) { called = true; });
  if (!has_tools(rules) || forbids_calls(request.tool_choice))
    return called ? ToolUse::as_text : ToolUse::none;
  if (!request.tools.empty()) return ToolUse::offered;
  return called ? ToolUse::from_history : ToolUse::none;
}

std::optional<llm::Failure> refuse_tools(const llm::Request& request,
                                         const bedrock::ModelRules& rules, llm::Spell spell) {
  if (has_tools(rules) || request.tools.empty() || forbids_calls(request.tool_choice))
    return std::nullopt;
  const std::string_view parameter =
      spell(request.first_call_only ? Parameter::functions : Parameter::tools);
  return llm::invalid_request(
      "Unsupported parameter: '" + std::string(parameter) + "' is not supported with '" +
          request.model +
          (rules.tools ? "' when it is called through InvokeModel. Tools need Converse: api = "
                         "\"converse\" in a [[model]] table of the gateway's configuration."
                       : "'."),
      parameter, "unsupported_parameter");
}

void draft_tools(ToolUse use, const llm::Request& request, const bedrock::ModelRules& rules,
                 Draft& draft) {
  if (use == ToolUse::from_history) offer_called_tools(request, draft);
  if (use != ToolUse::offered) return;
  offer_tools(request, rules, draft);
  choose(request, rules, draft);
  limit_calls(request, rules, draft);
}

void stream_arguments(const llm::Request& request, const bedrock::ModelRules& rules, Draft& draft) {
  const bool offers = !draft.conversation.tool_config.tools.empty();
  if (offers && rules.fine_grained_tools && request.stream)
    add_beta_flag(kFineGrainedTools, draft.conversation.additional);
}

}  // namespace gw::translate
