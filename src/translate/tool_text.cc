#include "translate/tool_text.h"

namespace gw::translate {

namespace {

// Arguments are JSON inside of a text.
std::string readable_arguments(json::RawString arguments) {
  if (!arguments.escaped.contains(R"(\\u)")) return std::string(arguments.escaped);
  const Result<std::string> json = json::decode(arguments);
  return json ? json::escape(json::readable(*json)) : std::string(arguments.escaped);
}

}  // namespace

std::string call_as_text(const llm::ToolCall& call) {
  std::string text = "[Called tool ";
  text += call.name.escaped;
  if (!call.input.empty()) {
    text.append(" with ").append(json::escape(json::readable(call.input)));
  } else if (!json::is_blank(call.arguments)) {
    text.append(" with ");
    text += call.custom ? std::string(call.arguments.escaped) : readable_arguments(call.arguments);
  }
  return text + "]";
}

std::string result_as_text(json::RawString tool, const llm::ToolResult& result) {
  std::string text = result.error ? "[Error of tool" : "[Result of tool";
  if (!tool.empty()) text.append(" ").append(tool.escaped);
  text += ":";
  for (const auto& part : result.content) {  // media stand behind the text
    if (const auto* said = std::get_if<llm::Text>(&part))
      text.append(" ").append(said->text.escaped);
    if (const auto* json = std::get_if<llm::Json>(&part))
      text.append(" ").append(json::escape(json::readable(json->json)));
  }
  return text + "]";
}

}  // namespace gw::translate
