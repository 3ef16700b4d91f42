#include "openai/chat_tools.h"

#include <algorithm>
#include <string_view>
#include <unordered_set>

#include "openai/chat_cache.h"

namespace gw::openai {

namespace {

using json::Value;
using llm::CacheMark;
using llm::Expected;
using llm::is_string;
using llm::Path;
using llm::quoted;
using llm::Tool;
using llm::ToolCall;
using llm::ToolChoice;
using Mode = ToolChoice::Mode;

// A tool, a call, or a choice of one.
struct Typed {
  std::string_view type;  // "function", also where it says none, or "custom"
  json::Object object;

  // What it is for is said in a member of that name, or, as in the Responses API, right here.
  bool is_flat() const { return !object.find(type) && object.find("name"); }
  Path inner(const Path& path) const { return is_flat() ? path : path / type; }
};

Expected<Typed> read_typed(Value value, const Path& path) {
  const std::optional<json::Object> object = value.object();
  if (!object) return wrong_type(path, "an object", value);
  const std::optional<Value> type = object->find("type");
  if (!type || is_string(*type, "function")) return Typed{"function", *object};
  if (is_string(*type, "custom")) return Typed{"custom", *object};
  return refuse(
      path / "type", "invalid_value",
      "Invalid value: " + quoted(*type) + ". Supported values are: 'function' and 'custom'.");
}

Expected<json::Object> read_inner(const Typed& typed, const Path& path) {
  if (typed.is_flat()) return typed.object;
  const std::optional<Value> inner = typed.object.find(typed.type);
  if (!inner) return missing(path / typed.type);
  const std::optional<json::Object> object = inner->object();
  if (!object) return wrong_type(path / typed.type, "an object", *inner);
  return *object;
}

Expected<json::RawString> read_name(json::Object object, const Path& path, llm::Request& request) {
  const std::optional<Value> name = object.find("name");
  if (!name) return missing(path / "name");
  Expected<json::RawString> text = read_identifier(*name, path / "name", request.repaired);
  if (text && text->empty()) {
    return refuse(path / "name", "empty_string",
                  "Invalid '" + (path / "name").text() +
                      "': empty string. Expected a string with minimum length 1, but got an empty "
                      "string instead.");
  }
  return text;
}

Expected<> read_parameters(Value value, const Path& path, Tool& tool, llm::Request& request) {
  const std::optional<json::Object> object = value.object();
  if (!object) return wrong_type(path, "an object", value);
  if (object->begin() == object->end()) return {};
  return assign(tool.parameters, read_json(value, path, request.repaired));
}

// As Anthropic and MCP call the parameters: some clients go by the model's name.
bool is_schema_name(std::string_view key) { return key == "input_schema" || key == "inputSchema"; }

bool has_schema_name(json::Object tool) {
  return tool.find("input_schema").has_value() || tool.find("inputSchema").has_value();
}

// The members of a function: {"name", "description", "parameters", "strict"}.
Expected<Tool> read_function(json::Object object, const Path& path, llm::Request& request) {
  Expected<json::RawString> name = read_name(object, path, request);
  if (!name) return std::unexpected(std::move(name.error()));
  Tool tool{.name = *name};
  for (const auto [key, value] : object) {
    Expected<> read;
    if (value.is_null()) continue;
    if (key == "description") {
      read = assign(tool.description, read_text(value, path / "description", request.repaired));
    } else if (key == "parameters" || is_schema_name(key)) {
      read = read_parameters(value, path / key, tool, request);
    } else if (key == "strict") {
      read = assign(tool.strict, read_boolean(value, path / "strict"));
    }
    if (!read) return std::unexpected(std::move(read.error()));
  }
  return tool;
}

// {"type": "text"}, or {"type": "grammar", "grammar": {"syntax", "definition"}}, also flat.
Expected<> read_format(Value value, const Path& path, Tool& tool, llm::Request& request) {
  const std::optional<json::Object> format = value.object();
  if (!format) return wrong_type(path, "an object", value);
  const std::optional<Value> type = format->find("type");
  if (!type) return missing(path / "type");
  if (is_string(*type, "text")) return {};
  if (!is_string(*type, "grammar")) {
    return refuse(
        path / "type", "invalid_value",
        "Invalid value: " + quoted(*type) + ". Supported values are: 'text' and 'grammar'.");
  }
  const std::optional<Value> member = format->find("grammar");
  const std::optional<json::Object> grammar = member ? member->object() : format;
  if (!grammar) return wrong_type(path / "grammar", "an object", *member);
  const std::optional<Value> definition = grammar->find("definition");
  const Path here = path / "grammar";
  if (!definition) return missing(here / "definition");
  return assign(tool.grammar, read_text(*definition, here / "definition", request.repaired));
}

// The members of a custom tool: {"name", "description", "format"}.
Expected<Tool> read_custom(json::Object object, const Path& path, llm::Request& request) {
  Expected<json::RawString> name = read_name(object, path, request);
  if (!name) return std::unexpected(std::move(name.error()));
  Tool tool{.name = *name, .custom = true};
  for (const auto [key, value] : object) {
    Expected<> read;
    if (value.is_null()) continue;
    if (key == "description") {
      read = assign(tool.description, read_text(value, path / "description", request.repaired));
    } else if (key == "format") {
      read = read_format(value, path / "format", tool, request);
    }
    if (!read) return std::unexpected(std::move(read.error()));
  }
  return tool;
}

Expected<Tool> read_tool(Value value, const Path& path, llm::Request& request) {
  Expected<Typed> typed = read_typed(value, path);
  if (!typed) return std::unexpected(typed.error());
  const bool schema = has_schema_name(typed->object);
  if (schema) typed->type = "function";  // whatever type it says, Anthropic's is "custom"
  if (!schema && !typed->object.find("type")) return missing(path / "type");
  const Expected<json::Object> inner = read_inner(*typed, path);
  if (!inner) return std::unexpected(inner.error());
  const auto read = typed->type == "custom" ? read_custom : read_function;
  const Path here = typed->inner(path);
  Expected<Tool> tool = read(*inner, here, request);
  if (!tool) return tool;
  Expected<> marked = assign(tool->cache, read_cache_mark(typed->object, path, request));
  if (marked && tool->cache == CacheMark::none)
    marked = assign(tool->cache, read_cache_mark(*inner, here, request));
  if (!marked) return std::unexpected(std::move(marked.error()));
  return tool;
}

Expected<Tool> read_legacy_function(Value value, const Path& path, llm::Request& request) {
  const std::optional<json::Object> object = value.object();
  if (!object) return wrong_type(path, "an object", value);
  return read_function(*object, path, request);
}

Expected<> read_list(Value value, const Path& path, llm::Request& request,
                     Expected<Tool> (*read)(Value, const Path&, llm::Request&)) {
  const std::optional<json::Array> list = value.array();
  if (!list) return wrong_type(path, "an array of objects", value);
  if (list->empty()) return {};
  if (!request.tools.empty()) {
    return refuse(path, "invalid_value",
                  "Invalid '" + path.text() + "': 'functions' and 'tools' cannot both be given.");
  }
  std::size_t index = 0;
  for (const Value item : *list) {
    Expected<Tool> tool = read(item, path / index++, request);
    if (!tool) return std::unexpected(std::move(tool.error()));
    request.tools.push_back(*tool);
  }
  return {};
}

Expected<Mode> read_mode(Value value, const Path& path) {
  constexpr std::pair<std::string_view, Mode> kModes[] = {
      {"none", Mode::none}, {"auto", Mode::automatic}, {"required", Mode::required}};
  for (const auto& [name, mode] : kModes) {
    if (is_string(value, name)) return mode;
  }
  return refuse(
      path, "invalid_value",
      "Invalid value: " + quoted(value) + ". Supported values are: 'none', 'auto', 'required'.");
}

// {"type": "auto" | "any" | "none" | "tool", "name", "disable_parallel_tool_use"}; false: it is not
// in Anthropic's form.
Expected<bool> read_anthropic_choice(json::Object choice, const Path& path, llm::Request& request) {
  constexpr std::pair<std::string_view, Mode> kTypes[] = {{"auto", Mode::automatic},
                                                          {"any", Mode::required},
                                                          {"required", Mode::required},
                                                          {"none", Mode::none},
                                                          {"tool", Mode::function}};
  const std::optional<Value> type = choice.find("type");
  const auto* known = std::ranges::find_if(
      kTypes, [&](const auto& each) { return type && is_string(*type, each.first); });
  if (known == std::end(kTypes)) return false;
  request.tool_choice.mode = known->second;
  const std::optional<Value> one = choice.find("disable_parallel_tool_use");
  if (one && one->boolean() == true) request.parallel_tool_calls = false;
  if (known->second != Mode::function) return true;
  const Expected<> named = assign(request.tool_choice.function, read_name(choice, path, request));
  if (!named) return std::unexpected(named.error());
  return true;
}

Expected<> read_named_choice(Value value, const Path& path, llm::Request& request) {
  const Expected<Typed> typed = read_typed(value, path);
  if (!typed) return std::unexpected(typed.error());
  const Expected<json::Object> inner = read_inner(*typed, path);
  if (!inner) return std::unexpected(inner.error());
  request.tool_choice.mode = Mode::function;
  return assign(request.tool_choice.function, read_name(*inner, typed->inner(path), request));
}

// {"type": "allowed_tools", "allowed_tools": {"mode": …, "tools": […]}}
Expected<> read_allowed_tools(json::Object choice, const Path& path, llm::Request& request) {
  const std::optional<Value> inner = choice.find("allowed_tools");
  const std::optional<json::Object> object = inner ? inner->object() : choice;
  if (!object) return wrong_type(path, "an object", *inner);
  const std::optional<Value> mode = object->find("mode");
  if (!mode) return missing(path / "mode");
  Expected<> read = assign(request.tool_choice.mode, read_mode(*mode, path / "mode"));
  if (!read) return read;
  const std::optional<Value> tools = object->find("tools");
  if (!tools) return missing(path / "tools");
  const std::optional<json::Array> list = tools->array();
  if (!list) return wrong_type(path / "tools", "an array of objects", *tools);
  auto& allowed = request.tool_choice.allowed.emplace();
  std::size_t index = 0;
  const Path tools_path = path / "tools";
  for (const Value item : *list) {
    Expected<Tool> tool = read_tool(item, tools_path / index++, request);
    if (!tool) return std::unexpected(std::move(tool.error()));
    allowed.push_back(tool->name);
  }
  return {};
}

// The string of a call's arguments; some clients send the object itself.
Expected<json::RawString> read_arguments(Value value, const Path& path, llm::Request& request) {
  if (!value.object()) return read_text(value, path, request.repaired);
  const Expected<std::string_view> raw = read_json(value, path, request.repaired);
  if (!raw) return std::unexpected(raw.error());
  return json::RawString{request.repaired.emplace_back(json::escape(json::readable(*raw)))};
}

Expected<> read_called(json::Object object, const Path& path, ToolCall& call,
                       llm::Request& request) {
  Expected<> read = assign(call.name, read_name(object, path, request));
  if (!read) return read;
  if (call.custom) {
    const std::optional<Value> input = object.find("input");
    if (!input) return missing(path / "input");
    return assign(call.arguments, read_text(*input, path / "input", request.repaired));
  }
  const std::optional<Value> arguments = object.find("arguments");
  if (!arguments || arguments->is_null()) return {};
  return assign(call.arguments, read_arguments(*arguments, path / "arguments", request));
}

std::unexpected<llm::Failure> not_a_tool(const llm::Request& request) {
  const std::string_view parameter = request.first_call_only ? "function_call" : "tool_choice";
  const std::string_view list = request.first_call_only ? "functions" : "tools";
  std::string message =
      request.tools.empty()
          ? "Invalid value for '" + std::string(parameter) + "': '" + std::string(parameter) +
                "' is only allowed when '" + std::string(list) + "' are specified."
          : "Invalid value for '" + std::string(parameter) +
                "': it names a function that is not among '" + std::string(list) + "'.";
  return refuse(Path{} / parameter, "invalid_value", std::move(message));
}

}  // namespace

Expected<> read_tools(Value value, const Path& path, llm::Request& request) {
  Expected<> read = read_list(value, path, request, read_tool);
  if (read && !request.tools.empty()) request.first_call_only = false;
  return read;
}

Expected<> read_functions(Value value, const Path& path, llm::Request& request) {
  Expected<> read = read_list(value, path, request, read_legacy_function);
  if (read && !request.tools.empty()) request.first_call_only = true;
  return read;
}

Expected<> read_tool_choice(Value value, const Path& path, llm::Request& request) {
  if (value.string()) return assign(request.tool_choice.mode, read_mode(value, path));
  const std::optional<json::Object> object = value.object();
  if (!object) return wrong_type(path, "a string or an object", value);
  const std::optional<Value> type = object->find("type");
  if (type && is_string(*type, "allowed_tools")) {
    return read_allowed_tools(*object, path / "allowed_tools", request);
  }
  const Expected<bool> anthropic = read_anthropic_choice(*object, path, request);
  if (!anthropic) return std::unexpected(anthropic.error());
  if (*anthropic) return {};
  return read_named_choice(value, path, request);
}

Expected<ToolCall> read_tool_use(json::Object part, const Path& path, llm::Request& request) {
  const std::optional<Value> id = part.find("id");
  if (!id) return missing(path / "id");
  ToolCall call;
  Expected<> read = assign(call.id, read_identifier(*id, path / "id", request.repaired));
  if (read) read = assign(call.name, read_name(part, path, request));
  const std::optional<Value> input = json::find_set(part, "input");
  if (read && input) read = assign(call.arguments, read_arguments(*input, path / "input", request));
  if (!read) return std::unexpected(std::move(read.error()));
  return call;
}

Expected<ToolCall> read_tool_call(Value value, const Path& path, llm::Request& request) {
  const Expected<Typed> typed = read_typed(value, path);
  if (!typed) return std::unexpected(typed.error());
  const std::optional<Value> id = typed->object.find("id");
  if (!id) return missing(path / "id");
  ToolCall call{.custom = typed->type == "custom"};
  Expected<> read = assign(call.id, read_identifier(*id, path / "id", request.repaired));
  if (!read) return std::unexpected(std::move(read.error()));
  const Expected<json::Object> inner = read_inner(*typed, path);
  if (!inner) return std::unexpected(inner.error());
  read = read_called(*inner, typed->inner(path), call, request);
  if (!read) return std::unexpected(std::move(read.error()));
  return call;
}

Expected<ToolCall> read_function_call(Value value, const Path& path, llm::Request& request) {
  const std::optional<json::Object> object = value.object();
  if (!object) return wrong_type(path, "an object", value);
  ToolCall call;
  Expected<> read = read_called(*object, path, call, request);
  if (!read) return std::unexpected(std::move(read.error()));
  return call;
}

Expected<> check_tool_choice(const llm::Request& request) {
  const auto& [mode, function, allowed] = request.tool_choice;
  std::unordered_set<std::string_view> names;
  if (mode == Mode::function || allowed) {
    for (const Tool& tool : request.tools) names.insert(tool.name.escaped);
  }
  const auto is_tool = [&](json::RawString name) { return names.contains(name.escaped); };
  const bool must_call = mode == Mode::required || mode == Mode::function;
  if (must_call && request.tools.empty()) return not_a_tool(request);
  if (mode == Mode::function && !is_tool(function)) return not_a_tool(request);
  if (allowed && !std::ranges::all_of(*allowed, is_tool)) return not_a_tool(request);
  return {};
}

}  // namespace gw::openai
