// Reads what a document has besides settings: lists of tables such as [[model]], and tables such as
// [aliases]. What is wrong is collected, with its line.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <toml++/toml.h>

#include "config/problem.h"

namespace gw::config {

// A key of a table, and what it sets.
template <class T>
struct TomlField {
  std::string_view key;
  std::string_view expected;  // for people: "true or false"
  // False, with the object as it was, when the value is not as expected.
  bool (*set)(const toml::node& value, T& object);
};

template <auto member, class T>
bool set_text(const toml::node& value, T& object) {
  auto text = value.value_exact<std::string>();
  if (!text || text->empty()) return false;  // an empty one is never "not set"
  object.*member = *std::move(text);
  return true;
}

template <auto member, class T>
bool set_flag(const toml::node& value, T& object) {
  const auto flag = value.value_exact<bool>();
  if (flag) object.*member = *flag;
  return flag.has_value();
}

template <auto member, std::int64_t least, std::int64_t most, class T>
bool set_number(const toml::node& value, T& object) {
  const auto number = value.value_exact<std::int64_t>();
  if (!number || *number < least || *number > most) return false;
  using Number = std::remove_reference_t<decltype(object.*member)>;
  object.*member = static_cast<Number>(*number);
  return true;
}

class TomlReader {
 public:
  // `source` stands in front of the line numbers in problems: "gateway.toml:12".
  explicit TomlReader(std::string_view source) : source_(source) {}

  // The document's member `name`; null when it has none, or is broken, which is a problem. Lives as
  // long as this object, or until the next one is opened.
  const toml::node* open(std::string_view document, std::string_view name);
  // The tables [[name]] of a document, in order; anything else by that name is a problem.
  void read_tables(std::string_view document, std::string_view name,
                   const std::function<void(const toml::table&)>& read);
  // The same of a value inside a table.
  void read_tables(const toml::node& value, std::string_view name,
                   const std::function<void(const toml::table&)>& read);

  // Wrong values are problems, and so are keys that are neither fields nor `others`, which somebody
  // else reads.
  template <class T>
  void set_fields(const toml::table& table, std::span<const TomlField<T>> fields,
                  std::span<const std::string_view> others, T& object) {
    for (const auto& [key, value] : table) {
      if (std::ranges::find(others, key.str()) != others.end()) continue;
      const auto field = std::ranges::find(fields, key.str(), &TomlField<T>::key);
      if (field == fields.end()) {
        std::vector<std::string> known(others.begin(), others.end());
        for (const auto& each : fields) known.emplace_back(each.key);
        unknown_key(key, known);
      } else if (!field->set(value, object)) {
        problem(value.source(),
                "'" + std::string(key.str()) + "' must be " + std::string(field->expected));
      }
    }
  }

  void problem(const toml::source_region& where, std::string message);
  std::string place(const toml::source_region& where) const;  // "gateway.toml:12"

  // What was read, or all that was wrong with it.
  template <class T>
  std::expected<T, std::vector<Problem>> finish(T read) {
    if (!problems_.empty()) return std::unexpected(std::move(problems_));
    return read;
  }

 private:
  void unknown_key(const toml::key& key, std::span<const std::string> known);

  std::string source_;
  toml::table document_;
  std::vector<Problem> problems_;
};

// The tables [[name]] of a document, each an element of a list. `check` sees each behind its
// fields.
template <class T, std::size_t count, class Check>
std::expected<std::vector<T>, std::vector<Problem>> read_list(
    std::string_view document, std::string_view source, std::string_view name,
    const std::array<TomlField<T>, count>& fields, Check check) {
  TomlReader reader(source);
  std::vector<T> list;
  reader.read_tables(document, name, [&](const toml::table& table) {
    T& each = list.emplace_back();
    reader.set_fields<T>(table, fields, {}, each);
    check(reader, table, each);
  });
  return reader.finish(std::move(list));
}

}  // namespace gw::config
