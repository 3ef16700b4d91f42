// What each generation of Claude takes in its own body beyond what all of them take: data, from
// reports of its users and from what Anthropic's own client sends to Bedrock.
#pragma once

#include <string_view>

#include "simulator/json_value.h"

namespace gw::simulator {

// "4.5" is 45. `model`: its base id or a pattern of the catalogue. What is not known is taken for
// the newest.
int claude_generation(std::string_view model);

// Of `anthropic_beta`: an unknown flag fails a request.
bool takes_beta_flag(int generation, std::string_view flag);
bool has_beta_flag(const Value& flags, std::string_view flag);

// Whether a gate of kClaudeShapes is open to a body with these flags.
bool opens_gate(int generation, const Value& flags, std::string_view gate);

}  // namespace gw::simulator
