// Which tools a model is offered, and what it is told about choosing among them.
#pragma once

#include <optional>

#include "bedrock/model_rules.h"
#include "llm/failure.h"
#include "llm/request.h"
#include "translate/conversation.h"

namespace gw::translate {

enum class ToolUse {
  none,          // no tools, and no calls in the history
  offered,       // the client's tools
  from_history,  // Converse wants tools where there are calls: those that were called
  as_text,       // none, since the client forbids calls or the model has none; calls are told
};
// Of the native bodies only those of Claude and Jamba have a place for them. So has not one turn
// alone, for their results.
bool has_tools(const bedrock::ModelRules& rules);

// How far the model can be made to call a tool in this request: not while it thinks, not beside a
// choice in the client's own fields, and not in Jamba's own body.
bedrock::ForcedTool forced_tool(const bedrock::ModelRules& rules, const Draft& draft);

ToolUse tool_use(const llm::Request& request, const bedrock::ModelRules& rules);

// Tools that the model may use but cannot are refused: an answer without calls would be taken for
// the model's decision.
std::optional<llm::Failure> refuse_tools(const llm::Request& request,
                                         const bedrock::ModelRules& rules, llm::Spell spell);

// Fills in the tool configuration of the draft; borrows from the request and the draft's names.
void draft_tools(ToolUse use, const llm::Request& request, const bedrock::ModelRules& rules,
                 Draft& draft);
// When all tools are there: asks for their arguments as they are written, where a model has to be.
void stream_arguments(const llm::Request& request, const bedrock::ModelRules& rules, Draft& draft);

}  // namespace gw::translate
