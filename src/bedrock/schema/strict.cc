#include "bedrock/schema/strict.h"

#include <algorithm>
#include <vector>

#include "bedrock/schema/fit.h"
#include "bedrock/schema/strict_references.h"
#include "json/value.h"
#include "json/write.h"

namespace gw::schema {

namespace {

using json::Value;

// What happens to a keyword of JSON Schema; one that is not in the table is taken for a limit.
enum class Rule {
  keep,         // as it is
  constant,     // as it is when it is no object or array, else told
  enumeration,  // likewise, for each of its values
  format,       // kept when Bedrock knows it, else told
  min_items,    // kept when it is 0 or 1, else told
  schema,       // a schema
  schemas,      // an array of them
  named,        // an object of them
  closed,       // additionalProperties
  reference,    // within this schema only
  description,
  limit,  // told: in words, in the description
  drop,   // says nothing about values
  inexpressible,
};

struct StrictKeyword {
  std::string_view name;
  Rule rule;
};

constexpr StrictKeyword kStrictKeywords[] = {
    {"type", Rule::keep},
    {"title", Rule::keep},
    {"required", Rule::keep},
    {"default", Rule::keep},
    {"const", Rule::constant},
    {"enum", Rule::enumeration},
    {"format", Rule::format},
    {"minItems", Rule::min_items},
    {"items", Rule::schema},
    {"anyOf", Rule::schemas},
    {"oneOf", Rule::schemas},
    {"properties", Rule::named},
    {"$defs", Rule::named},
    {"definitions", Rule::named},
    {"additionalProperties", Rule::closed},
    {"$ref", Rule::reference},
    {"description", Rule::description},
    {"$schema", Rule::drop},
    {"$id", Rule::drop},
    {"$comment", Rule::drop},
    {"examples", Rule::drop},
    {"deprecated", Rule::drop},
    {"readOnly", Rule::drop},
    {"writeOnly", Rule::drop},
    {"allOf", Rule::inexpressible},
    {"not", Rule::inexpressible},
    {"if", Rule::inexpressible},
    {"then", Rule::inexpressible},
    {"else", Rule::inexpressible},
    {"prefixItems", Rule::inexpressible},
    {"additionalItems", Rule::inexpressible},
    {"patternProperties", Rule::inexpressible},
    {"dependentSchemas", Rule::inexpressible},
    {"dependencies", Rule::inexpressible},
    {"$dynamicRef", Rule::inexpressible},
    {"$recursiveRef", Rule::inexpressible},
};

constexpr std::string_view kFormats[] = {"date-time", "time", "date", "duration", "email",
                                         "hostname",  "uri",  "ipv4", "ipv6",     "uuid"};

Rule rule_of(std::string_view keyword) {
  const auto* known = std::ranges::find(kStrictKeywords, keyword, &StrictKeyword::name);
  return known == std::end(kStrictKeywords) ? Rule::limit : known->rule;
}

bool is_scalar(Value value) { return !value.object() && !value.array(); }

bool is_scalar_list(Value value) {
  const std::optional<json::Array> list = value.array();
  if (!list) return false;
  for (const Value item : *list) {
    if (!is_scalar(item)) return false;
  }
  return true;
}

bool is_known_format(Value value) {
  const std::optional<json::RawString> name = value.string();
  return name && std::ranges::find(kFormats, name->escaped) != std::end(kFormats);
}

bool is_local_reference(Value value) {
  const std::optional<json::RawString> target = value.string();
  return target && target->escaped.starts_with('#');
}

template <class List>
std::size_t size_of(const std::optional<List>& list) {
  std::size_t size = 0;
  if (!list) return size;
  for (auto item = list->begin(); item != list->end(); ++item) ++size;
  return size;
}

// Whether a schema is (also) for objects.
bool allows_object(json::Object schema) {
  constexpr json::RawString kObject{"object"};
  const std::optional<Value> type = schema.find("type");
  if (schema.find("properties")) return true;
  if (!type) return false;
  if (type->string() == kObject) return true;
  const std::optional<json::Array> types = type->array();
  if (!types) return false;
  for (const Value each : *types) {
    if (each.string() == kObject) return true;
  }
  return false;
}

// Each function is false when something is inexpressible; what was written until then is of no use.
class Rewriter {
 public:
  explicit Rewriter(Buffer& out) : json_(out) {}

  bool schema(Value value, std::size_t depth);
  // After a schema was written: takes what it needs from `left`, unless that is too little.
  bool pay(StrictBudget& left) const;

 private:
  // What is told about a schema in its description.
  struct Told {
    std::optional<Value> description;
    std::vector<json::Member> limits;
  };

  bool keyword(json::Member member, std::size_t depth, Told& told);
  bool keep_if(bool kept, json::Member member, Told& told);
  bool keep(json::Member member) {
    json_.key(member.key).raw(member.value.raw());
    return true;
  }
  bool schemas(Value value, std::size_t depth);
  bool named(Value value, std::size_t depth);
  void describe(const Told& told);
  void count(json::Object schema);

