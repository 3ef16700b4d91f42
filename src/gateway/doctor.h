// `bedrock-gateway doctor`: whether what the settings say works, step by step, from the credentials
// to a model's answer, for people at a terminal. Asks AWS, and each model for one token.
#pragma once

#include <string>
#include <vector>

#include "config/settings.h"

namespace gw::gateway {

// Prints a line for each step. True: all went well. `models` as in requests; those of aliases
// and routes are asked as well.
bool examine(config::Settings settings, const std::vector<std::string>& models);

}  // namespace gw::gateway
