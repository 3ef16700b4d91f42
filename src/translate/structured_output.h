// How a model is brought to answer in JSON: the request's side of structured output
// (response_format); structured_answer.h is the answer's.
#pragma once

#include "bedrock/model_rules.h"
#include "llm/request.h"
#include "translate/conversation.h"
#include "translate/tools.h"

namespace gw::translate {

// Fills in the draft, after its tools: the output format, the answer tool or the instruction, and
// what the answer's side has to know. In this order the first that can be done is:
//
// 1. native: Bedrock holds the model to the schema. For models with `json_schema`, when the schema
//    can be said in Bedrock's part of JSON Schema.
// 2. tool: the answer is the input of a tool that the model has to call. For models that can be
// made
//    to call one. Beside the client's tools it is one more to choose from; where the client forces
//    a call of its own, this answer will be no text anyway.
// 3. prompt: the model is told, and its answer is checked.
//
// Without a schema (json_object) it is the prompt: both other forms hold a model to a schema.
void draft_structured_output(ToolUse use, const llm::Request& request,
                             const bedrock::ModelRules& rules, Draft& draft);

}  // namespace gw::translate
