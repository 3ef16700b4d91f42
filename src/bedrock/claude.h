// What Claude's own API is told, in its native body as among the additional fields of Converse.
#pragma once

#include "bedrock/conversation.h"
#include "json/write.h"

namespace gw::bedrock {

// The value of "tool_choice", which can say more than Converse's: at most one call.
void write_claude_tool_choice(json::Writer& json, const ToolConfig& config);

}  // namespace gw::bedrock
