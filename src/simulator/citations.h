// Citations of an answer: kept as Claude's own API has them, told by Converse in other words.
#pragma once

#include "json/write.h"
#include "simulator/answer.h"

namespace gw::simulator {

// https://platform.claude.com/docs/en/build-with-claude/citations: {"type": "char_location", ...}
void write_claude_citation(const Value& citation, json::Writer& out);
// https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Citation.html
void write_converse_citation(const Value& citation, json::Writer& out);

}  // namespace gw::simulator
