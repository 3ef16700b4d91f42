#include "bedrock/schema/keywords.h"

#include <algorithm>

namespace gw::schema {

namespace {

// In the order of the enumeration.
constexpr std::array<KeywordFacts, kKeywords> kFacts{{
    {"type", Keyword::type, Form::type},
    {"properties", Keyword::properties, Form::named},
    {"required", Keyword::required, Form::names},
    {"description", Keyword::description, Form::text},
    {"items", Keyword::items, Form::items},
    {"enum", Keyword::enumeration, Form::enumeration},
    {"anyOf", Keyword::any_of, Form::schemas},
    {"oneOf", Keyword::one_of, Form::schemas},
    {"allOf", Keyword::all_of, Form::schemas},
    {"$ref", Keyword::reference, Form::reference},
    {"$defs", Keyword::definitions, Form::named},
    {"definitions", Keyword::old_definitions, Form::named},
    {"additionalProperties", Keyword::additional_properties, Form::schema},
    {"title", Keyword::title, Form::text},
    {"default", Keyword::standard, Form::data},
    {"format", Keyword::format, Form::text},
    {"pattern", Keyword::pattern, Form::pattern},
    {"minimum", Keyword::minimum, Form::number},
    {"maximum", Keyword::maximum, Form::number},
    {"exclusiveMinimum", Keyword::exclusive_minimum, Form::bound},
    {"exclusiveMaximum", Keyword::exclusive_maximum, Form::bound},
    {"multipleOf", Keyword::multiple_of, Form::number},
    {"minLength", Keyword::min_length, Form::count},
    {"maxLength", Keyword::max_length, Form::count},
    {"minItems", Keyword::min_items, Form::count},
    {"maxItems", Keyword::max_items, Form::count},
    {"uniqueItems", Keyword::unique_items, Form::flag},
    {"minProperties", Keyword::min_properties, Form::count},
    {"maxProperties", Keyword::max_properties, Form::count},
    {"minContains", Keyword::min_contains, Form::count},
    {"maxContains", Keyword::max_contains, Form::count},
    {"const", Keyword::constant, Form::data},
    {"prefixItems", Keyword::prefix_items, Form::schemas},
    {"patternProperties", Keyword::pattern_properties, Form::named},
    {"propertyNames", Keyword::property_names, Form::schema},
    {"dependentSchemas", Keyword::dependent_schemas, Form::named},
    {"dependentRequired", Keyword::dependent_required, Form::name_lists},
    {"unevaluatedProperties", Keyword::unevaluated_properties, Form::schema},
    {"unevaluatedItems", Keyword::unevaluated_items, Form::schema},
    {"contains", Keyword::contains, Form::schema},
    {"not", Keyword::no, Form::schema},
    {"if", Keyword::condition, Form::schema},
    {"then", Keyword::consequence, Form::schema},
    {"else", Keyword::alternative, Form::schema},
    {"contentSchema", Keyword::content_schema, Form::schema},
    {"contentEncoding", Keyword::content_encoding, Form::text},
    {"contentMediaType", Keyword::content_media_type, Form::text},
    {"examples", Keyword::examples, Form::examples},
    {"example", Keyword::example, Form::data},
    {"$comment", Keyword::comment, Form::text},
    {"$schema", Keyword::dialect, Form::note},
    {"$id", Keyword::id, Form::note},
    {"id", Keyword::old_id, Form::note},
    {"$anchor", Keyword::anchor, Form::note},
    {"$dynamicAnchor", Keyword::dynamic_anchor, Form::note},
    {"$recursiveAnchor", Keyword::recursive_anchor, Form::old},
    {"$dynamicRef", Keyword::dynamic_reference, Form::old},
    {"$recursiveRef", Keyword::recursive_reference, Form::old},
    {"deprecated", Keyword::deprecated, Form::flag},
    {"readOnly", Keyword::read_only, Form::flag},
    {"writeOnly", Keyword::write_only, Form::flag},
    {"nullable", Keyword::nullable, Form::old},
    {"dependencies", Keyword::dependencies, Form::old},
    {"additionalItems", Keyword::additional_items, Form::old},
}};

consteval bool is_in_order() {
  for (std::size_t i = 0; i < kKeywords; ++i) {
    if (static_cast<std::size_t>(kFacts[i].keyword) != i) return false;
  }
  return true;
}
static_assert(is_in_order());

// Schemas are walked in every request with tools, so a keyword is found by its length and its
// characters at two places: at most four of them share all three.
constexpr std::size_t kSlots = 256;
constexpr std::size_t kPerSlot = 4;
constexpr std::size_t kLongestKeyword = 21;

constexpr std::size_t slot_of(std::string_view name) {
  const auto at = [&](std::size_t i) { return static_cast<std::size_t>(name[i]); };
  return (name.size() * 7 + at(name.size() / 2) * 5 + at(name.size() - 1) * 31) % kSlots;
}

using Slot = std::array<std::uint8_t, kPerSlot>;  // places in kFacts; kKeywords: none

consteval std::array<Slot, kSlots> make_slots() {
  std::array<Slot, kSlots> slots{};
  for (Slot& slot : slots) slot.fill(kKeywords);
  for (std::size_t i = 0; i < kKeywords; ++i) {
    Slot& slot = slots[slot_of(kFacts[i].name)];
    std::size_t free = 0;
    while (slot[free] != kKeywords) ++free;  // does not compile when there is no room
    slot[free] = static_cast<std::uint8_t>(i);
  }
  return slots;
}

constexpr std::array<Slot, kSlots> kSlotTable = make_slots();

bool takes_null(Keyword keyword) {
  return keyword == Keyword::standard || keyword == Keyword::constant ||
         keyword == Keyword::example;
}

}  // namespace

const KeywordFacts* find_keyword(std::string_view name) {
  if (name.empty() || name.size() > kLongestKeyword) return nullptr;
  for (const std::uint8_t i : kSlotTable[slot_of(name)]) {
    if (i == kKeywords) return nullptr;
    if (kFacts[i].name == name) return &kFacts[i];
  }
  return nullptr;
}

std::string_view name(Keyword keyword) { return kFacts[static_cast<std::size_t>(keyword)].name; }

KeywordSet Keywords::written() const {
  KeywordSet result = all_;
  if (has(Keyword::dependencies)) {
    result.add(Keyword::dependent_required);
    result.add(Keyword::dependent_schemas);
  }
  if (has(Keyword::dependent_required) || has(Keyword::dependent_schemas))
    result.add(Keyword::dependencies);
  if (has(Keyword::items)) result.add(Keyword::prefix_items);
  if (has(Keyword::prefix_items)) result.add(Keyword::items);
  if (has(Keyword::dynamic_reference) || has(Keyword::recursive_reference))
    result.add(Keyword::reference);
  if (has(Keyword::reference)) {
    result.add(Keyword::dynamic_reference);
    result.add(Keyword::recursive_reference);
  }
  return result;
}

bool Keywords::is_nullable() const {
  const auto nullable = (*this)[Keyword::nullable];
  return nullable && nullable->boolean() == true;
}

Keywords::Keywords(json::Object schema) : object_(schema) {
  for (const auto [key, value] : schema) {
    const KeywordFacts* const facts = find_keyword(key);
    if (facts == nullptr || (value.is_null() && !takes_null(facts->keyword))) continue;
    all_.add(facts->keyword);
    values_[static_cast<std::size_t>(facts->keyword)] = value;
  }
}

}  // namespace gw::schema
