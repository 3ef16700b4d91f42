#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "base/buffer.h"
#include "base/encoding.h"
#include "simulator/schema.h"

namespace gw::simulator {
namespace {

using ShapeKind = Shape::Kind;

// AWS's integers have 32 bits.
constexpr double kMaxInteger = 2147483647;

class Checker {
 public:
  explicit Checker(const Gates& gates) : gates_(gates) {}

  std::vector<Violation> take() { return std::move(violations_); }

  void check(const Shape& shape, const Value& value) {
    if (!has_kind(shape, value)) return report(Violation::Kind::wrong_type, shape, value);
    switch (shape.kind) {
      case ShapeKind::structure:
        return structure(shape, value);
      case ShapeKind::union_:
        return union_of_one(shape, value);
      case ShapeKind::tagged:
        return tagged(shape, value);
      case ShapeKind::list:
        return list(shape, value);
      case ShapeKind::map:
        return map(shape, value);
      case ShapeKind::string:
        return string(shape, value);
      case ShapeKind::integer:
      case ShapeKind::number:
        if (!in_range(shape, value.number)) report(Violation::Kind::out_of_range, shape, value);
        return;
      case ShapeKind::blob:
        return blob(shape, value);
      case ShapeKind::undefined:
      case ShapeKind::boolean:
      case ShapeKind::object:
      case ShapeKind::any:
        return;
    }
  }

 private:
  static bool has_kind(const Shape& shape, const Value& value) {
    switch (shape.kind) {
      case ShapeKind::structure:
      case ShapeKind::union_:
      case ShapeKind::tagged:
      case ShapeKind::map:
      case ShapeKind::object:
        return value.is(Value::Kind::object);
      case ShapeKind::list:
        return value.is(Value::Kind::array) || (shape.or_text && value.is(Value::Kind::string));
      case ShapeKind::string:
      case ShapeKind::blob:
        return value.is(Value::Kind::string);
      case ShapeKind::integer:
        return value.is(Value::Kind::integer) && std::abs(value.number) <= kMaxInteger;
      case ShapeKind::number:
        return value.is_number();
      case ShapeKind::boolean:
        return value.is(Value::Kind::boolean);
      case ShapeKind::undefined:
      case ShapeKind::any:
        return true;
    }
    return false;
  }

  static bool in_range(const Shape& shape, double value) {
    return (!shape.min || value >= *shape.min) && (!shape.max || value <= *shape.max);
  }

  bool is_open(const Shape::Member& member) const {
    return member.gate.empty() || !gates_ || gates_(member.gate);
  }

  const Shape::Member* find(const Shape& shape, std::string_view name) const {
    for (const auto& member : shape.members) {
      if (member.name == name) return is_open(member) ? &member : nullptr;
    }
    return nullptr;
  }

  void structure(const Shape& shape, const Value& value) {
    for (const auto& member : shape.members) {
      const bool absent = value[member.name].is(Value::Kind::null);
      if (member.required && absent && is_open(member)) {
        report(Violation::Kind::missing, shape, value, member.name);
      }
    }
    members(shape, value);
  }

  void union_of_one(const Shape& shape, const Value& value) {
    if (value.members.empty()) return report(Violation::Kind::union_empty, shape, value);
    if (value.members.size() > 1) return report(Violation::Kind::union_many, shape, value);
    members(shape, value);
  }

  void tagged(const Shape& shape, const Value& value) {
    const Value* type = value.find("type");
    const auto is_meant = [&](const Shape::Member& member) {
      return is_open(member) && (type == nullptr ? member.required : member.name == type->text);
    };
    const auto member = std::ranges::find_if(shape.members, is_meant);
    if (member != shape.members.end()) {
      descend(member->name, *member->shape, value);
    } else if (type == nullptr) {
      report(Violation::Kind::missing, shape, value, "type");
    } else {
      report(Violation::Kind::unknown_tag, shape, *type);
      for (const Shape::Member& each : shape.members) {
        if (is_open(each)) violations_.back().expected.push_back(each.name);
      }
    }
  }

  void members(const Shape& shape, const Value& value) {
    for (const auto& [name, inner] : value.members) {
      const Shape::Member* member = find(shape, name);
      if (member == nullptr) {
        report(Violation::Kind::unknown, shape, value, name);
      } else if (!inner.is(Value::Kind::null)) {
        descend(name, *member->shape, inner);
      }
    }
  }

  void list(const Shape& shape, const Value& value) {
    if (value.is(Value::Kind::string)) return;
    length(shape, value, value.items.size());
    for (std::size_t i = 0; i < value.items.size(); ++i) {
      descend(i, *shape.element, value.items[i]);
    }
  }

  void map(const Shape& shape, const Value& value) {
    length(shape, value, value.members.size());
    for (const auto& [name, inner] : value.members) {
      descend(name, *shape.key, Value{.kind = Value::Kind::string, .text = name});
      descend(name, *shape.element, inner);
    }
  }

  void string(const Shape& shape, const Value& value) {
    if (!length(shape, value, value.text.size())) return;
    if (!shape.pattern.empty() && !std::regex_match(value.text, shape.regex)) {
      report(Violation::Kind::pattern, shape, value);
    }
    if (!shape.values.empty() &&
        std::ranges::find(shape.values, value.text) == shape.values.end()) {
      report(Violation::Kind::not_in_enum, shape, value);
    }
  }

  void blob(const Shape& shape, const Value& value) {
    Buffer decoded;
    if (!append_base64_decoded(value.text, decoded)) {
      return report(Violation::Kind::not_base64, shape, value);
    }
    length(shape, value, decoded.size());
  }

  bool length(const Shape& shape, const Value& value, std::size_t size) {
    const bool fits = in_range(shape, static_cast<double>(size));
    if (!fits) report(Violation::Kind::wrong_length, shape, value);
    return fits;
  }

  void descend(const Violation::Step& step, const Shape& shape, const Value& value) {
    path_.push_back(step);
    check(shape, value);
    path_.pop_back();
  }

  void report(Violation::Kind kind, const Shape& shape, const Value& value,
              std::string member = {}) {
    violations_.push_back(
        {kind, path_, std::move(member), &shape, value.kind, displayed(value), {}});
  }

  static std::string displayed(const Value& value) {
    if (value.is(Value::Kind::string)) return value.text;
    if (!value.is_number()) return {};
    std::array<char, 32> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value.number);
    return {digits.data(), end.ptr};
  }

  const Gates& gates_;
  std::vector<Violation::Step> path_;
  std::vector<Violation> violations_;
};

}  // namespace

std::vector<Violation> check(const Shape& shape, const Value& value, const Gates& gates) {
  Checker checker(gates);
  checker.check(shape, value);
  return checker.take();
}

}  // namespace gw::simulator
