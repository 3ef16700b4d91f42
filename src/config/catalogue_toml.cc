#include "config/catalogue_toml.h"

#include <algorithm>
#include <array>
#include <optional>
#include <stdexcept>
#include <string>

#include "bedrock/model_id.h"
#include "config/builtin_models.h"
#include "config/model_fields.h"

namespace gw::config {
namespace {

using bedrock::ModelRules;
using Rules = std::vector<ModelRules>;

// What the table itself is about; the others are model_fields().
constexpr std::array<std::string_view, 2> kOwnKeys{"pattern", "like"};

bool is_prefix(std::string_view pattern) { return pattern.ends_with('*'); }

// The pattern, or what stands before its '*'.
std::string_view stem(std::string_view pattern) {
  return is_prefix(pattern) ? pattern.substr(0, pattern.size() - 1) : pattern;
}

bool covers(std::string_view pattern, std::string_view id) {
  return is_prefix(pattern) ? id.starts_with(stem(pattern)) : id == pattern;
}

// The longer pattern is the narrower one, and an id narrower than itself with a '*'.
bool is_narrower(std::string_view pattern, std::string_view than) {
  const std::size_t size = stem(pattern).size();
  const std::size_t other = stem(than).size();
  return size != other ? size > other : !is_prefix(pattern) || is_prefix(than);
}

// What the rules so far say about an id or the stem of a pattern: the narrowest pattern counts.
const ModelRules* known(const Rules& rules, std::string_view id) {
  const ModelRules* best = nullptr;
  for (const auto& candidate : rules) {
    const bool matches = covers(candidate.pattern, id);
    if (matches && (!best || is_narrower(candidate.pattern, best->pattern))) best = &candidate;
  }
  const auto base = bedrock::base_model(id);
  return best || base.empty() || base == id ? best : known(rules, base);
}

class CatalogueLoader {
 public:
  CatalogueLoader(std::string_view source, Rules base) : reader_(source), rules_(std::move(base)) {}

  std::expected<Rules, std::vector<Problem>> load(std::string_view text) && {
    reader_.read_tables(text, "model", [this](const toml::table& table) { load_table(table); });
    return reader_.finish(std::move(rules_));
  }

 private:
  void load_table(const toml::table& table);
  std::optional<std::string> read_pattern(const toml::table& table);
  const ModelRules* read_like(const toml::table& table);
  void set_fields(const toml::table& table, ModelRules& rules);
  void check_invocable(const toml::table& table, const ModelRules& rules);

  TomlReader reader_;
  Rules rules_;
};

std::optional<std::string> CatalogueLoader::read_pattern(const toml::table& table) {
  const auto* node = table.get("pattern");
  auto pattern = node ? node->value_exact<std::string>() : std::nullopt;
  if (!pattern || pattern->empty()) {
    reader_.problem(node ? node->source() : table.source(),
                    "a model needs a 'pattern': an id, or a prefix ending in '*'");
    return std::nullopt;
  }
  if (stem(*pattern).contains('*')) {
    reader_.problem(node->source(), "'*' stands only at the end of a pattern");
    return std::nullopt;
  }
  return pattern;
}

const ModelRules* CatalogueLoader::read_like(const toml::table& table) {
  const auto* node = table.get("like");
  if (!node) return nullptr;
  const auto model = node->value_exact<std::string>();
  const auto* rules = model ? known(rules_, *model) : nullptr;
  if (!rules) reader_.problem(node->source(), "'like' must name a model of the catalogue");
  return rules;
}

void CatalogueLoader::set_fields(const toml::table& table, ModelRules& rules) {
  for (const auto& field : model_fields()) {
    if (const auto* value = table.get(field.key)) field.set(*value, rules);
  }
}

void CatalogueLoader::check_invocable(const toml::table& table, const ModelRules& rules) {
  if (rules.api == bedrock::Api::invoke && rules.native == bedrock::NativeFormat::none)
    reader_.problem(table.source(), "api = \"invoke\" needs a 'native' format, and '" +
                                        rules.pattern + "' has none");
}

void CatalogueLoader::load_table(const toml::table& table) {
  ModelRules scratch;
  reader_.set_fields(table, model_fields(), kOwnKeys, scratch);
  const auto pattern = read_pattern(table);
  const auto* like = read_like(table);
  if (!pattern) return;

  const auto* start = like ? like : known(rules_, stem(*pattern));
  ModelRules own = start ? *start : ModelRules{};
  if (own.pattern != *pattern) own.card.own_names.clear();  // those of one model only
  own.pattern = *pattern;
  std::erase_if(rules_, [&](const auto& rules) { return rules.pattern == *pattern; });
  rules_.push_back(std::move(own));
  for (auto& rules : rules_) {
    if (!covers(*pattern, rules.pattern)) continue;
    set_fields(table, rules);
    check_invocable(table, rules);
  }
}

}  // namespace

std::expected<Rules, std::vector<Problem>> load_models(std::string_view toml,
                                                       std::string_view source, Rules base) {
  return CatalogueLoader(source, std::move(base)).load(toml);
}

Rules builtin_catalogue() {
  auto rules = load_models(builtin_models(), "models.toml", {});
  if (!rules) {
    const auto& [where, message] = rules.error().front();
    throw std::logic_error(where + ": " + message);  // a bug of ours; the tests load it as well
  }
  return *std::move(rules);
}

}  // namespace gw::config
