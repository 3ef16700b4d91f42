#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include <toml++/toml.h>

#include "config/sources.h"

namespace gw::config {
namespace {

// Tables that are no settings.
constexpr std::array<std::string_view, 8> kReadElsewhere{"model", "aliases", "role", "guardrail",
                                                         "route", "team",    "key",  "price"};

// A scalar as it would stand in an environment variable.
std::optional<std::string> as_text(const toml::node& node) {
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* number = node.as_integer()) return std::to_string(number->get());
  if (const auto* flag = node.as_boolean()) return flag->get() ? "true" : "false";
  return std::nullopt;
}

std::optional<std::vector<std::string>> as_values(const toml::node& node) {
  const auto* array = node.as_array();
  if (!array) {
    auto text = as_text(node);
    if (!text) return std::nullopt;
    return std::vector{*std::move(text)};
  }
  std::vector<std::string> values;
  for (const auto& element : *array) {
    auto text = as_text(element);
    if (!text) return std::nullopt;
    values.push_back(*std::move(text));
  }
  return values;
}

class Reader {
 public:
  Reader(std::string_view source, std::vector<Problem>& problems)
      : source_(source), problems_(problems) {}

  void read(const toml::table& table, const std::string& prefix) {
    for (const auto& [key, node] : table) {
      const std::string name = prefix + std::string(key.str());
      if (std::ranges::find(kReadElsewhere, name) != kReadElsewhere.end()) continue;
      const auto* section = node.as_table();
      if (section && prefix.empty())
        read(*section, name + ".");
      else
        add(name, node);
    }
  }

  Assignments take() && { return std::move(assignments_); }

 private:
  void add(const std::string& name, const toml::node& node) {
    const std::string where = source_ + ":" + std::to_string(node.source().begin.line);
    if (auto values = as_values(node))
      assignments_.push_back({name, *std::move(values), where});
    else
      problems_.push_back({where, "'" + name +
                                      "' must be a text, a number, true or false, or a "
                                      "list of such"});
  }

  std::string source_;
  std::vector<Problem>& problems_;
  Assignments assignments_;
};

}  // namespace

Assignments from_toml(std::string_view text, std::string_view source,
                      std::vector<Problem>& problems) {
  Reader reader(source, problems);
  try {
    reader.read(toml::parse(text, source), "");
  } catch (const toml::parse_error& error) {
    problems.push_back({std::string(source) + ":" + std::to_string(error.source().begin.line),
                        std::string(error.description())});
  }
  return std::move(reader).take();
}

}  // namespace gw::config
