#include "bedrock/claude.h"

namespace gw::bedrock {

void write_claude_tool_choice(json::Writer& json, const ToolConfig& config) {
  json.begin_object();
  switch (config.choice.kind) {
    case ToolChoice::Kind::unset:
    case ToolChoice::Kind::automatic:
      json.member("type", "auto");
      break;
    case ToolChoice::Kind::any:
      json.member("type", "any");
      break;
    case ToolChoice::Kind::tool:
      json.member("type", "tool").member("name", config.choice.tool);
      break;
  }
  if (config.one_call) json.member("disable_parallel_tool_use", true);
  json.end_object();
}

}  // namespace gw::bedrock
