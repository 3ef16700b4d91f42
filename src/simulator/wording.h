// Violations of a schema in the words of the three validators that stand behind Bedrock's API:
// clients match on these texts, so the simulator uses them too.
#pragma once

#include <string>
#include <vector>

#include "simulator/refusal.h"
#include "simulator/schema.h"

namespace gw::simulator {

// Bedrock's own front, for Converse: "1 validation error detected: Value '2' at
// 'inferenceConfig.temperature' failed to satisfy constraint: Member must have value less than or
// equal to 1". `violations` is not empty.
Refusal in_converse_words(const std::vector<Violation>& violations);

// The JSON-schema check of native bodies: "Malformed input request: #: extraneous key [x] is not
// permitted, please reformat your input and try again."
Refusal in_native_words(const std::vector<Violation>& violations);

// Anthropic's own, for bodies of the Messages API: "x: Extra inputs are not permitted".
Refusal in_anthropic_words(const std::vector<Violation>& violations);

}  // namespace gw::simulator
