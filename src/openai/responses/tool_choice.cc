#include <string>
#include <utility>

#include "openai/responses/reading.h"
#include "openai/responses/tools.h"

namespace gw::openai {

namespace {

using json::Value;
using llm::Expected;
using llm::is_string;
using llm::Path;
using Kind = ResponsesTool::Kind;
using Mode = llm::ToolChoice::Mode;

std::unexpected<llm::Failure> not_a_tool(const Path& path) {
  return llm::refuse(
      path, "invalid_value",
      "Invalid value for '" + path.text() + "': it names a tool that is not among 'tools'.");
}

Expected<Mode> read_mode(Value value, const Path& path) {
  constexpr std::pair<std::string_view, Mode> kModes[] = {
      {"none", Mode::none}, {"auto", Mode::automatic}, {"required", Mode::required}};
  if (!value.string()) return llm::wrong_type(path, "a string or an object", value);
  for (const auto& [name, mode] : kModes) {
    if (is_string(value, name)) return mode;
  }
  return llm::refuse(path, "invalid_value",
                     "Invalid value for '" + path.text() + "': " + llm::quoted(value) +
                         ". Supported values are: 'none', 'auto', 'required'.");
}

// A tool that is named by its type and name; nullopt for those of OpenAI's own.
Expected<std::optional<json::RawString>> read_named(Value value, const Path& path,
                                                    ResponsesTools& tools, llm::Request& request) {
  const std::optional<json::Object> object = value.object();
  if (!object) return llm::wrong_type(path, "an object", value);
  const std::optional<Value> type = find_set(*object, "type");
  if (!type) return llm::missing(path / "type");
  if (is_string(*type, "tool_search")) {
    const json::RawString search = tools.flat_name({"", "tool_search", Kind::search});
    return tools.is_declared(search) ? std::optional(search) : std::nullopt;
  }
  if (!is_string(*type, "function") && !is_string(*type, "custom")) return std::nullopt;
  const Expected<json::RawString> name = read_name(*object, "name", path, request);
  if (!name) return std::unexpected(name.error());
  ResponsesTool chosen{.name = std::string(name->escaped)};
  if (const std::optional<Value> space = find_set(*object, "namespace")) {
    const auto text = llm::read_identifier(*space, path / "namespace", request.repaired);
    if (!text) return std::unexpected(text.error());
    chosen.space = text->escaped;
  }
  const json::RawString flat = tools.flat_name(chosen);
  if (!tools.is_declared(flat)) return not_a_tool(path / "name");
  return flat;
}

// {"type": "allowed_tools", "mode": …, "tools": […]}
Expected<> read_allowed(json::Object choice, const Path& path, ResponsesTools& tools,
                        llm::Request& request) {
  if (const auto mode = find_set(choice, "mode")) {
    Expected<> read = llm::assign(request.tool_choice.mode, read_mode(*mode, path / "mode"));
    if (!read) return read;
  }
  const std::optional<Value> list = find_set(choice, "tools");
  if (!list) return llm::missing(path / "tools");
  const std::optional<json::Array> items = list->array();
  const Path here = path / "tools";
  if (!items) return llm::wrong_type(here, "an array of objects", *list);
  auto& allowed = request.tool_choice.allowed.emplace();
  std::size_t index = 0;
  for (const Value item : *items) {
    const auto name = read_named(item, here / index++, tools, request);
    if (!name) return std::unexpected(name.error());
    if (*name) allowed.push_back(**name);
  }
  return {};
}

Expected<> read_choice(Value value, const Path& path, ResponsesTools& tools,
                       llm::Request& request) {
  const std::optional<json::Object> object = value.object();
  if (!object) return llm::assign(request.tool_choice.mode, read_mode(value, path));
  const std::optional<Value> type = find_set(*object, "type");
  if (type && is_string(*type, "allowed_tools")) return read_allowed(*object, path, tools, request);
  const auto name = read_named(value, path, tools, request);
  if (!name) return std::unexpected(name.error());
  if (*name) {
    request.tool_choice.mode = Mode::function;
    request.tool_choice.function = **name;
  } else {
    request.tool_choice.mode = Mode::automatic;
    note_dropped(path.text(), "", request);
  }
  return {};
}

}  // namespace

Expected<> read_tool_choice(Value value, const Path& path, ResponsesTools& tools,
                            llm::Request& request) {
  Expected<> read = read_choice(value, path, tools, request);
  if (!read || request.tool_choice.mode != Mode::required || !request.tools.empty()) return read;
  // The model cannot be made to call what only OpenAI runs.
  if (!tools.dropped()) {
    return llm::refuse(path, "invalid_value",
                       "Invalid value for '" + path.text() +
                           "': a call can only be required when there are 'tools'.");
  }
  request.tool_choice.mode = Mode::automatic;
  note_dropped(path.text(), "", request);
  return {};
}

}  // namespace gw::openai
