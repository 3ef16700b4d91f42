// What Converse refuses beyond the shapes: rules between the members of a request, and between
// the request and its model. The rules stand by theme in rules/.
#pragma once

#include <optional>

#include "simulator/json_value.h"
#include "simulator/model.h"
#include "simulator/refusal.h"

namespace gw::simulator {

// The first rule broken by a body that has the right shape.
std::optional<Refusal> break_of_converse_rule(const Value& body, const bedrock::ModelRules& model);

}  // namespace gw::simulator
