// Structured output: an output format, and the schemas that Bedrock compiles, those of strict tools
// too. https://docs.aws.amazon.com/bedrock/latest/userguide/structured-output.html
#include <algorithm>
#include <cstddef>
#include <set>
#include <string>
#include <string_view>

#include "base/ascii.h"
#include "simulator/rules/rule.h"

namespace gw::simulator {
namespace {

constexpr std::string_view kLimits[] = {
    "minimum",   "maximum",     "exclusiveMinimum", "exclusiveMaximum", "multipleOf",
    "minLength", "maxLength",   "pattern",          "maxItems",         "uniqueItems",
    "contains",  "minContains", "maxContains",      "minProperties",    "maxProperties"};
constexpr std::string_view kStructures[] = {
    "oneOf",   "allOf",           "not", "if", "then", "else", "prefixItems", "patternProperties",
    "$schema", "dependentSchemas"};

bool allows(const Value& type, std::string_view name) {
  return type.text == name ||
         std::ranges::any_of(type.items, [&](const Value& each) { return each.text == name; });
}

std::string type_name(const Value& schema) {
  const Value& type = schema["type"];
  if (!type.items.empty()) return type.items.front().text;
  return type.text.empty() ? "object" : type.text;
}

MaybeRefusal refuse_schema(const Value& schema, const std::string& path);

MaybeRefusal refuse_named(const Value& schemas, const std::string& path) {
  for (const auto& [name, schema] : schemas.members) {
    if (auto refusal = refuse_schema(schema, path)) return refusal;
  }
  return std::nullopt;
}

MaybeRefusal refuse_object(const Value& schema, const std::string& path) {
  const bool object = allows(schema["type"], "object") || schema.find("properties") != nullptr;
  const Value* additional = schema.find("additionalProperties");
  if (!object ||
      (additional != nullptr && additional->is(Value::Kind::boolean) && !additional->boolean)) {
    return std::nullopt;
  }
  return model_error(path +
                     ": For 'object' type, 'additionalProperties' must be explicitly set to "
                     "false");
}

// The first thing in a schema that is not compiled.
MaybeRefusal refuse_schema(const Value& schema, const std::string& path) {
  if (!schema.is(Value::Kind::object)) return model_error(path + ": Schema must be an object");
  for (const std::string_view limit : kLimits) {
    if (schema.find(limit) == nullptr) continue;
    return model_error(path + ": For '" + type_name(schema) + "' type, property '" +
                       std::string(limit) + "' is not supported");
  }
  for (const std::string_view structure : kStructures) {
    if (schema.find(structure) != nullptr)
      return model_error(path + ": Schema type '" + std::string(structure) + "' is not supported");
  }
  if (schema["minItems"].number > 1) {
    return model_error(path +
                       ": For 'array' type, 'minItems' values other than 0 or 1 are not "
                       "supported");
  }
  if (auto refusal = refuse_object(schema, path)) return refusal;
  for (const std::string_view named : {"properties", "$defs", "definitions"}) {
    if (auto refusal = refuse_named(schema[named], path)) return refusal;
  }
  for (const Value& each : schema["anyOf"].items) {
    if (auto refusal = refuse_schema(each, path)) return refusal;
  }
  const Value* items = schema.find("items");
  return items != nullptr ? refuse_schema(*items, path) : std::nullopt;
}

// The part of a schema that a reference leads to; null: it leads nowhere.
const Value* target_of(const Value& root, std::string_view reference) {
  if (!reference.starts_with('#')) return nullptr;
  const Value* found = &root;
  reference.remove_prefix(1);
  if (reference.starts_with('/')) reference.remove_prefix(1);
  while (found != nullptr && !reference.empty())
    found = found->find(ascii::take_until('/', reference));
  return found;
}

// The schemas on the way from the top to one, references followed, and those that are done with.
struct Followed {
  std::set<const Value*> open;
  std::set<const Value*> done;
};

bool is_recursive(const Value& value, const Value& root, Followed& followed) {
  if (followed.done.contains(&value)) return false;
  if (!followed.open.insert(&value).second) return true;
  const Value* target = target_of(root, value["$ref"].text);
  bool recursive = target != nullptr && is_recursive(*target, root, followed);
  for (const auto& [name, inner] : value.members)
    recursive = recursive || is_recursive(inner, root, followed);
  for (const Value& inner : value.items)
    recursive = recursive || is_recursive(inner, root, followed);
  followed.open.erase(&value);
  followed.done.insert(&value);
  return recursive;
}

MaybeRefusal refuse_recursion(const Value& schema, const std::string& path) {
  Followed followed;
  if (!is_recursive(schema, schema, followed)) return std::nullopt;
  return model_error(path + ": Recursive schemas are not supported");
}

MaybeRefusal model_takes_output_format(const Value& body, const ModelRules& model) {
  if (model.json_schema || body["outputConfig"].find("textFormat") == nullptr) return std::nullopt;
  return model_error("output_config.format: Extra inputs are not permitted");
}

MaybeRefusal output_schema_is_compiled(const Value& body, const ModelRules&) {
  const Value* format = body["outputConfig"].find("textFormat");
  if (format == nullptr) return std::nullopt;
  const auto schema = parse_json((*format)["structure"]["jsonSchema"]["schema"].text);
  if (!schema)
    return model_error("output_config.format.schema: Input should be a valid JSON schema");
  const std::string path = "output_config.format.schema";
  if (auto refusal = refuse_recursion(*schema, path)) return refusal;
  return refuse_schema(*schema, path);
}

MaybeRefusal strict_tools_are_compiled(const Value& body, const ModelRules&) {
  constexpr std::size_t kMost = 20;
  const auto& tools = body["toolConfig"]["tools"].items;
  std::size_t count = 0;
  for (std::size_t t = 0; t < tools.size(); ++t) {
    const Value& tool = tools[t]["toolSpec"];
    if (!tool["strict"].boolean) continue;
    const std::string path = "tools." + std::to_string(t) + ".custom";
    const Value& schema = tool["inputSchema"]["json"];
    if (auto refusal = refuse_recursion(schema, path + ".input_schema")) return refusal;
    if (auto refusal = refuse_schema(schema, path)) return refusal;
    if (++count > kMost) {
      return model_error("Too many strict tools (" + std::to_string(count) +
                         "). The maximum number of strict tools supported is " +
                         std::to_string(kMost) + ".");
    }
  }
  return std::nullopt;
}

// "Message prefilling: incompatible with JSON outputs"; the words of the refusal are not known.
MaybeRefusal output_format_has_no_prefill(const Value& body, const ModelRules&) {
  if (body["outputConfig"].find("textFormat") == nullptr || is_user(body["messages"].items.back()))
    return std::nullopt;
  return model_error(
      "output_config.format: the final message must not be an assistant prefill when an output "
      "format is given.");
}

constexpr Rule kStructuredRules[] = {model_takes_output_format, output_schema_is_compiled,
                                     output_format_has_no_prefill, strict_tools_are_compiled};

}  // namespace

std::span<const Rule> structured_rules() { return kStructuredRules; }

}  // namespace gw::simulator
