// Where the references of a JSON Schema lead: JSON pointers in a fragment (RFC 6901), anchors, and
// the identifiers of its parts. Nothing is fetched.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/string_hash.h"
#include "json/value.h"

namespace gw::schema {

// Each part of the schema is indexed once, so that all references together cost what the schema and
// they have of characters.
class Resolver {
 public:
  // `root` outlives it.
  explicit Resolver(json::Value root) : root_(root) {}

  // nullopt: to elsewhere, or to nowhere.
  std::optional<json::Value> find(json::RawString reference);

 private:
  using Members = std::unordered_map<std::string, json::Value, StringHash, std::equal_to<>>;

  std::optional<json::Value> find_new(std::string_view reference);
  std::optional<json::Value> follow(json::Value from, std::string_view pointer);
  std::optional<json::Value> step(json::Value from, const std::string& name);
  std::optional<json::Value> named(std::string_view name);
  void collect_names(json::Value value);

  json::Value root_;
  std::unordered_map<std::string, std::optional<json::Value>, StringHash, std::equal_to<>> found_;
  std::unordered_map<const char*, Members> members_;  // of objects, by where they stand
  std::unordered_map<const char*, std::vector<json::Value>> items_;
  std::optional<Members> names_;  // "#anchor", "https://example.com/part"
};

// "#/$defs/NAME" or "#/definitions/NAME": the name as it stands in the pointer; else empty.
std::string_view definition_name(std::string_view reference);

}  // namespace gw::schema
