#include "simulator/example.h"

#include "base/ascii.h"

namespace gw::simulator {
namespace {

using ValueKind = Value::Kind;

class Example {
 public:
  Example(const Value& root, std::string_view text) : root_(root), text_(text) {}

  Value of(const Value& schema) {
    if (--left_ < 0) return {};
    if (const Value* reference = schema.find("$ref")) return of(resolve(reference->text));
    if (const Value* constant = schema.find("const")) return *constant;
    for (const std::string_view alternatives : {"enum", "anyOf", "oneOf"}) {
      const auto& items = schema[alternatives].items;
      if (items.empty()) continue;
      return alternatives == "enum" ? items.front() : of(items.front());
    }
    return of_type(type_of(schema), schema);
  }

 private:
  static std::string_view type_of(const Value& schema) {
    const Value& type = schema["type"];
    if (!type.items.empty()) return type.items.front().text;
    if (!type.text.empty()) return type.text;
    return schema.find("properties") != nullptr ? "object" : "string";
  }

  Value of_type(std::string_view type, const Value& schema) {
    if (type == "object") return object(schema);
    if (type == "array") return array(schema);
    if (type == "boolean") return {.kind = ValueKind::boolean, .boolean = true};
    if (type == "null") return {};
    if (type == "integer" || type == "number") {
      const Value* least = schema.find("minimum");
      return least != nullptr ? *least : Value{.kind = ValueKind::integer, .number = 1};
    }
    return {.kind = ValueKind::string, .text = std::string(text_)};
  }

  Value object(const Value& schema) {
    Value value{.kind = ValueKind::object};
    for (const Value& name : schema["required"].items) {
      if (value.find(name.text) != nullptr) continue;
      value.members.push_back({name.text, of(schema["properties"][name.text])});
    }
    return value;
  }

  Value array(const Value& schema) {
    Value value{.kind = ValueKind::array};
    const double count = schema["minItems"].number;
    while (static_cast<double>(value.items.size()) < count && left_ > 0) {
      value.items.push_back(of(schema["items"]));
    }
    return value;
  }

  // "#/$defs/point"; a null value where there is none.
  const Value& resolve(std::string_view reference) const {
    const Value* at = &root_;
    ascii::take_until('/', reference);  // "#"
    while (!reference.empty()) at = &(*at)[ascii::take_until('/', reference)];
    return *at;
  }

  const Value& root_;
  std::string_view text_;
  int left_ = 100;  // values: a schema can contain itself, even more than once
};

}  // namespace

Value example_of(const Value& schema, std::string_view text) {
  return Example(schema, text).of(schema);
}

}  // namespace gw::simulator
