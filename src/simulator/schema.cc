#include "simulator/schema.h"

#include <stdexcept>

#include "base/ascii.h"

namespace gw::simulator {

class SchemaParser {
 public:
  SchemaParser(std::string_view table, Schema& schema) : rest_(table), shapes_(schema.shapes_) {}

  void parse() {
    while (!peek().empty()) definition();
    for (const Shape& shape : shapes_) {
      if (shape.kind == Shape::Kind::undefined) reject(shape.name);
    }
  }

 private:
  void definition() {
    const std::string_view keyword = next();
    Shape& shape = named(next());
    if (keyword == "type") {
      expect("=");
      describe(shape);
      return;
    }
    shape.kind = composite(keyword);
    expect("{");
    while (peek() != "}") {
      std::string_view gate = next();
      std::string name(ascii::take_until('@', gate));
      const bool required = take("!");
      expect(":");
      shape.members.push_back({std::move(name), std::string(gate), required, &type()});
    }
    expect("}");
  }

  static Shape::Kind composite(std::string_view keyword) {
    if (keyword == "struct") return Shape::Kind::structure;
    if (keyword == "union") return Shape::Kind::union_;
    if (keyword == "tagged") return Shape::Kind::tagged;
    reject(keyword);
  }

  // A defined type is a word in upper case; what it is may follow later in the table.
  const Shape& type() {
    const char first = peek().empty() ? '\0' : peek().front();
    if (first >= 'A' && first <= 'Z') return named(next());
    return describe(shapes_.emplace_back());
  }

  Shape& describe(Shape& shape) {
    if (take("[")) {
      shape.kind = Shape::Kind::list;
      shape.element = &type();
      expect("]");
    } else if (take("{")) {
      shape.kind = Shape::Kind::map;
      shape.key = &type();
      expect(":");
      shape.element = &type();
      expect("}");
    } else if (peek().starts_with('"')) {
      shape.kind = Shape::Kind::string;
      do {
        shape.values.push_back(unquoted(next()));
      } while (take("|"));
    } else {
      shape.kind = basic(next());
      if (shape.kind == Shape::Kind::string && take("|")) {
        if (describe(shape).kind != Shape::Kind::list) reject("|");
        shape.or_text = true;
      }
    }
    range(shape);
    if (peek().starts_with('/')) {
      shape.pattern = unquoted(next());
      shape.regex = std::regex(shape.pattern);
    }
    return shape;
  }

  static Shape::Kind basic(std::string_view word) {
    using Kind = Shape::Kind;
    static constexpr std::pair<std::string_view, Kind> kWords[] = {
        {"str", Kind::string},   {"int", Kind::integer}, {"num", Kind::number},
        {"bool", Kind::boolean}, {"blob", Kind::blob},   {"object", Kind::object},
        {"any", Kind::any}};
    for (const auto& [name, kind] : kWords) {
      if (name == word) return kind;
    }
    reject(word);
  }

  void range(Shape& shape) {
    const std::size_t dots = peek().find("..");
    if (dots == std::string_view::npos || peek().starts_with('/')) return;
    const std::string token(next());
    if (dots > 0) shape.min = std::stod(token.substr(0, dots));
    if (dots + 2 < token.size()) shape.max = std::stod(token.substr(dots + 2));
  }

  Shape& named(std::string_view name) {
    for (Shape& shape : shapes_) {
      if (shape.name == name) return shape;
    }
    Shape& shape = shapes_.emplace_back();
    shape.name = name;
    return shape;
  }

  std::string_view peek() {
    if (token_.empty()) token_ = scan();
    return token_;
  }
  std::string_view next() {
    const std::string_view token = peek();
    if (token.empty()) reject("end");
    token_ = {};
    return token;
  }
  bool take(std::string_view token) {
    if (peek() != token) return false;
    token_ = {};
    return true;
  }
  void expect(std::string_view token) {
    if (!take(token)) reject(peek());
  }
  [[noreturn]] static void reject(std::string_view token) {
    throw std::invalid_argument("schema table: unexpected '" + std::string(token) + "'");
  }
  static std::string unquoted(std::string_view token) {
    return std::string(token.substr(1, token.size() - 2));
  }

  std::string_view scan() {
    rest_ = ascii::trim(rest_);
    if (rest_.empty()) return {};
    std::size_t size = 1;
    if (rest_.front() == '"' || rest_.front() == '/') {
      while (rest_[size] != rest_.front()) size += rest_[size] == '\\' ? 2 : 1;
      ++size;
    } else if (std::string_view("{}[]:!|=").find(rest_.front()) == std::string_view::npos) {
      size = std::min(rest_.size(), rest_.find_first_of(" \n{}[]:!|="));
    }
    const std::string_view token = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return token;
  }

  std::string_view rest_;
  std::string_view token_;
  std::deque<Shape>& shapes_;
};

Schema::Schema(std::string_view table) { SchemaParser(table, *this).parse(); }

const Shape& Schema::at(std::string_view name) const {
  for (const Shape& shape : shapes_) {
    if (shape.name == name) return shape;
  }
  throw std::invalid_argument("schema has no " + std::string(name));
}

}  // namespace gw::simulator
