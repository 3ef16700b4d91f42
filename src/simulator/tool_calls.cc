#include "simulator/tool_calls.h"

#include <algorithm>
#include <string_view>

#include "base/ascii.h"
#include "simulator/example.h"

namespace gw::simulator {
namespace {

// An answer of more calls than any client sends tools for.
constexpr std::size_t kMaxCalls = 64;

bool is_name_character(char c) {
  return ascii::is_alpha(c) || ascii::is_digit(c) || c == '_' || c == '-';
}

const OfferedTool* find_tool(const Prompt& prompt, std::string_view name) {
  const auto found = std::ranges::find(prompt.tools, name, &OfferedTool::name);
  return found != prompt.tools.end() ? &*found : nullptr;
}

// The name that ends where the text does.
std::string_view trailing_name(std::string_view text) {
  std::size_t begin = text.size();
  while (begin > 0 && is_name_character(text[begin - 1])) --begin;
  return text.substr(begin);
}

// What stands in front of the parenthesis that closes the one before `text`, but for those in
// JSON's strings.
std::string_view until_closed(std::string_view text) {
  int open = 1;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"' && (i == 0 || text[i - 1] != '\\')) quoted = !quoted;
    if (quoted) continue;
    if (text[i] == '(') ++open;
    if (text[i] == ')' && --open == 0) return text.substr(0, i);
  }
  return text;
}

Value arguments_of(const OfferedTool& tool, std::string_view given) {
  auto object = parse_json(given);
  if (object && object->is(Value::Kind::object)) return std::move(*object);
  Value example = example_of(*tool.schema, ascii::trim(given));
  return example.is(Value::Kind::object) ? std::move(example) : Value{.kind = Value::Kind::object};
}

}  // namespace

std::vector<Block> asked_calls(const Prompt& prompt) {
  std::vector<Block> calls;
  const auto call = [&](const OfferedTool& tool, std::string_view given) {
    const std::string id =
        "tooluse_" + std::to_string(prompt.turns) + "_" + std::to_string(calls.size());
    calls.push_back(tool_use(id, tool.name, to_json(arguments_of(tool, given))));
  };
  const std::string_view text = prompt.last_user_text;
  std::size_t at = 0;
  while (calls.size() < kMaxCalls && (at = text.find('(', at)) != std::string_view::npos) {
    const OfferedTool* tool = find_tool(prompt, trailing_name(text.substr(0, at)));
    ++at;
    if (tool == nullptr) continue;
    const std::string_view given = until_closed(text.substr(at));
    call(*tool, given);
    at += given.size();
  }
  if (calls.empty() && prompt.must_call) call(prompt.tools.front(), text);
  return calls;
}

}  // namespace gw::simulator
