// The smallest instance of a JSON schema: what the simulated model writes where it has to keep to
// one, as in the arguments of a tool.
#pragma once

#include <string_view>

#include "simulator/json_value.h"

namespace gw::simulator {

// Required members only, the first of alternatives, the least of numbers; free strings are `text`.
// Knows $ref to "#/...", enum, const, anyOf, oneOf, and the types; ignores the rest.
Value example_of(const Value& schema, std::string_view text);

}  // namespace gw::simulator
