// What Anthropic's Messages API refuses beyond the shapes.
#pragma once

#include <optional>

#include "simulator/json_value.h"
#include "simulator/model.h"
#include "simulator/refusal.h"

namespace gw::simulator {

std::optional<Refusal> break_of_claude_rule(const Value& body, const Model& model, bool stream);

}  // namespace gw::simulator
