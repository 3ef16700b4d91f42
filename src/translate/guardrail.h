// Which guardrail watches over a request: the operator's, which no request can change, or, where
// the operator leaves the choice to requests, the request's.
#pragma once

#include <expected>
#include <optional>

#include "bedrock/conversation.h"
#include "bedrock/guardrail.h"
#include "bedrock/model_rules.h"
#include "openai/api_error.h"
#include "openai/chat_request.h"

namespace gw::translate {

// `bound`: to the caller's gateway key, counts more than the model's; may be null. Borrows from all
// three. Errors: 400 for a guardrail that the request may not choose, 403 for one that
// is required and that the model does not take.
std::expected<std::optional<bedrock::Guardrail>, openai::ApiError> choose_guardrail(
    const openai::ChatRequest& request, const bedrock::ModelRules& rules,
    const bedrock::GuardrailRule* bound);

}  // namespace gw::translate
