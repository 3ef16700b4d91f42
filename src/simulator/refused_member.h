// The fault `refuse`: a model that has not got a member of the request, in the words of its family.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bedrock/model_rules.h"
#include "simulator/refusal.h"
#include "simulator/service.h"

namespace gw::simulator {

// Refuses the first member of the body, wherever it stands, that has one of these names. nullopt:
// there is none.
std::optional<Refusal> refuse_member(const Operation& operation, const bedrock::ModelRules& model,
                                     std::string_view body, const std::vector<std::string>& names);

}  // namespace gw::simulator
