// The keywords of a schema, one by one.
#include <algorithm>
#include <unordered_set>

#include "bedrock/schema/fitter.h"
#include "bedrock/schema/form.h"
#include "bedrock/schema/values.h"
#include "json/raw.h"

namespace gw::schema {

namespace {

using json::Value;

bool is_flag_set(std::optional<Value> value) { return value && value->boolean() == true; }

bool is_empty_array(Value value) { return value.array() && value.array()->empty(); }

// Of a count that nothing reaches nothing is lost.
bool is_maximum(Keyword keyword) {
  return keyword == Keyword::max_length || keyword == Keyword::max_items ||
         keyword == Keyword::max_properties || keyword == Keyword::max_contains;
}

}  // namespace

void Fitter::member(const KeywordFacts& facts, Value value, const Keywords& keywords,
                    Words& words) {
  const bool nullable = keywords.is_nullable();
  switch (facts.form) {
    case Form::type:
      return type(value, nullable, words);
    case Form::schema:
      json_.key(facts.name);
      return schema(value);
    case Form::items:
      return items(value, keywords, words);
    case Form::schemas:
      return schemas(facts.name, value, nullable && facts.keyword != Keyword::all_of);
    case Form::named:
      return named(facts, value, words);
    case Form::names:
      return required(value, keywords[Keyword::properties]);
    case Form::name_lists:
      return name_lists(facts.name, value);
    case Form::enumeration:
      return enumeration(facts, value, nullable, words);
    case Form::bound:
      return bound(facts, value, keywords, words);
    case Form::reference:
      return reference(facts, value, words);
    case Form::old:
      return old(facts, value, keywords, words);
    case Form::note:
      return;  // of a schema as it was
    case Form::text:
      if (facts.keyword == Keyword::description) return;  // is written last
      return simple(facts, value, words);
    case Form::number:
      if (facts.keyword == Keyword::minimum && is_flag_set(keywords[Keyword::exclusive_minimum]))
        return;
      if (facts.keyword == Keyword::maximum && is_flag_set(keywords[Keyword::exclusive_maximum]))
        return;
      return simple(facts, value, words);
    default:
      return simple(facts, value, words);
  }
}

void Fitter::simple(const KeywordFacts& facts, Value value, Words& words) {
  if (has_form(facts, value, gaps_)) {
    json_.key(facts.name).raw(value.raw());
  } else if (facts.form == Form::examples && is_plain_member(value)) {
    json_.key(facts.name).begin_array().raw(value.raw()).end_array();
  } else if (facts.form != Form::text && facts.form != Form::flag && facts.form != Form::examples &&
             facts.keyword != Keyword::example &&
             !(is_maximum(facts.keyword) && is_endless(value))) {
    tell(facts.keyword, value.raw(), words);
  }
}

void Fitter::old(const KeywordFacts& facts, Value value, const Keywords& keywords, Words& words) {
  switch (facts.keyword) {
    case Keyword::dependencies:
      return dependencies(value, keywords, words);
    case Keyword::dynamic_reference:
    case Keyword::recursive_reference:
      if (keywords.has(Keyword::reference)) return;
      if (facts.keyword == Keyword::recursive_reference && keywords.has(Keyword::dynamic_reference))
        return;
      return reference(facts, value, words);
    default:
      return;  // nullable, additionalItems: stand where what they speak of is written
  }
}

void Fitter::type(Value value, bool nullable, Words& words) {
  std::vector<std::string_view> types;
  bool odd = false;
  const auto add = [&](std::string_view each) {
    if (std::ranges::find(types, each) == types.end()) types.push_back(each);
  };
  const auto read = [&](Value each) {
    const auto word = each.string();
    if (each.is_null()) return add("null");
    const std::string_view known = word ? type_of_spelling(word->escaped) : std::string_view();
    if (!known.empty()) return add(known);
    odd |= !word || (word->escaped != "any" && !word->escaped.empty());
  };
  if (const auto list = value.array()) {
    for (const Value each : *list) read(each);
  } else {
    read(value);
  }
  if (odd) tell(Keyword::type, value.raw(), words);
  if (odd || types.empty()) return;  // of several types one may be any
  if (nullable) add("null");
  if (types.size() == 1) {
    json_.member("type", types.front());
    return;
  }
  json_.key("type").begin_array();
  for (const std::string_view each : types) json_.string(each);
  json_.end_array();
}

void Fitter::enumeration(const KeywordFacts& facts, Value value, bool nullable, Words& words) {
  if (is_empty_array(value)) return;
  if (!has_form(facts, value, gaps_)) return tell(facts.keyword, value.raw(), words);
  bool has_null = false;
  json_.key(facts.name).begin_array();
  const auto listed = value.array();
  for (const Value each : *listed) {
    has_null |= each.is_null();
    json_.raw(each.raw());
  }
  if (nullable && !has_null) json_.null();
  json_.end_array();
}

// Draft 4: "minimum": 3, "exclusiveMinimum": true.
void Fitter::bound(const KeywordFacts& facts, Value value, const Keywords& keywords, Words& words) {
  const auto flag = value.boolean();
  if (!flag) return simple(facts, value, words);
  const bool lower = facts.keyword == Keyword::exclusive_minimum;
  const auto limit = keywords[lower ? Keyword::minimum : Keyword::maximum];
  if (*flag && limit) simple(facts, *limit, words);
}

// To draft 2019-09 an array was what prefixItems is, and additionalItems what items is.
void Fitter::items(Value value, const Keywords& keywords, Words& words) {
  if (!value.array()) {
    json_.key("items");
    return schema(value);
  }
  const bool has_prefix = keywords.has(Keyword::prefix_items);
  if (has_prefix) tell(Keyword::items, value.raw(), words);
  if (!has_prefix && !value.array()->empty()) {
    json_.key("prefixItems").begin_array();
    const auto listed = value.array();
    for (const Value each : *listed) schema(each);
    json_.end_array();
  }
  if (const auto rest = keywords[Keyword::additional_items]) {
    json_.key("items");
    schema(*rest);
  }
}

void Fitter::schemas(std::string_view key, Value value, bool nullable) {
  const auto list = value.array();
  if (!list && !value.object()) return;
  std::vector<Value> some;
  if (!list) some.push_back(value);
  for (auto each = list ? std::optional(list->begin()) : std::nullopt; each && *each != list->end();
       ++*each) {
    if (!(**each).is_null()) some.push_back(**each);
  }
  if (some.empty()) return;
  json_.key(key).begin_array();
  for (const Value each : some) schema(each);
  if (nullable) json_.raw(R"({"type":"null"})");
  json_.end_array();
}

// An empty array is what PHP writes for an empty object.
void Fitter::named(const KeywordFacts& facts, Value value, Words& words) {
  // Whoever names them by a reference finds them among those of the root.
  if (facts.keyword == Keyword::definitions || facts.keyword == Keyword::old_definitions) return;
  const auto object = value.object();
  if (!object && !is_empty_array(value)) return;
  const auto all = object ? distinct_members(*object) : std::vector<json::Member>();
  const bool patterns = facts.keyword == Keyword::pattern_properties;
  json_.key(facts.name).begin_object();
  for (const auto& [key, inner] : all) {
    if (patterns && !is_plain_pattern({key}, gaps_)) {
      tell(facts.keyword, "\"" + std::string(key) + "\"", words);
      continue;
    }
    json_.key(patterns ? std::string(key) : alias(key));
    schema(inner);
  }
  json_.end_object();
}

// Some write "required": true into the property instead.
void Fitter::required(std::optional<Value> list, std::optional<Value> properties) {
  std::unordered_set<std::string_view> written;
  const auto write = [&](std::string_view each) {
    if (!written.insert(each).second) return;
    if (written.size() == 1) json_.key("required").begin_array();
    name(each);
  };
  const auto names = list ? list->array() : std::nullopt;
  if (names) {
    for (const Value each : *names) {
      if (const auto text = each.string()) write(text->escaped);
    }
  }
  const auto object = properties ? properties->object() : std::nullopt;
  if (object) {
    for (const auto [key, schema] : *object) {
      const auto inner = schema.object();
      if (inner && is_flag_set(inner->find("required"))) write(key);
    }
  }
  if (!written.empty()) json_.end_array();
}

void Fitter::name_lists(std::string_view key, Value value) {
  const auto object = value.object();
  if (!object) return;
  json_.key(key).begin_object();
  for (const auto& [each, list] : distinct_members(*object)) {
    if (!list.array()) continue;
    json_.key(alias(each));
    write_names(list);
  }
  json_.end_object();
}

// To draft 7 names and schemas stood in one object.
void Fitter::dependencies(Value value, const Keywords& keywords, Words& words) {
  if (keywords.has(Keyword::dependent_required) || keywords.has(Keyword::dependent_schemas))
    return tell(Keyword::dependencies, value.raw(), words);
  const auto object = value.object();
  if (!object) return;
  bool lists = false;
  bool any_schemas = false;
  for (const auto [key, each] : *object) {
    lists |= each.array().has_value();
    any_schemas |= each.object() || each.boolean();
  }
  if (lists) name_lists(schema::name(Keyword::dependent_required), value);
  if (!any_schemas) return;
  json_.key(schema::name(Keyword::dependent_schemas)).begin_object();
  for (const auto& [key, each] : distinct_members(*object)) {
    if (!each.object() && !each.boolean()) continue;
    json_.key(alias(key));
    schema(each);
  }
  json_.end_object();
}

void Fitter::write_names(Value list) {
  std::unordered_set<std::string_view> written;
  json_.begin_array();
  const auto listed = list.array();
  for (const Value each : *listed) {
    const auto text = each.string();
    if (text && written.insert(text->escaped).second) name(text->escaped);
  }
  json_.end_array();
}

void Fitter::name(std::string_view escaped) {
  const std::string text = alias(escaped);
  json_.string(json::RawString{text});
}

std::string Fitter::alias(std::string_view escaped) const {
  if (names_.empty()) return std::string(escaped);
  const auto found = names_.aliases.find(json::decode({escaped}).value_or(std::string(escaped)));
  return found == names_.aliases.end() ? std::string(escaped) : found->second;
}

}  // namespace gw::schema
