#include "config/toml_reader.h"

#include "config/suggest.h"

namespace gw::config {

const toml::node* TomlReader::open(std::string_view document, std::string_view name) {
  try {
    document_ = toml::parse(document, source_);
  } catch (const toml::parse_error& error) {
    problem(error.source(), std::string(error.description()));
    return nullptr;
  }
  return document_.get(name);
}

void TomlReader::read_tables(std::string_view document, std::string_view name,
                             const std::function<void(const toml::table&)>& read) {
  if (const toml::node* const value = open(document, name)) read_tables(*value, name, read);
}

void TomlReader::read_tables(const toml::node& value, std::string_view name,
                             const std::function<void(const toml::table&)>& read) {
  const toml::array* const tables = value.as_array();
  if (tables == nullptr || !tables->is_homogeneous<toml::table>()) {
    return problem(value.source(),
                   "'" + std::string(name) + "' must be tables: [[" + std::string(name) + "]]");
  }
  for (const toml::node& table : *tables) read(*table.as_table());
}

void TomlReader::problem(const toml::source_region& where, std::string message) {
  problems_.push_back({place(where), std::move(message)});
}

std::string TomlReader::place(const toml::source_region& where) const {
  return source_ + ":" + std::to_string(where.begin.line);
}

void TomlReader::unknown_key(const toml::key& key, std::span<const std::string> known) {
  problem(key.source(),
          "unknown key '" + std::string(key.str()) + "'" + suggestion(key.str(), known));
}

}  // namespace gw::config
