// The parameters of a client beside messages and tools, fitted to what a model takes: sampling,
// limits, options of the call, and the fields of the model's own API.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "bedrock/model_rules.h"
#include "llm/request.h"
#include "translate/conversation.h"

namespace gw::translate {

// Fills in the rest of the draft and notes what does not fit. Borrows from both arguments.
// `refused`: of the client's own fields what the model has refused (without.h).
void draft_parameters(const llm::Request& request, const bedrock::ModelRules& rules,
                      const ParameterPolicy& policy, std::span<const std::string> refused,
                      Draft& draft);

// Leaves out `temperature` or `top_p`, and names it unless it says nothing.
void drop_sampling(llm::Parameter parameter, std::optional<double>& value, Draft& draft);

}  // namespace gw::translate
