#include "translate/tool_text.h"

namespace gw::translate {

std::string call_as_text(const openai::ToolCall& call) {
  std::string text = "[Called tool ";
  text += call.name.escaped;
  if (!json::is_blank(call.arguments)) text.append(" with ").append(call.arguments.escaped);
  return text + "]";
}

std::string result_as_text(json::RawString tool, const openai::Message& result) {
  std::string text = result.is_error ? "[Error of tool" : "[Result of tool";
  if (!tool.empty()) text.append(" ").append(tool.escaped);
  text += ":";
  for (const openai::Part& part : result.content) {
    if (part.media) continue;  // stands behind the text
    text.append(" ").append(part.text.escaped).append(json::escape(json::readable(part.json)));
  }
  return text + "]";
}

}  // namespace gw::translate
