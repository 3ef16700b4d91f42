// Which of the offered tools the simulated model calls, and with what.
#pragma once

#include <vector>

#include "simulator/answer.h"
#include "simulator/prompt.h"

namespace gw::simulator {

// A call for each place of the last user text where the name of an offered tool stands in front of
// a parenthesis, in their order: `get_weather({"city":"Paris"})` is called with that object,
// `get_weather(Paris)` with the smallest object its schema allows, texts being "Paris". If there is
// none though a tool has to be called, the first, texts being the whole user text.
std::vector<Block> asked_calls(const Prompt& prompt);

}  // namespace gw::simulator
