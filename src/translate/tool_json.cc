#include "translate/tool_json.h"

#include "json/write.h"

namespace gw::translate {

namespace {

std::string wrapped(std::string_view json) { return "{\"arguments\":" + std::string(json) + "}"; }

}  // namespace

std::string_view ToolJson::schema(std::string_view parameters) {
  if (parameters.empty()) return R"({"type":"object","properties":{}})";
  const auto value = document_.parse(parameters);
  const auto object = value ? value->object() : std::nullopt;
  if (!object) return parameters;
  const auto type = object->find("type");
  if (type && !type->is_null() && !type->array()) return parameters;
  Buffer typed;
  json::Writer writer(typed);
  writer.begin_object().member("type", "object");
  for (const auto [key, member] : *object) {
    if (key != "type") writer.key(key).raw(member.raw());
  }
  writer.end_object();
  return keep(std::string(typed.view()));
}

std::string_view ToolJson::input(json::RawString arguments) {
  if (json::is_blank(arguments)) return "{}";
  // Checked when it was read, but an escape within an escape only shows here.
  std::string text = json::decode(arguments).value_or("");
  const auto value = document_.parse(text);
  const auto passable = value ? json::repair({value->raw()}) : fail(Errc::invalid, "no JSON");
  if (!passable) return keep(wrapped("\"" + std::string(arguments.escaped) + "\""));
  return keep(value->type() == json::Type::object ? *passable : wrapped(*passable));
}

}  // namespace gw::translate
