#include "openai/response_format.h"

namespace gw::openai {

namespace {

using json::Value;
using llm::Expected;
using llm::is_string;
using llm::Path;
using llm::quoted;
using llm::ResponseFormat;
using Kind = ResponseFormat::Kind;

Expected<Kind> read_kind(json::Object format, const Path& path) {
  const std::optional<Value> type = format.find("type");
  if (!type) return missing(path);
  constexpr std::pair<std::string_view, Kind> kKinds[] = {
      {"text", Kind::text}, {"json_object", Kind::json_object}, {"json_schema", Kind::json_schema}};
  for (const auto& [name, kind] : kKinds) {
    if (is_string(*type, name)) return kind;
  }
  return refuse(path, "invalid_value",
                "Invalid value: " + quoted(*type) +
                    ". Supported values are: 'text', 'json_object', 'json_schema'.");
}

Expected<> read_schema(Value value, const Path& path, llm::Request& request) {
  if (!value.object()) return wrong_type(path, "an object", value);
  return assign(request.response_format.schema, read_json(value, path, request.repaired));
}

// {"name": …, "description": …, "schema": …, "strict": …}
Expected<> read_json_schema(Value value, const Path& path, llm::Request& request) {
  const std::optional<json::Object> object = value.object();
  if (!object) return wrong_type(path, "an object", value);
  if (!object->find("name")) return missing(path / "name");
  ResponseFormat& format = request.response_format;
  for (const auto [key, member] : *object) {
    Expected<> read;
    if (member.is_null()) continue;
    if (key == "name") {
      read = assign(format.name, read_text(member, path / "name", request.repaired));
    } else if (key == "description") {
      read = assign(format.description, read_text(member, path / "description", request.repaired));
    } else if (key == "schema") {
      read = read_schema(member, path / "schema", request);
    } else if (key == "strict") {
      read = assign(format.strict, read_boolean(member, path / "strict"));
    }
    if (!read) return read;
  }
  return {};
}

}  // namespace

Expected<> read_response_format(Value value, const Path& path, llm::Request& request) {
  const std::optional<json::Object> object = value.object();
  if (!object) return wrong_type(path, "an object", value);
  Expected<> read = assign(request.response_format.kind, read_kind(*object, path / "type"));
  if (!read || request.response_format.kind != Kind::json_schema) return read;
  const std::optional<Value> schema = object->find("json_schema");
  if (!schema) return missing(path / "json_schema");
  return read_json_schema(*schema, path / "json_schema", request);
}

}  // namespace gw::openai
