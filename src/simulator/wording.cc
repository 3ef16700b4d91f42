#include "simulator/wording.h"

#include <charconv>

namespace gw::simulator {
namespace {

using ViolationKind = Violation::Kind;

std::string number(double value) {
  char digits[32];
  return {digits, std::to_chars(digits, digits + sizeof digits, value).ptr};
}

std::string joined(const std::vector<std::string>& parts, std::string_view separator) {
  std::string text;
  for (const std::string& part : parts) {
    if (!text.empty()) text += separator;
    text += part;
  }
  return text;
}

// "messages.0.content", "#/messages/0/content"
std::string path_of(const Violation& violation, std::string_view separator) {
  std::string text;
  for (const auto& step : violation.path) {
    if (!text.empty()) text += separator;
    const auto* index = std::get_if<std::size_t>(&step);
    text += index != nullptr ? std::to_string(*index) : std::get<std::string>(step);
  }
  return text;
}

std::string pointer_of(const Violation& violation) {
  return violation.path.empty() ? "#" : "#/" + path_of(violation, "/");
}

// Items are counted from one: "messages.1.member.content".
std::string smithy_path(const Violation& violation, std::string_view member) {
  std::string text;
  for (const auto& step : violation.path) {
    if (!text.empty()) text += '.';
    const auto* index = std::get_if<std::size_t>(&step);
    text += index != nullptr ? std::to_string(*index + 1) + ".member" : std::get<std::string>(step);
  }
  if (!member.empty()) text += (text.empty() ? "" : ".") + std::string(member);
  return text;
}

// "value less than or equal to 1", "length greater than or equal to 1"
std::string bound(const Violation& violation, std::string_view what) {
  const Shape& shape = *violation.shape;
  if (!shape.max) return std::string(what) + " greater than or equal to " + number(*shape.min);
  if (!shape.min) return std::string(what) + " less than or equal to " + number(*shape.max);
  return std::string(what) + " between " + number(*shape.min) + " and " + number(*shape.max);
}

std::string smithy_constraint(const Violation& violation) {
  switch (violation.kind) {
    case ViolationKind::missing:
      return "Member must not be null";
    case ViolationKind::out_of_range:
      return "Member must have " + bound(violation, "value");
    case ViolationKind::wrong_length:
      return "Member must have " + bound(violation, "length");
    case ViolationKind::pattern:
      return "Member must satisfy regular expression pattern: " + violation.shape->pattern;
    default:
      return "Member must satisfy enum value set: [" + joined(violation.shape->values, ", ") + "]";
  }
}

std::string token_name(Value::Kind kind) {
  switch (kind) {
    case Value::Kind::null:
      return "NULL_VALUE";
    case Value::Kind::boolean:
      return "BOOLEAN_VALUE";
    case Value::Kind::integer:
      return "NUMBER_VALUE";
    case Value::Kind::number:
      return "DECIMAL_VALUE";
    case Value::Kind::string:
      return "STRING_VALUE";
    case Value::Kind::array:
      return "START_ARRAY";
    case Value::Kind::object:
      return "START_OBJECT";
  }
  return {};
}

std::string_view type_name(Shape::Kind kind) {
  switch (kind) {
    case Shape::Kind::string:
    case Shape::Kind::blob:
      return "String";
    case Shape::Kind::integer:
      return "Integer";
    case Shape::Kind::number:
      return "Float";
    case Shape::Kind::boolean:
      return "Boolean";
    case Shape::Kind::list:
      return "List";
    default:
      return "Structure";
  }
}

std::string_view json_type_name(Shape::Kind kind) {
  switch (kind) {
    case Shape::Kind::number:
      return "Number";
    case Shape::Kind::list:
      return "JSONArray";
    case Shape::Kind::structure:
    case Shape::Kind::union_:
    case Shape::Kind::tagged:
    case Shape::Kind::map:
    case Shape::Kind::object:
      return "JSONObject";
    default:
      return type_name(kind);
  }
}

std::string_view json_type_name(Value::Kind kind) {
  switch (kind) {
    case Value::Kind::null:
      return "Null";
    case Value::Kind::boolean:
      return "Boolean";
    case Value::Kind::integer:
      return "Integer";
    case Value::Kind::number:
      return "BigDecimal";
    case Value::Kind::string:
      return "String";
    case Value::Kind::array:
      return "JSONArray";
    case Value::Kind::object:
      return "JSONObject";
  }
  return {};
}

std::string union_members(const Shape& shape) {
  std::string text;
  for (std::size_t i = 0; i < shape.members.size(); ++i) {
    if (i > 0) text += ", ";
    if (i + 1 == shape.members.size() && i > 0) text += "or ";
    text += shape.members[i].name;
  }
  return text;
}

std::string native_complaint(const Violation& violation) {
  const Shape& shape = *violation.shape;
  const std::string at = pointer_of(violation) + ": ";
  switch (violation.kind) {
    case ViolationKind::missing:
      return at + "required key [" + violation.member + "] not found";
    case ViolationKind::unknown:
      return at + "extraneous key [" + violation.member + "] is not permitted";
    case ViolationKind::wrong_type:
      return at + "expected type: " + std::string(json_type_name(shape.kind)) +
             ", found: " + std::string(json_type_name(violation.found_kind));
    case ViolationKind::out_of_range:
      if (shape.min && std::stod(violation.found) < *shape.min) {
        return at + violation.found + " is not greater or equal to " + number(*shape.min);
      }
      return at + violation.found + " is not less or equal to " + number(*shape.max);
    case ViolationKind::wrong_length:
      return at + "expected " + bound(violation, "length");
    case ViolationKind::pattern:
      return at + "string [" + violation.found + "] does not match pattern " + shape.pattern;
    case ViolationKind::not_in_enum:
      return at + violation.found + " is not a valid enum value";
    default:
      return at + "#: no subschema matched out of the total " +
             std::to_string(shape.members.size()) + " subschemas";
  }
}

std::string_view python_name(Shape::Kind kind) {
  switch (kind) {
    case Shape::Kind::string:
    case Shape::Kind::blob:
      return "string";
    case Shape::Kind::integer:
      return "integer";
    case Shape::Kind::number:
      return "number";
    case Shape::Kind::boolean:
      return "boolean";
    case Shape::Kind::list:
      return "list";
    default:
      return "dictionary";
  }
}

std::string anthropic_complaint(const Violation& violation) {
  const Shape& shape = *violation.shape;
  std::string at = path_of(violation, ".");
  if (!violation.member.empty()) at += (at.empty() ? "" : ".") + violation.member;
  switch (violation.kind) {
    case ViolationKind::missing:
      return at + ": Field required";
    case ViolationKind::unknown:
      return at + ": Extra inputs are not permitted";
    case ViolationKind::out_of_range:
      return at + ": Input should be " + bound(violation, "").substr(1);
    case ViolationKind::not_in_enum:
      return at + ": Input should be '" + joined(shape.values, "' or '") + "'";
    case ViolationKind::wrong_type:
      return at + ": Input should be a valid " + std::string(python_name(shape.kind));
    case ViolationKind::unknown_tag:
      return at + ": Input tag '" + violation.found +
             "' found using 'type' does not match any of the expected tags: " + "'" +
             joined(violation.expected, "', '") + "'";
    case ViolationKind::pattern:
      return at + ": String should match pattern '^" + shape.pattern + "$'";
    case ViolationKind::not_base64:
      return at + ": invalid base64 data";
    case ViolationKind::wrong_length:
      if (violation.found_kind == Value::Kind::array && shape.min)
        return at + ": List should have at least " + number(*shape.min) +
               " item after validation, not 0";
      [[fallthrough]];
    default:
      return at + ": Input should have " + bound(violation, "length");
  }
}

}  // namespace

Refusal in_converse_words(const std::vector<Violation>& violations) {
  std::vector<std::string> complaints;
  for (const Violation& violation : violations) {
    const std::string at = path_of(violation, ".");
    switch (violation.kind) {
      case ViolationKind::wrong_type:
        return {"SerializationException", token_name(violation.found_kind) +
                                              " can not be converted to a " +
                                              std::string(type_name(violation.shape->kind))};
      case ViolationKind::not_base64:
        return {"SerializationException", "Invalid base64 at " + at};
      case ViolationKind::unknown:
        return in_native_words({violation});
      case ViolationKind::union_empty:
        return validation("The value at " + at + " must set one of the following keys: " +
                          union_members(*violation.shape) + ".");
      case ViolationKind::union_many:
        return validation("The value at " + at + " can only set one of the following keys: " +
                          union_members(*violation.shape) + ".");
      default:
        break;
    }
    const std::string value = violation.found.empty() ? "" : " '" + violation.found + "'";
    complaints.push_back("Value" + value + " at '" + smithy_path(violation, violation.member) +
                         "' failed to satisfy constraint: " + smithy_constraint(violation));
  }
  return validation(std::to_string(complaints.size()) + " validation error" +
                    (complaints.size() == 1 ? "" : "s") + " detected: " + joined(complaints, "; "));
}

Refusal in_native_words(const std::vector<Violation>& violations) {
  std::vector<std::string> complaints;
  complaints.reserve(violations.size());
  for (const Violation& violation : violations) complaints.push_back(native_complaint(violation));
  return validation("Malformed input request: " + joined(complaints, ", ") +
                    ", please reformat your input and try again.");
}

Refusal in_anthropic_words(const std::vector<Violation>& violations) {
  return validation(anthropic_complaint(violations.front()));
}

}  // namespace gw::simulator
