// The guardrail of the simulator: it intervenes where the user says a certain word.
#pragma once

#include <string>
#include <string_view>

#include "simulator/answer.h"
#include "simulator/prompt.h"

namespace gw::simulator {

inline constexpr std::string_view kForbiddenWord = "simulate-guardrail";

// What a request with a guardrail is answered instead; false: nothing was found.
bool intervene(const Prompt& prompt, Answer& answer);
// The members that InvokeModel's whole body and last chunk have beside the model's own.
void add_guardrail_members(const Answer& answer, std::string& body);

}  // namespace gw::simulator
