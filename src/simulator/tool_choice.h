// How the model is to choose among its tools.
#pragma once

#include <string_view>

#include "simulator/json_value.h"

namespace gw::simulator {

struct ToolChoice {
  enum class Kind { automatic, any, tool, none };
  Kind kind = Kind::automatic;
  std::string_view tool;  // with Kind::tool: its name; borrows from the body

  bool forces() const { return kind == Kind::any || kind == Kind::tool; }
};

// Of a Converse body: its toolChoice, or Claude's own among the additional fields.
ToolChoice tool_choice_of(const Value& body);

}  // namespace gw::simulator
