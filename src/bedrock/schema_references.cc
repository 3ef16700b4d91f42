#include "bedrock/schema_references.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <unordered_map>

#include "base/encoding.h"
#include "bedrock/strict_schema.h"
#include "json/value.h"

namespace gw::bedrock {

namespace {

using json::Value;

constexpr std::string_view kNamedSchemas[] = {"properties", "$defs", "definitions"};

bool is_named(std::string_view key, std::string_view name) {
  return key == name || (key.contains('\\') && json::decode({key}).value_or("") == name);
}

std::optional<Value> member(json::Object object, std::string_view name) {
  for (const auto [key, value] : object) {
    if (is_named(key, name)) return value;
  }
  return std::nullopt;
}

std::optional<Value> item(json::Array array, std::string_view index) {
  std::size_t left = 0;
  const auto [end, error] = std::from_chars(index.data(), index.data() + index.size(), left);
  if (error != std::errc() || end != index.data() + index.size()) return std::nullopt;
  for (const Value value : array) {
    if (left-- == 0) return value;
  }
  return std::nullopt;
}

// "a/b" of "a~1b", "~" of "~0".
std::string unescaped(std::string_view step) {
  std::string text;
  for (std::size_t i = 0; i < step.size(); ++i) {
    const bool escape = step[i] == '~' && i + 1 < step.size();
    text += !escape ? step[i] : step[++i] == '1' ? '/' : '~';
  }
  return text;
}

std::optional<Value> step(Value value, std::string_view name) {
  if (const auto array = value.array()) return item(*array, name);
  const auto object = value.object();
  return object ? member(*object, name) : std::nullopt;
}

std::optional<Value> resolve(Value root, json::RawString reference) {
  const Result<std::string> decoded = json::decode(reference);
  if (!decoded || !decoded->starts_with('#')) return std::nullopt;
  const std::optional<std::string> pointer = percent_decode(std::string_view(*decoded).substr(1));
  if (!pointer) return std::nullopt;
  std::optional<Value> found = root;
  std::string_view rest = *pointer;
  while (found && !rest.empty()) {
    if (rest.front() != '/') return std::nullopt;
    const std::size_t end = std::min(rest.find('/', 1), rest.size());
    found = step(*found, unescaped(rest.substr(1, end - 1)));
    rest.remove_prefix(end);
  }
  return found;
}

class Walk {
 public:
  explicit Walk(Value root) : root_(root) {}

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
    const std::optional<Value> target = resolve(root_, *reference);
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

  Value root_;
  std::size_t references_ = 0;
  // The schemas that were met, by where they stand; false: still being followed.
  std::unordered_map<const char*, bool> ended_;
};

}  // namespace

bool references_end(std::string_view schema) {
  if (!schema.contains(R"("$ref")")) return true;
  json::Document document;
  const Result<Value> root = document.parse(schema);
  return root && Walk(*root).ends(*root, 0);
}

}  // namespace gw::bedrock
