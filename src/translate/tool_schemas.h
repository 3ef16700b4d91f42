// The schemas of tools, and of answers that are the input of a tool, as the model takes them.
#pragma once

#include <string_view>

#include "bedrock/model_rules.h"
#include "json/raw.h"
#include "llm/request.h"
#include "translate/conversation.h"

namespace gw::translate {

// Fills in draft.schemas for the tools that the client offers, and what draft.names has to know of
// them. Of a schema that is too much draft.refused says so.
void fit_tool_schemas(const llm::Request& request, const bedrock::ModelRules& rules, Draft& draft);

// The schema of an answer as that of a tool, whose name is Bedrock's; `schema` is an object.
FittedTool fit_answer_schema(std::string_view schema, json::RawString tool,
                             const bedrock::ModelRules& rules, Draft& draft);

}  // namespace gw::translate
