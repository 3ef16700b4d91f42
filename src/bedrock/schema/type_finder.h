// Which type all values have that a schema describes, as far as its structure shows.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <unordered_map>

#include "bedrock/schema/keywords.h"
#include "bedrock/schema/resolver.h"
#include "json/value.h"

namespace gw::schema {

// Each part of the document is read once, however many references lead to it and however often it
// is asked for.
class TypeFinder {
 public:
  // Over the document that its schemas are parts of; outlives it.
  explicit TypeFinder(Resolver& resolver) : resolver_(resolver) {}

  // One of the seven names of types; empty: of several types, or unknown.
  std::string_view type_of(json::Value schema) { return find(schema, 0); }

 private:
  std::string_view find(json::Value schema, std::size_t depth);
  std::string_view read(const Keywords& keywords, std::size_t depth);
  std::string_view of_reference(std::optional<json::Value> reference, std::size_t depth);
  std::string_view of_any(std::optional<json::Value> list, std::size_t depth);
  std::string_view of_all(std::optional<json::Value> list, std::size_t depth);

  Resolver& resolver_;
  std::unordered_map<const char*, std::string_view> known_;  // by where they stand
};

// Whether what a schema describes is an object in any case, so that it can be a tool's arguments.
// `schema`: a whole document.
bool is_for_object(json::Value schema);

}  // namespace gw::schema
