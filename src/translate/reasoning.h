// How a model is asked to reason, in the words of its family (docs/reasoning.md).
#pragma once

#include "bedrock/model_rules.h"
#include "llm/request.h"
#include "translate/conversation.h"

namespace gw::translate {

// Whether the answer may have reasoning in it: the client asks for it, or the model needs no
// asking.
bool may_reason(const llm::Request& request, const bedrock::ModelRules& rules);

// Whether Claude can be kept from thinking, if it was asked to.
bool can_answer_at_once(const bedrock::ModelRules& rules);

// Adds what asks the model to reason, or not to, and takes away what it would refuse beside it:
// sampling parameters, and on its own terms the limit of tokens. To be called when the turns and
// the parameters are there. `may_think`: Claude; false: it has refused to, with the
// reasoning of this conversation.
void draft_reasoning(const llm::Request& request, const bedrock::ModelRules& rules, bool may_think,
                     Draft& draft);

}  // namespace gw::translate
