#include "openai/responses/settings.h"

#include <algorithm>
#include <string>
#include <utility>

#include "openai/responses/reading.h"

namespace gw::openai {

namespace {

using json::Value;
using llm::assign;
using llm::Expected;
using llm::Path;
using FormatKind = llm::ResponseFormat::Kind;

Expected<FormatKind> read_kind(json::Object format, const Path& path) {
  const std::optional<Value> type = find_set(format, "type");
  if (!type) return llm::missing(path);
  constexpr std::pair<std::string_view, FormatKind> kKinds[] = {
      {"text", FormatKind::text},
      {"json_object", FormatKind::json_object},
      {"json_schema", FormatKind::json_schema}};
  for (const auto& [name, kind] : kKinds) {
    if (llm::is_string(*type, name)) return kind;
  }
  return llm::refuse(path, "invalid_value",
                     "Invalid value for '" + path.text() + "': " + llm::quoted(*type) +
                         ". Supported values are: 'text', 'json_object', 'json_schema'.");
}

Expected<> read_schema_member(const json::Member& member, const Path& path,
                              llm::ResponseFormat& format, llm::Request& request) {
  const auto& [key, value] = member;
  if (value.is_null()) return {};
  if (key == "description")
    return assign(format.description, llm::read_text(value, path / key, request.repaired));
  if (key == "strict") return assign(format.strict, llm::read_boolean(value, path / key));
  if (key != "schema") return {};
  if (!value.object()) return llm::wrong_type(path / key, "an object", value);
  return assign(format.schema, llm::read_json(value, path / key, request.repaired));
}

Expected<> read_format(Value value, const Path& path, llm::Request& request) {
  const std::optional<json::Object> object = value.object();
  if (!object) return llm::wrong_type(path, "an object", value);
  llm::ResponseFormat format;
  Expected<> read = assign(format.kind, read_kind(*object, path / "type"));
  if (read && format.kind == FormatKind::json_schema) {
    read = assign(format.name, read_name(*object, "name", path, request));
    for (const json::Member member : *object) {
      if (read) read = read_schema_member(member, path, format, request);
    }
  }
  request.response_format = format;
  return read;
}

Expected<> read_effort(Value value, const Path& path, llm::Request& request) {
  if (!value.string()) return llm::wrong_type(path, "a string", value);
  const auto* known = std::ranges::find_if(
      llm::kEfforts, [&](std::string_view effort) { return llm::is_string(value, effort); });
  request.reasoning.parameter = "reasoning.effort";
  request.reasoning.effort = known == llm::kEfforts.end() ? llm::kEfforts.back() : *known;
  return {};
}

}  // namespace

Expected<> read_reasoning_config(Value value, const Path& path, llm::Request& request) {
  const std::optional<json::Object> object = value.object();
  if (!object) return llm::wrong_type(path, "an object", value);
  if (const auto effort = find_set(*object, "effort")) {
    Expected<> read = read_effort(*effort, path / "effort", request);
    if (!read) return read;
  }
  // However long it is to be. The second is the first's old name.
  for (const std::string_view key : {"summary", "generate_summary"}) {
    const std::optional<Value> summary = find_set(*object, key);
    if (!summary) continue;
    if (!summary->string()) return llm::wrong_type(path / key, "a string", *summary);
    request.reasoning.display = "summarized";
  }
  return {};
}

Expected<> read_text_config(Value value, const Path& path, llm::Request& request) {
  const std::optional<json::Object> object = value.object();
  if (!object) return llm::wrong_type(path, "an object", value);
  const std::optional<Value> format = find_set(*object, "format");
  return format ? read_format(*format, path / "format", request) : Expected<>();
}

}  // namespace gw::openai
