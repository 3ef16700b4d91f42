#include "config/aliases_toml.h"

#include <string>

#include <toml++/toml.h>

#include "bedrock/model_id.h"

namespace gw::config {

namespace {

class Reader {
 public:
  explicit Reader(std::string_view source) : source_(source) {}

  void read(const toml::node& node) {
    const toml::table* table = node.as_table();
    if (!table) return problem(node.source(), "'aliases' must be a table: [aliases]");
    for (const auto& [key, value] : *table) {
      if (key.empty())
        problem(key.source(), "an alias needs a name");
      else
        read_alias(std::string(key.str()), value);
    }
  }

  void problem(const toml::source_region& where, std::string message) {
    problems_.push_back({source_ + ":" + std::to_string(where.begin.line), std::move(message)});
  }

  std::expected<std::vector<bedrock::Alias>, std::vector<Problem>> result() && {
    if (!problems_.empty()) return std::unexpected(std::move(problems_));
    return std::move(aliases_);
  }

 private:
  void read_alias(std::string name, const toml::node& value) {
    const auto model = value.value_exact<std::string>();
    if (!model)
      return problem(value.source(), "the alias '" + name + "' must name one model, as a text");
    const auto id = bedrock::parse_model_id(*model);
    if (!id) return problem(value.source(), "the alias '" + name + "': " + id.error().message);
    aliases_.push_back({std::move(name), *model});
  }

  std::string source_;
  std::vector<bedrock::Alias> aliases_;
  std::vector<Problem> problems_;
};

}  // namespace

std::expected<std::vector<bedrock::Alias>, std::vector<Problem>> load_aliases(
    std::string_view toml, std::string_view source) {
  Reader reader(source);
  try {
    const toml::table document = toml::parse(toml, source);
    if (const toml::node* aliases = document.get("aliases")) reader.read(*aliases);
  } catch (const toml::parse_error& error) {
    reader.problem(error.source(), std::string(error.description()));
  }
  return std::move(reader).result();
}

}  // namespace gw::config
