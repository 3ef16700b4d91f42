// The keywords of JSON Schema, drafts 4 to 2020-12, and OpenAPI's: which value each takes, and what
// becomes of it in draft 2020-12, which is what Bedrock's models check schemas against.
// https://json-schema.org/draft/2020-12/json-schema-core
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "json/value.h"

namespace gw::schema {

enum class Keyword : std::uint8_t {
  type,
  properties,
  required,
  description,
  items,
  enumeration,
  any_of,
  one_of,
  all_of,
  reference,
  definitions,
  old_definitions,
  additional_properties,
  title,
  standard,  // default
  format,
  pattern,
  minimum,
  maximum,
  exclusive_minimum,
  exclusive_maximum,
  multiple_of,
  min_length,
  max_length,
  min_items,
  max_items,
  unique_items,
  min_properties,
  max_properties,
  min_contains,
  max_contains,
  constant,
  prefix_items,
  pattern_properties,
  property_names,
  dependent_schemas,
  dependent_required,
  unevaluated_properties,
  unevaluated_items,
  contains,
  no,  // not
  condition,
  consequence,
  alternative,
  content_schema,
  content_encoding,
  content_media_type,
  examples,
  example,
  comment,
  dialect,  // $schema
  id,
  old_id,
  anchor,
  dynamic_anchor,
  recursive_anchor,
  dynamic_reference,
  recursive_reference,
  deprecated,
  read_only,
  write_only,
  nullable,          // OpenAPI 3.0
  dependencies,      // to draft 7
  additional_items,  // to draft 2019-09
};
inline constexpr std::size_t kKeywords = 64;

// What kind of value a keyword takes.
enum class Form : std::uint8_t {
  type,
  schema,
  items,    // a schema, or in old drafts an array of them
  schemas,  // an array of them, not empty
  named,    // an object of them
  names,    // an array of strings, each once
  name_lists,
  enumeration,
  data,  // any JSON
  examples,
  text,
  pattern,
  flag,
  number,
  bound,  // a number; in draft 4 a flag that says something about another
  count,
  reference,
  note,  // says nothing about values
  old,   // what 2020-12 has other words for
};

struct KeywordFacts {
  std::string_view name;
  Keyword keyword;
  Form form;
};

// Null: not a keyword, so of no meaning. `name` is as it stands in JSON.
const KeywordFacts* find_keyword(std::string_view name);
std::string_view name(Keyword keyword);

// A set of them.
class KeywordSet {
 public:
  constexpr KeywordSet() = default;
  template <class... Keywords>
  constexpr explicit KeywordSet(Keywords... keywords) {
    (add(keywords), ...);
  }
  constexpr void add(Keyword keyword) { bits_ |= bit(keyword); }
  constexpr void add(KeywordSet other) { bits_ |= other.bits_; }
  constexpr bool contains(Keyword keyword) const { return (bits_ & bit(keyword)) != 0; }
  constexpr bool empty() const { return bits_ == 0; }
  friend bool operator==(KeywordSet, KeywordSet) = default;
  // Calls `visit` with each, in the order of the enumeration.
  template <class Visit>
  void for_each(Visit visit) const {
    for (std::uint64_t rest = bits_; rest != 0; rest &= rest - 1)
      visit(static_cast<Keyword>(std::countr_zero(rest)));
  }

 private:
  static constexpr std::uint64_t bit(Keyword keyword) {
    return std::uint64_t{1} << static_cast<unsigned>(keyword);
  }
  std::uint64_t bits_ = 0;
};

// The keywords of one schema, each once: of members of the same name the last counts, as it does to
// the readers of JSON that are in use. A null is no value, but where a keyword takes any.
class Keywords {
 public:
  explicit Keywords(json::Object schema);

  json::Object object() const { return object_; }
  KeywordSet all() const { return all_; }
  // Those and what they become in draft 2020-12.
  KeywordSet written() const;
  bool has(Keyword keyword) const { return all_.contains(keyword); }
  // OpenAPI 3.0's word for: or null.
  bool is_nullable() const;
  std::optional<json::Value> operator[](Keyword keyword) const {
    return has(keyword) ? values_[static_cast<std::size_t>(keyword)] : std::nullopt;
  }
  // Whether `value` is the one that counts.
  bool counts(Keyword keyword, json::Value value) const {
    return has(keyword) &&
           values_[static_cast<std::size_t>(keyword)]->raw().data() == value.raw().data();
  }

 private:
  json::Object object_;
  KeywordSet all_;
  std::array<std::optional<json::Value>, kKeywords> values_;
};

}  // namespace gw::schema
