// Answers of Anthropic's Messages API, whole and in chunks.
#pragma once

#include <vector>

#include "simulator/native/family.h"

namespace gw::simulator {

void write_claude_response(const Answer& answer, json::Writer& out);
std::vector<Chunk> claude_chunks(const Answer& answer);

}  // namespace gw::simulator
