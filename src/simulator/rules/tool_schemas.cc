// What models refuse in the schemas of tools. The words are those of public reports.
#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/ascii.h"
#include "simulator/rules/rule.h"

namespace gw::simulator {
namespace {

using schema::Gap;

// --- a walk over the schemas in a schema ---

constexpr std::string_view kInOne[] = {"items",
                                       "additionalProperties",
                                       "unevaluatedProperties",
                                       "unevaluatedItems",
                                       "contains",
                                       "propertyNames",
                                       "not",
                                       "if",
                                       "then",
                                       "else",
                                       "contentSchema"};
constexpr std::string_view kInList[] = {"anyOf", "oneOf", "allOf", "prefixItems"};
constexpr std::string_view kInObject[] = {"properties", "patternProperties", "dependentSchemas",
                                          "$defs", "definitions"};

// Whether `test(schema)` holds for the schema and all those in it.
template <class Test>
bool holds_everywhere(const Value& schema, Test test) {
  if (!test(schema)) return false;
  for (const auto& [name, value] : schema.members) {
    if (std::ranges::find(kInOne, name) != std::end(kInOne)) {
      if (!holds_everywhere(value, test)) return false;
    } else if (std::ranges::find(kInList, name) != std::end(kInList)) {
      for (const Value& each : value.items) {
        if (!holds_everywhere(each, test)) return false;
      }
    } else if (std::ranges::find(kInObject, name) != std::end(kInObject)) {
      for (const auto& [key, each] : value.members) {
        if (!holds_everywhere(each, test)) return false;
      }
    }
  }
  return true;
}

// The first refusal that `visit(schema, index)` has for any tool's schema.
template <class Visit>
MaybeRefusal visit_schemas(const Value& body, Visit visit) {
  const auto& tools = body["toolConfig"]["tools"].items;
  for (std::size_t t = 0; t < tools.size(); ++t) {
    const Value* schema = tools[t]["toolSpec"]["inputSchema"].find("json");
    if (schema == nullptr) continue;
    if (MaybeRefusal refusal = visit(*schema, t)) return refusal;
  }
  return std::nullopt;
}

std::string input_schema_path(std::size_t tool) {
  return "tools." + std::to_string(tool) + ".custom.input_schema";
}

// --- draft 2020-12's own schema: https://json-schema.org/draft/2020-12/schema ---

enum class Form {
  text,
  flag,
  number,
  count,
  names,
  schema,
  schemas,
  named,
  type,
  list,
  name_lists
};

constexpr std::pair<std::string_view, Form> kMetaSchema[] = {
    {"$schema", Form::text},
    {"$id", Form::text},
    {"$ref", Form::text},
    {"$anchor", Form::text},
    {"$dynamicRef", Form::text},
    {"$dynamicAnchor", Form::text},
    {"$comment", Form::text},
    {"title", Form::text},
    {"description", Form::text},
    {"format", Form::text},
    {"pattern", Form::text},
    {"contentEncoding", Form::text},
    {"contentMediaType", Form::text},
    {"uniqueItems", Form::flag},
    {"deprecated", Form::flag},
    {"readOnly", Form::flag},
    {"writeOnly", Form::flag},
    {"minimum", Form::number},
    {"maximum", Form::number},
    {"exclusiveMinimum", Form::number},
    {"exclusiveMaximum", Form::number},
    {"multipleOf", Form::number},
    {"minLength", Form::count},
    {"maxLength", Form::count},
    {"minItems", Form::count},
    {"maxItems", Form::count},
    {"minProperties", Form::count},
    {"maxProperties", Form::count},
    {"minContains", Form::count},
    {"maxContains", Form::count},
    {"required", Form::names},
    {"items", Form::schema},
    {"additionalProperties", Form::schema},
    {"unevaluatedProperties", Form::schema},
    {"unevaluatedItems", Form::schema},
    {"contains", Form::schema},
    {"propertyNames", Form::schema},
    {"not", Form::schema},
    {"if", Form::schema},
    {"then", Form::schema},
    {"else", Form::schema},
    {"contentSchema", Form::schema},
    {"anyOf", Form::schemas},
    {"oneOf", Form::schemas},
    {"allOf", Form::schemas},
    {"prefixItems", Form::schemas},
    {"properties", Form::named},
    {"patternProperties", Form::named},
    {"dependentSchemas", Form::named},
    {"$defs", Form::named},
    {"definitions", Form::named},
    {"type", Form::type},
    {"enum", Form::list},
    {"examples", Form::list},
    {"dependentRequired", Form::name_lists},
};
constexpr std::string_view kTypeNames[] = {"array",  "boolean", "integer", "null",
                                           "number", "object",  "string"};

bool is_schema_value(const Value& value) {
  return value.is(Value::Kind::object) || value.is(Value::Kind::boolean);
}

bool are_unique_texts(const Value& list) {
  std::set<std::string_view> seen;
  return list.is(Value::Kind::array) && std::ranges::all_of(list.items, [&](const Value& each) {
           return each.is(Value::Kind::string) && seen.insert(each.text).second;
         });
}

bool is_type_name(const Value& value) {
  return value.is(Value::Kind::string) &&
         std::ranges::find(kTypeNames, value.text) != std::end(kTypeNames);
}

bool satisfies(const Value& value, Form form) {
  switch (form) {
    case Form::text:
      return value.is(Value::Kind::string);
    case Form::flag:
      return value.is(Value::Kind::boolean);
    case Form::number:
      return value.is_number();
    case Form::count:
      return value.is_number() && value.number >= 0 && std::floor(value.number) == value.number;
    case Form::names:
      return are_unique_texts(value);
    case Form::schema:
      return is_schema_value(value);
    case Form::schemas:
      return !value.items.empty() && std::ranges::all_of(value.items, is_schema_value);
    case Form::named:
      return value.is(Value::Kind::object) && std::ranges::all_of(value.members, [](const auto& m) {
               return is_schema_value(m.value);
             });
    case Form::type:
      return is_type_name(value) || (!value.items.empty() && are_unique_texts(value) &&
                                     std::ranges::all_of(value.items, is_type_name));
    case Form::list:
      return value.is(Value::Kind::array);
    case Form::name_lists:
      return value.is(Value::Kind::object) && std::ranges::all_of(value.members, [](const auto& m) {
               return are_unique_texts(m.value);
             });
  }
  return false;
}

bool is_of_meta_schema(const Value& schema) {
  return std::ranges::all_of(schema.members, [](const auto& member) {
    const auto* const known =
        std::ranges::find(kMetaSchema, member.name, &std::pair<std::string_view, Form>::first);
    if (known == std::end(kMetaSchema)) return true;
    const bool positive = member.name != "multipleOf" || member.value.number > 0;
    return positive && satisfies(member.value, known->second);
  });
}

// --- Claude ---

bool is_claude_model(const ModelRules& model) {
  return model.native == bedrock::NativeFormat::claude_messages;
}

// GitNexus#2487
MaybeRefusal root_is_no_union(const Value& body, const ModelRules& model) {
  if (!is_claude_model(model)) return std::nullopt;
  return visit_schemas(body, [](const Value& schema, std::size_t t) -> MaybeRefusal {
    for (const std::string_view name : {"anyOf", "oneOf", "allOf"}) {
      if (schema.find(name) != nullptr) {
        return model_error(input_schema_path(t) +
                           ": input_schema does not support oneOf, allOf, or anyOf at the top "
                           "level");
      }
    }
    return std::nullopt;
  });
}

bool is_property_name(std::string_view name) {
  return !name.empty() && name.size() <= 64 && std::ranges::all_of(name, [](char c) {
    return ascii::is_alpha(c) || ascii::is_digit(c) || c == '_' || c == '.' || c == '-';
  });
}

// appstore-connect-mcp#1
MaybeRefusal property_names_fit(const Value& body, const ModelRules& model) {
  if (!is_claude_model(model)) return std::nullopt;
  return visit_schemas(body, [](const Value& schema, std::size_t t) -> MaybeRefusal {
    const bool fit = holds_everywhere(schema, [](const Value& each) {
      return std::ranges::all_of(each["properties"].members,
                                 [](const auto& m) { return is_property_name(m.name); });
    });
    if (fit) return std::nullopt;
    return model_error(input_schema_path(t) +
                       ".properties: Property keys should match pattern "
                       "'^[a-zA-Z0-9_.-]{1,64}$'");
  });
}

// Dokploy/mcp#74
MaybeRefusal schemas_are_of_2020_12(const Value& body, const ModelRules& model) {
  if (!is_claude_model(model)) return std::nullopt;
  return visit_schemas(body, [](const Value& schema, std::size_t t) -> MaybeRefusal {
    if (holds_everywhere(schema, is_of_meta_schema)) return std::nullopt;
    return model_error(input_schema_path(t) +
                       ": JSON schema is invalid. It must match JSON Schema draft 2020-12 "
                       "(https://json-schema.org/draft/2020-12). Learn more about tool use at "
                       "https://docs.claude.com/en/docs/tool-use.");
  });
}

bool has_big_integer(const Value& value) {
  constexpr double kLast = 9007199254740991;
  if (value.is(Value::Kind::integer) && std::abs(value.number) > kLast) return true;
  return std::ranges::any_of(value.items, has_big_integer) ||
         std::ranges::any_of(value.members, [](const auto& m) { return has_big_integer(m.value); });
}

// RevenueCat/ai-toolkit#26: 2^63 - 1 is refused. Where exactly it begins is not known.
MaybeRefusal integers_are_small(const Value& body, const ModelRules& model) {
  if (!is_claude_model(model)) return std::nullopt;
  return visit_schemas(body, [](const Value& schema, std::size_t t) -> MaybeRefusal {
    if (!has_big_integer(schema)) return std::nullopt;
    return model_error(input_schema_path(t) + ": int too big to convert");
  });
}

// --- others ---

// https://docs.aws.amazon.com/nova/latest/userguide/tool-use-definition.html, zed#28521
MaybeRefusal root_has_known_keywords(const Value& body, const ModelRules& model) {
  if (!model.schema_gaps.contains(Gap::root_keywords)) return std::nullopt;
  return visit_schemas(body, [](const Value& schema, std::size_t t) -> MaybeRefusal {
    for (const auto& [name, value] : schema.members) {
      if (name == "type" || name == "properties" || name == "required") continue;
      return model_error("Malformed input request: #/toolConfig/tools/" + std::to_string(t) +
                         "/toolSpec/inputSchema/json: extraneous key [" + name +
                         "] is not permitted, please reformat your input and try again.");
    }
    return std::nullopt;
  });
}

// Nothing can be referred to where the root has no definitions.
MaybeRefusal schemas_refer_to_nothing(const Value& body, const ModelRules& model) {
  if (!model.schema_gaps.contains(Gap::references)) return std::nullopt;
  return visit_schemas(body, [](const Value& schema, std::size_t t) -> MaybeRefusal {
    const auto refers_to_nothing = [](const Value& each) { return each.find("$ref") == nullptr; };
    if (holds_everywhere(schema, refers_to_nothing)) return std::nullopt;
    return model_error("Malformed input request: #/toolConfig/tools/" + std::to_string(t) +
                       "/toolSpec/inputSchema/json: $ref is not permitted, please reformat your "
                       "input and try again.");
  });
}

bool looks_around(std::string_view pattern) {
  bool in_class = false;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == '\\') {
      ++i;
    } else if (pattern[i] == '[' || pattern[i] == ']') {
      in_class = pattern[i] == '[' || (in_class && pattern[i] != ']');
    } else if (pattern[i] == '(' && !in_class) {
      const std::string_view group = pattern.substr(i + 1);
      if (group.starts_with("?=") || group.starts_with("?!") || group.starts_with("?<=") ||
          group.starts_with("?<!"))
        return true;
    }
  }
  return false;
}

