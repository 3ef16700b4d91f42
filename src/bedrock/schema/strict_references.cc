#include "bedrock/schema/strict_references.h"

#include <algorithm>
#include <optional>
#include <unordered_map>

#include "bedrock/schema/resolver.h"
#include "bedrock/schema/strict.h"
#include "json/value.h"

namespace gw::schema {

namespace {

using json::Value;

constexpr std::string_view kNamedSchemas[] = {"properties", "$defs", "definitions"};

class ReferenceWalk {
 public:
  explicit ReferenceWalk(Value root) : resolver_(root) {}

  bool ends(Value schema, std::size_t depth) {
    const std::optional<json::Object> object = schema.object();
    if (!object) return true;
    if (depth > kMaxStrictDepth) return false;
    const char* const place = schema.raw().data();
    const auto [known, is_new] = ended_.try_emplace(place, false);
    if (!is_new) return known->second;
    for (const auto [key, value] : *object) {
      if (!member_ends(key, value, depth + 1)) return false;
    }
    ended_[place] = true;
    return true;
  }

 private:
  bool member_ends(std::string_view key, Value value, std::size_t depth) {
    if (key == "$ref") return reference_ends(value, depth);
    if (key == "items") return ends(value, depth);
    if (key == "anyOf") return all_end(value.array(), depth);
    return std::ranges::find(kNamedSchemas, key) == std::end(kNamedSchemas) ||
           named_end(value.object(), depth);
  }
  bool reference_ends(Value value, std::size_t depth) {
    const std::optional<json::RawString> reference = value.string();
    if (!reference || ++references_ > kMaxReferences) return false;
    const std::optional<Value> target = resolver_.find(*reference);
    return target && ends(*target, depth);
  }
  bool all_end(std::optional<json::Array> schemas, std::size_t depth) {
    if (!schemas) return true;
    for (const Value schema : *schemas) {
      if (!ends(schema, depth)) return false;
    }
    return true;
  }
  bool named_end(std::optional<json::Object> schemas, std::size_t depth) {
    if (!schemas) return true;
    for (const auto [name, schema] : *schemas) {
      if (!ends(schema, depth)) return false;
    }
    return true;
  }

  Resolver resolver_;
  std::size_t references_ = 0;
  // The schemas that were met, by where they stand; false: still being followed.
  std::unordered_map<const char*, bool> ended_;
};

}  // namespace

bool references_end(std::string_view schema) {
  if (!schema.contains(R"("$ref")")) return true;
  json::Document document;
  const Result<Value> root = document.parse(schema);
  return root && ReferenceWalk(*root).ends(*root, 0);
}

}  // namespace gw::schema
