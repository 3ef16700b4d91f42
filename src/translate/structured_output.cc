#include "translate/structured_output.h"

#include <algorithm>

#include "bedrock/schema/strict.h"
#include "bedrock/schema/type_finder.h"
#include "translate/additional_fields.h"
#include "translate/tool_schemas.h"

namespace gw::translate {

namespace {

using bedrock::ForcedTool;
using llm::ResponseFormat;
using Form = StructuredOutput::Form;
using Mode = llm::ToolChoice::Mode;

constexpr std::string_view kToolName = "json_answer";
constexpr std::string_view kToolDescription =
    "Gives the final answer to the user. Call it once, with the whole answer as its input.";
constexpr std::string_view kInstruction =
    "Answer with one JSON value and nothing else: no explanation, no Markdown, no code fence.";
constexpr std::string_view kObjectInstruction =
    "Answer with one JSON object and nothing else: no explanation, no Markdown, no code fence.";
constexpr std::string_view kSchemaInstruction = " It must follow this JSON Schema:\\n";

bool must_call(const llm::Request& request) {
  const Mode mode = request.tool_choice.mode;
  return mode == Mode::required || mode == Mode::function;
}

// The input of a tool is an object; so has to be what the schema is for.
bool is_for_object(std::string_view schema) {
  json::Document document;
  const Result<json::Value> value = document.parse(schema);
  return value && schema::is_for_object(*value);
}

// Where tools are there for the history's sake only, none but the answer's may be called.
bool can_be_forced(ToolUse use, const bedrock::ModelRules& rules, const Draft& draft) {
  if (!has_tools(rules)) return false;
  const ForcedTool can = forced_tool(rules, draft);
  return use == ToolUse::from_history ? can == ForcedTool::named : can != ForcedTool::none;
}

// A name that none of the client's tools has.
json::RawString free_name(const std::vector<bedrock::Tool>& tools, Draft& draft) {
  std::string name(kToolName);
  const auto is_taken = [&](const bedrock::Tool& tool) { return tool.name.escaped == name; };
  while (std::ranges::any_of(tools, is_taken)) name += '_';
  return {draft.storage.emplace_back(std::move(name))};
}

json::RawString tool_description(const ResponseFormat& format, json::RawString told, Draft& draft) {
  const bool blank = json::is_blank(format.description);
  if (blank && told.empty()) return {kToolDescription};
  std::string text(kToolDescription);
  if (!blank) text.append(" ").append(format.description.escaped);
  if (!told.empty()) text.append("\\n\\n").append(told.escaped);
  return {draft.storage.emplace_back(std::move(text))};
}

void ask_natively(const ResponseFormat& format, std::string_view schema, Draft& draft) {
  draft.conversation.output_format = {
      .name = format.name,
      .description = json::is_blank(format.description) ? json::RawString{} : format.description,
      .schema = draft.storage.emplace_back(schema)};
}

std::optional<std::string> to_strict(std::string_view schema) {
  schema::StrictBudget budget;
  return schema.empty() ? std::nullopt : schema::to_strict_schema(schema, budget);
}

std::optional<std::string> to_native(std::string_view schema, const bedrock::ModelRules& rules) {
  json::Document document;
  const Result<json::Value> value = document.parse(schema);
  return value ? schema::to_strict_answer(*value, rules.schema_gaps) : std::nullopt;
}

void ask_by_tool(ToolUse use, const ResponseFormat& format, const bedrock::ModelRules& rules,
                 Draft& draft) {
  bedrock::ToolConfig& config = draft.conversation.tool_config;
  const json::RawString name = free_name(config.tools, draft);
  const auto [schema, told] = fit_answer_schema(format.schema, name, rules, draft);
  const auto strict = rules.strict_tools ? to_strict(schema) : std::nullopt;
  const bool alone = use != ToolUse::offered;
  config.tools.push_back({.name = name,
                          .description = tool_description(format, told, draft),
                          .schema = strict ? draft.storage.emplace_back(*strict) : schema,
                          .strict = strict.has_value()});
  const bool named = alone && forced_tool(rules, draft) == ForcedTool::named;
  config.choice = named ? bedrock::ToolChoice{bedrock::ToolChoice::Kind::tool, name}
                        : bedrock::ToolChoice{bedrock::ToolChoice::Kind::any, {}};
  draft.structured.tool = name.escaped;
}

void ask_by_prompt(const ResponseFormat& format, Draft& draft) {
  if (format.schema.empty()) {
    const bool object = format.kind == ResponseFormat::Kind::json_object;
    draft.conversation.system.push_back({{object ? kObjectInstruction : kInstruction}});
    return;
  }
  std::string text(kInstruction);
  text.append(kSchemaInstruction).append(json::escape(json::readable(format.schema)));
  draft.conversation.system.push_back({{draft.storage.emplace_back(std::move(text))}});
  if (format.strict) draft.note(llm::Parameter::response_format, "json_schema->prompt");
}

}  // namespace

void draft_structured_output(ToolUse use, const llm::Request& request,
                             const bedrock::ModelRules& rules, Draft& draft) {
  const ResponseFormat& format = request.response_format;
  if (format.kind == ResponseFormat::Kind::text) return;
  // A client that writes the member itself is not contradicted.
  const bool native = rules.json_schema && bedrock::speaks_in_blocks(rules) &&
                      !has_field("output_config", draft.conversation.additional);
  if (const auto strict = native ? to_native(format.schema, rules) : std::nullopt) {
    draft.structured.form = Form::native;
    ask_natively(format, *strict, draft);
  } else if (can_be_forced(use, rules, draft) && is_for_object(format.schema)) {
    if (must_call(request)) return;
    draft.structured.form = Form::tool;
    ask_by_tool(use, format, rules, draft);
  } else {
    draft.structured.form = Form::prompt;
    draft.structured.object = format.kind == ResponseFormat::Kind::json_object;
    ask_by_prompt(format, draft);
  }
}

}  // namespace gw::translate
