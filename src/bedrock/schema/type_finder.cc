#include "bedrock/schema/type_finder.h"

#include "bedrock/schema/form.h"
#include "bedrock/schema/values.h"

namespace gw::schema {

namespace {

using json::Value;

}  // namespace

std::string_view TypeFinder::find(Value schema, std::size_t depth) {
  const auto object = schema.object();
  if (!object || depth > kMaxDepth) return {};
  const char* const place = schema.raw().data();
  // Whoever comes back to a place that is still being read learns nothing new from it.
  const auto [known, is_new] = known_.try_emplace(place);
  if (!is_new) return known->second;
  const std::string_view type = read(Keywords(*object), depth + 1);
  return known_[place] = type;
}

std::string_view TypeFinder::read(const Keywords& keywords, std::size_t depth) {
  if (keywords.is_nullable()) return {};
  const auto type = keywords[Keyword::type];
  if (type && type->string()) return type_of_spelling(type->string()->escaped);
  if (type && type->array()) return {};
  if (keywords.has(Keyword::properties)) return "object";
  std::string_view found = of_reference(keywords[Keyword::reference], depth);
  if (found.empty()) found = of_all(keywords[Keyword::all_of], depth);
  if (found.empty()) found = of_any(keywords[Keyword::any_of], depth);
  return found.empty() ? of_any(keywords[Keyword::one_of], depth) : found;
}

std::string_view TypeFinder::of_reference(std::optional<Value> reference, std::size_t depth) {
  const auto text = reference ? reference->string() : std::nullopt;
  const auto target = text ? resolver_.find(*text) : std::nullopt;
  return target ? find(*target, depth) : std::string_view();
}

// All hold, so the first one that has a type says it.
std::string_view TypeFinder::of_all(std::optional<Value> list, std::size_t depth) {
  const auto schemas = list ? list->array() : std::nullopt;
  if (!schemas) return {};
  for (const Value each : *schemas) {
    if (const std::string_view type = find(each, depth); !type.empty()) return type;
  }
  return {};
}

// One holds, so all have to have it.
std::string_view TypeFinder::of_any(std::optional<Value> list, std::size_t depth) {
  const auto schemas = list ? list->array() : std::nullopt;
  if (!schemas) return {};
  std::string_view common;
  for (const Value each : *schemas) {
    const std::string_view type = find(each, depth);
    if (type.empty() || (!common.empty() && type != common)) return {};
    common = type;
  }
  return common;
}

bool is_for_object(Value schema) {
  Resolver resolver(schema);
  return TypeFinder(resolver).type_of(schema) == "object";
}

}  // namespace gw::schema