// Dokploy/mcp#45
MaybeRefusal patterns_do_not_look_around(const Value& body, const ModelRules& model) {
  if (!model.schema_gaps.contains(Gap::lookaround)) return std::nullopt;
  return visit_schemas(body, [](const Value& schema, std::size_t) -> MaybeRefusal {
    const bool plain = holds_everywhere(schema, [](const Value& each) {
      return !looks_around(each["pattern"].text) &&
             std::ranges::none_of(each["patternProperties"].members,
                                  [](const auto& m) { return looks_around(m.name); });
    });
    if (plain) return std::nullopt;
    return model_error("Invalid JSON schema: regex lookaround is not supported.");
  });
}

constexpr Rule kToolSchemaRules[] = {
    root_is_no_union,
    property_names_fit,
    schemas_are_of_2020_12,
    integers_are_small,
    root_has_known_keywords,
    schemas_refer_to_nothing,
    patterns_do_not_look_around,
};

// --- Converse's documents ---

bool has_empty_name(const Value& value) {
  return std::ranges::any_of(value.items, has_empty_name) ||
         std::ranges::any_of(value.members, [](const auto& m) {
           return m.name.empty() || has_empty_name(m.value);
         });
}

// earendil-works/pi#7782
MaybeRefusal documents_have_names(const Value& body, const ModelRules&) {
  return visit_blocks(body, [](const Value& block, std::size_t m, std::size_t b) -> MaybeRefusal {
    const auto refuse = [&](const std::string& place) {
      return validation("The format of the value at " + block_path(m, b) + place +
                        " is invalid. Provide a json object for the field and try again.");
    };
    if (has_empty_name(block["toolUse"]["input"])) return refuse(".toolUse.input");
    const auto& content = block["toolResult"]["content"].items;
    for (std::size_t c = 0; c < content.size(); ++c) {
      if (has_empty_name(content[c]["json"]))
        return refuse(".toolResult.content." + std::to_string(c) + ".json");
    }
    return std::nullopt;
  });
}

constexpr Rule kConverseToolRules[] = {documents_have_names};

}  // namespace

std::span<const Rule> tool_schema_rules() { return kToolSchemaRules; }
std::span<const Rule> converse_tool_rules() { return kConverseToolRules; }

}  // namespace gw::simulator
