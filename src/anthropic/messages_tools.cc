#include "anthropic/messages_tools.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

#include "anthropic/messages_content.h"
#include "anthropic/messages_facts.h"

namespace gw::anthropic {

namespace {

using json::Value;
using llm::Expected;
using llm::Path;
using Mode = llm::ToolChoice::Mode;

// Tools that Anthropic defines and the client runs.
// https://docs.claude.com/en/docs/agents-and-tools/tool-use/overview
struct ClientTool {
  std::string_view prefix;  // of the type, before its date
  std::string_view description;
  std::string_view schema;
};
constexpr std::array kClientTools{
    ClientTool{"bash_", "Runs a command in a bash session that stays open between calls.",
               R"({"type":"object","properties":{"command":{"type":"string","description":)"
               R"("The command to run."},"restart":{"type":"boolean","description":)"
               R"("Starts the session anew."}}})"},
    ClientTool{"text_editor_", "Views, creates and edits text files.",
               R"({"type":"object","properties":{"command":{"type":"string","enum":["view",)"
               R"("create","str_replace","insert"]},"path":{"type":"string"},"file_text":)"
               R"({"type":"string","description":"create: the content."},"old_str":{"type":)"
               R"("string","description":"str_replace: what to replace, which occurs once."},)"
               R"("new_str":{"type":"string","description":"str_replace: the new text."},)"
               R"("insert_line":{"type":"integer","description":"insert: the line before it."},)"
               R"("insert_text":{"type":"string","description":"insert: the new text."},)"
               R"("view_range":{"type":"array","items":{"type":"integer"},"description":)"
               R"("view: the first and the last line."}},"required":["command","path"]})"},
    ClientTool{"memory_", "Reads and writes files below /memories that outlive the conversation.",
               R"({"type":"object","properties":{"command":{"type":"string","enum":["view",)"
               R"("create","str_replace","insert","delete","rename"]},"path":{"type":"string"},)"
               R"("file_text":{"type":"string"},"old_str":{"type":"string"},"new_str":{"type":)"
               R"("string"},"insert_line":{"type":"integer"},"insert_text":{"type":"string"},)"
               R"("view_range":{"type":"array","items":{"type":"integer"}},"old_path":{"type":)"
               R"("string"},"new_path":{"type":"string"}},"required":["command"]})"},
};

Expected<json::RawString> read_name(json::Object object, const Path& path, llm::Request& request) {
  const std::optional<Value> name = object.find("name");
  if (!name) return llm::missing(path / "name");
  Expected<json::RawString> text = llm::read_identifier(*name, path / "name", request.repaired);
  if (text && text->empty()) {
    return llm::refuse(path / "name", "empty_string",
                       "Invalid '" + (path / "name").text() + "': it is empty.");
  }
  return text;
}

Expected<> read_schema(Value value, const Path& path, llm::Tool& tool, llm::Request& request) {
  const std::optional<json::Object> object = value.object();
  if (!object) return llm::wrong_type(path, "an object", value);
  if (object->begin() == object->end()) return {};
  return llm::assign(tool.parameters, llm::read_json(value, path, request.repaired));
}

// Claude's ways to load, call and stream tools, which other models have not got.
constexpr std::array<std::string_view, 4> kOfClaude{"defer_loading", "eager_input_streaming",
                                                    "input_examples", "allowed_callers"};

Expected<> read_member(std::string_view key, Value value, const Path& path, llm::Tool& tool,
                       llm::Request& request) {
  if (value.is_null()) return {};
  if (key == "description") {
    return llm::assign(tool.description,
                       llm::read_text(value, path / "description", request.repaired));
  }
  if (key == "input_schema") return read_schema(value, path / "input_schema", tool, request);
  if (key == "strict") return llm::assign(tool.strict, llm::read_boolean(value, path / "strict"));
  if (std::ranges::find(kOfClaude, key) != kOfClaude.end())
    llm::note_name("tools." + std::string(key), request.unsupported);
  return {};
}

Expected<llm::Tool> read_tool(json::Object object, const ClientTool* known, const Path& path,
                              llm::Request& request) {
  llm::Tool tool;
  Expected<> read = llm::assign(tool.name, read_name(object, path, request));
  if (!read) return std::unexpected(std::move(read.error()));
  if (known != nullptr) {
    tool.description = {known->description};
    tool.parameters = known->schema;
  } else if (!object.find("input_schema")) {
    return llm::missing(path / "input_schema");
  }
  for (const auto [key, value] : object) {
    if (known == nullptr) read = read_member(key, value, path, tool, request);
    if (!read) return std::unexpected(std::move(read.error()));
  }
  read = llm::assign(tool.cache, read_cache_mark(object, path, request));
  if (!read) return std::unexpected(std::move(read.error()));
  return tool;
}

// nullopt: the tool is not one that the client runs.
Expected<std::optional<llm::Tool>> read_any_tool(Value value, const Path& path,
                                                 llm::Request& request) {
  const std::optional<json::Object> object = value.object();
  if (!object) return llm::wrong_type(path, "an object", value);
  const std::optional<Value> type = find_set(*object, "type");
  const ClientTool* known = nullptr;
  if (type && !llm::is_string(*type, "custom")) {
    if (!type->string()) return llm::wrong_type(path / "type", "a string", *type);
    const std::string_view word = type->string()->escaped;
    const auto* found = std::ranges::find_if(
        kClientTools, [&](const ClientTool& tool) { return word.starts_with(tool.prefix); });
    if (found == kClientTools.end()) {
      llm::note_name(word, request.unsupported);
      return std::nullopt;
    }
    known = found;
  }
  Expected<llm::Tool> tool = read_tool(*object, known, path, request);
  if (!tool) return std::unexpected(std::move(tool.error()));
  return *std::move(tool);
}

}  // namespace

Expected<> read_tools(Value value, const Path& path, llm::Request& request) {
  const std::optional<json::Array> list = value.array();
  if (!list) return llm::wrong_type(path, "an array of objects", value);
  std::size_t index = 0;
  for (const Value item : *list) {
    auto tool = read_any_tool(item, path / index++, request);
    if (!tool) return std::unexpected(std::move(tool.error()));
    if (*tool) request.tools.push_back(**std::move(tool));
  }
  return {};
}

Expected<> read_tool_choice(Value value, const Path& path, llm::Request& request) {
  constexpr std::pair<std::string_view, Mode> kModes[] = {{"auto", Mode::automatic},
                                                          {"any", Mode::required},
                                                          {"tool", Mode::function},
                                                          {"none", Mode::none}};
  const std::optional<json::Object> object = value.object();
  if (!object) return llm::wrong_type(path, "an object", value);
  const std::optional<Value> type = object->find("type");
  if (!type) return llm::missing(path / "type");
  const auto* mode =
      std::ranges::find_if(kModes, [&](const auto& m) { return llm::is_string(*type, m.first); });
  if (mode == std::end(kModes)) {
    return llm::refuse(path / "type", "invalid_value",
                       "Invalid value for 'tool_choice.type': " + llm::quoted(*type) +
                           ". Supported values are: 'auto', 'any', 'tool', 'none'.");
  }
  request.tool_choice.mode = mode->second;
  if (const auto disable = find_set(*object, "disable_parallel_tool_use")) {
    const auto flag = llm::read_boolean(*disable, path / "disable_parallel_tool_use");
    if (!flag) return std::unexpected(flag.error());
    request.parallel_tool_calls = !*flag;
  }
  if (mode->second != Mode::function) return {};
  return llm::assign(request.tool_choice.function, read_name(*object, path, request));
}

Expected<> check_tool_choice(llm::Request& request) {
  llm::ToolChoice& choice = request.tool_choice;
  if (request.tools.empty()) {
    if (choice.mode != Mode::none) choice = {};  // "none" holds for calls of the history, too
    return {};
  }
  if (choice.mode != Mode::function ||
      std::ranges::find(request.tools, choice.function, &llm::Tool::name) != request.tools.end())
    return {};
  return llm::refuse(Path(Path::Style::dots) / "tool_choice" / "name", "invalid_value",
                     "Invalid value for 'tool_choice.name': it names a tool that is not among "
                     "'tools'.");
}

}  // namespace gw::anthropic
