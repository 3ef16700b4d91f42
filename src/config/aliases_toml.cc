#include "config/aliases_toml.h"

#include <string>

#include "bedrock/model_id.h"
#include "config/toml_reader.h"

namespace gw::config {

namespace {

using Aliases = std::vector<bedrock::Alias>;

void read_alias(TomlReader& reader, const toml::key& key, const toml::node& value,
                Aliases& aliases) {
  if (key.empty()) return reader.problem(key.source(), "an alias needs a name");
  std::string name(key.str());
  const auto model = value.value_exact<std::string>();
  if (!model)
    return reader.problem(value.source(),
                          "the alias '" + name + "' must name one model, as a text");
  const auto id = bedrock::parse_model_id(*model);
  if (!id) return reader.problem(value.source(), "the alias '" + name + "': " + id.error().message);
  aliases.push_back({std::move(name), *model});
}

}  // namespace

std::expected<Aliases, std::vector<Problem>> load_aliases(std::string_view toml,
                                                          std::string_view source) {
  TomlReader reader(source);
  Aliases aliases;
  const toml::node* const node = reader.open(toml, "aliases");
  const toml::table* const table = node ? node->as_table() : nullptr;
  if (node && !table) reader.problem(node->source(), "'aliases' must be a table: [aliases]");
  if (table) {
    for (const auto& [key, value] : *table) read_alias(reader, key, value, aliases);
  }
  return reader.finish(std::move(aliases));
}

}  // namespace gw::config
