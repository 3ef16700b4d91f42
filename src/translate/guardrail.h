// Which guardrail watches over a request: the operator's, which no request can change, or, where
// the operator leaves the choice to requests, the request's.
#pragma once

#include <optional>

#include "bedrock/conversation.h"
#include "bedrock/guardrail.h"
#include "bedrock/model_rules.h"
#include "llm/failure.h"
#include "llm/parameter.h"
#include "llm/request.h"

namespace gw::translate {

// `bound`: to the caller's gateway key, counts more than the model's; may be null. Borrows from all
// three. Errors: 400 for a guardrail that the request may not choose, 403 for one that
// is required and that the model does not take.
llm::Expected<std::optional<bedrock::Guardrail>> choose_guardrail(
    const llm::Request& request, const bedrock::ModelRules& rules,
    const bedrock::GuardrailRule* bound, llm::Spell spell);

}  // namespace gw::translate
