#include "simulator/tool_choice.h"

#include <utility>

namespace gw::simulator {
namespace {

using ChoiceKind = ToolChoice::Kind;

constexpr std::pair<std::string_view, ChoiceKind> kKinds[] = {
    {"any", ChoiceKind::any}, {"tool", ChoiceKind::tool}, {"none", ChoiceKind::none}};

}  // namespace

ToolChoice tool_choice_of(const Value& body) {
  const Value& converse = body["toolConfig"]["toolChoice"];
  const Value& own = body["additionalModelRequestFields"]["tool_choice"];
  for (const auto& [name, kind] : kKinds) {
    if (const Value* choice = converse.find(name)) return {kind, (*choice)["name"].text};
    if (own["type"].text == name) return {kind, own["name"].text};
  }
  return {};
}

}  // namespace gw::simulator
