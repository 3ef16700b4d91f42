// What a simulated model thinks before it answers, and how it knows its thoughts again.
#pragma once

#include <string>
#include <string_view>

#include "bedrock/model_rules.h"
#include "simulator/answer.h"
#include "simulator/json_value.h"
#include "simulator/prompt.h"

namespace gw::simulator {

// Whether and how the request wants reasoning.
void read_reasoning(const Value& body, const bedrock::ModelRules& model, Prompt& prompt);
// The block that stands before an answer which was to be thought about.
Block thought(const Prompt& prompt);
// Of a block of reasoning: another text or place has another one.
std::string signature_of(const Place& place, std::string_view text);

}  // namespace gw::simulator
