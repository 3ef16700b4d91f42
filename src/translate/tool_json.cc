#include "translate/tool_json.h"

namespace gw::translate {

namespace {

std::string wrapped(std::string_view json) { return "{\"arguments\":" + std::string(json) + "}"; }

}  // namespace

std::string_view ToolJson::input(json::RawString arguments) {
  if (json::is_blank(arguments)) return "{}";
  // Checked when it was read, but an escape within an escape only shows here.
  std::string text = json::decode(arguments).value_or("");
  const auto value = document_.parse(text);
  const auto passable = value ? json::repair({value->raw()}) : fail(Errc::invalid, "no JSON");
  if (!passable) return keep(wrapped("\"" + std::string(arguments.escaped) + "\""));
  return keep(value->type() == json::Type::object ? *passable : wrapped(*passable));
}

std::string_view ToolJson::renamed(std::string_view input, const schema::PropertyNames* names) {
  static const schema::NameMap kNameless{{"", schema::property_alias("")}};
  if (names != nullptr) input = keep(schema::rename_keys(input, names->aliases));
  if (!input.contains(R"("")")) return input;
  return keep(schema::rename_keys(input, kNameless));
}

}  // namespace gw::translate
