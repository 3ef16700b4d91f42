// A body of Anthropic's Messages API as the Converse body that says the same: what it means to the
// simulated model, and the rules about it, are then written once.
#pragma once

#include "simulator/json_value.h"

namespace gw::simulator {

// Of a body that has the right shape.
Value as_converse(const Value& body);

}  // namespace gw::simulator