  json::Writer json_;
  std::size_t unions_ = 0;
  std::size_t optional_parameters_ = 0;
};

void Rewriter::count(json::Object schema) {
  const std::optional<Value> type = schema.find("type");
  if (schema.find("anyOf") || schema.find("oneOf") || (type && type->array())) ++unions_;
  const std::optional<Value> properties = schema.find("properties");
  const std::optional<Value> required = schema.find("required");
  const std::size_t all = properties ? size_of(properties->object()) : 0;
  const std::size_t needed = required ? size_of(required->array()) : 0;
  optional_parameters_ += all > needed ? all - needed : 0;
}

bool Rewriter::pay(StrictBudget& left) const {
  if (left.schemas == 0 || left.unions < unions_) return false;
  if (left.optional_parameters < optional_parameters_) return false;
  --left.schemas;
  left.unions -= unions_;
  left.optional_parameters -= optional_parameters_;
  return true;
}

bool Rewriter::schema(Value value, std::size_t depth) {
  const std::optional<json::Object> object = value.object();
  if (!object || depth > kMaxStrictDepth) return false;
  if (object->find("anyOf") && object->find("oneOf")) return false;
  const bool closes = allows_object(*object);
  // An object of which nothing is said may have any members; closed, it could have none.
  const bool closed = object->find("additionalProperties").has_value();
  if (closes && !closed && !object->find("properties")) return false;
  count(*object);
  Told told;
  json_.begin_object();
  for (const json::Member member : *object) {
    if (!keyword(member, depth, told)) return false;
  }
  if (closes && !closed) json_.member("additionalProperties", false);
  describe(told);
  json_.end_object();
  return true;
}

bool Rewriter::keyword(json::Member member, std::size_t depth, Told& told) {
  const auto [key, value] = member;
  switch (rule_of(key)) {
    case Rule::keep:
      return keep(member);
    case Rule::constant:
      return keep_if(is_scalar(value), member, told);
    case Rule::enumeration:
      return keep_if(is_scalar_list(value), member, told);
    case Rule::format:
      return keep_if(is_known_format(value), member, told);
    case Rule::min_items:
      return keep_if(value.integer() == 0 || value.integer() == 1, member, told);
    case Rule::limit:
      return keep_if(false, member, told);
    case Rule::schema:
      json_.key(key);
      return schema(value, depth + 1);
    case Rule::schemas:
      json_.key("anyOf");
      return schemas(value, depth);
    case Rule::named:
      json_.key(key);
      return named(value, depth);
    case Rule::closed:
      return value.boolean() == false && keep(member);
    case Rule::reference:
      return is_local_reference(value) && keep(member);
    case Rule::description:
      told.description = value;
      return value.string().has_value();
    case Rule::drop:
      return true;
    case Rule::inexpressible:
      return false;
  }
  return false;
}

bool Rewriter::keep_if(bool kept, json::Member member, Told& told) {
  if (kept) return keep(member);
  told.limits.push_back(member);
  return true;
}

bool Rewriter::schemas(Value value, std::size_t depth) {
  const std::optional<json::Array> list = value.array();
  if (!list) return false;
  json_.begin_array();
  for (const Value item : *list) {
    if (!schema(item, depth + 1)) return false;
  }
  json_.end_array();
  return true;
}

bool Rewriter::named(Value value, std::size_t depth) {
  const std::optional<json::Object> object = value.object();
  if (!object) return false;
  json_.begin_object();
  for (const auto [name, item] : *object) {
    json_.key(name);
    if (!schema(item, depth + 1)) return false;
  }
  json_.end_object();
  return true;
}

// "The stops of the route.\n\n{maxItems: 3, uniqueItems: true}"
void Rewriter::describe(const Told& told) {
  if (!told.description && told.limits.empty()) return;
  json_.key("description").open_string();
  if (told.description) json_.piece(*told.description->string());
  std::string_view before = told.description ? "\n\n{" : "{";
  for (const auto& [key, value] : told.limits) {
    json_.piece(before).piece(json::RawString{key}).piece(": ").piece(json::readable(value.raw()));
    before = ", ";
  }
  if (!told.limits.empty()) json_.piece("}");
  json_.close_string();
}

}  // namespace

std::optional<std::string> to_strict_schema(std::string_view schema, StrictBudget& left) {
  if (schema.size() > kMaxStrictSchema) return std::nullopt;
  json::Document document;
  const Result<Value> value = document.parse(schema);
  Buffer out;
  if (!value) return std::nullopt;
  Rewriter rewriter(out);
  if (!rewriter.schema(*value, 0) || !references_end(out.view())) return std::nullopt;
  if (!rewriter.pay(left)) return std::nullopt;
  return std::string(out.view());
}

std::optional<std::string> to_strict_answer(Value schema, Gaps gaps) {
  Gaps of_names;
  if (gaps.contains(Gap::property_names)) of_names.add(Gap::property_names);
  Budget expansion;
  const auto fitted = fit(schema, of_names, expansion, Root::any);
  if (!fitted || !fitted->names.empty()) return std::nullopt;
  StrictBudget budget;
  return to_strict_schema(fitted->text.empty() ? schema.raw() : std::string_view(fitted->text),
                          budget);
}

}  // namespace gw::schema
