#include "config/tenants_toml.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <string>

#include "aws/time.h"
#include "config/toml_reader.h"
#include "config/types.h"
#include "tenancy/words.h"

namespace gw::config {

namespace {

using tenancy::Limits;
using tenancy::Team;

template <class T>
bool set_entity_id(const toml::node& value, T& entity) {
  auto text = value.value_exact<std::string>();
  if (!text || !tenancy::is_entity_id(*text)) return false;
  entity.id = *std::move(text);
  return true;
}

std::optional<std::vector<std::string>> read_texts(const toml::node& value) {
  const toml::array* const array = value.as_array();
  if (array == nullptr || array->empty()) return std::nullopt;
  std::vector<std::string> texts;
  for (const toml::node& each : *array) {
    auto text = each.value_exact<std::string>();
    if (!text || text->empty()) return std::nullopt;
    texts.push_back(*std::move(text));
  }
  return texts;
}

template <class T>
bool set_models(const toml::node& value, T& entity) {
  auto models = read_texts(value);
  if (!models) return false;
  entity.terms.models = *std::move(models);
  return true;
}

template <class T>
bool set_disabled(const toml::node& value, T& entity) {
  return set_flag<&tenancy::Terms::disabled>(value, entity.terms);
}

template <class T>
bool set_limits(const toml::node& value, T& entity) {
  const toml::table* const table = value.as_table();
  if (table == nullptr) return false;
  Limits limits;
  for (const auto& [name, node] : *table) {
    const auto number = node.value_exact<std::int64_t>();
    if (!number || !tenancy::set_limit(limits, name.str(), *number)) return false;
  }
  entity.terms.limits = limits;
  return true;
}

std::optional<tenancy::Nanodollars> read_amount(const toml::node* value) {
  if (value == nullptr) return std::nullopt;
  if (const auto text = value->value_exact<std::string>()) return tenancy::parse_usd(*text);
  if (const auto whole = value->value_exact<std::int64_t>())
    return tenancy::parse_usd(std::to_string(*whole));
  return std::nullopt;  // no float is exact
}

// "" for what is no text.
std::string word_of(const toml::table& table, std::string_view name, std::string_view absent) {
  const toml::node* const value = table.get(name);
  if (value == nullptr) return std::string(absent);
  return value->value_exact<std::string>().value_or(std::string());
}

std::optional<tenancy::Budget> read_budget(const toml::node& value) {
  const toml::table* const table = value.as_table();
  if (table == nullptr) return std::nullopt;
  const auto amount = read_amount(table->get("usd"));
  const auto window = tenancy::window_named(word_of(*table, "window", "total"));
  const auto on_exceed = tenancy::on_exceed_named(word_of(*table, "on_exceed", "block"));
  constexpr std::array<std::string_view, 3> kMembers{"usd", "window", "on_exceed"};
  const bool known = std::ranges::all_of(*table, [&](const auto& member) {
    return std::ranges::find(kMembers, member.first.str()) != kMembers.end();
  });
  if (!known || !amount || !window || !on_exceed) return std::nullopt;
  return tenancy::Budget{*amount, *window, *on_exceed};
}

template <class T>
bool set_budgets(const toml::node& value, T& entity) {
  const toml::array* const array = value.as_array();
  if (array == nullptr) return false;
  std::vector<tenancy::Budget> budgets;
  for (const toml::node& each : *array) {
    const auto budget = read_budget(each);
    if (!budget) return false;
    const auto same = std::ranges::find(budgets, budget->window, &tenancy::Budget::window);
    if (same != budgets.end()) return false;
    budgets.push_back(*budget);
  }
  entity.terms.budgets = std::move(budgets);
  return true;
}

std::optional<tenancy::Time> read_time(const toml::node& value) {
  if (const auto text = value.value_exact<std::string>()) return aws::parse_iso8601(*text);
  const auto* const point = value.as_date_time();
  if (point == nullptr || !point->get().offset) return std::nullopt;
  const toml::date_time& given = point->get();
  const std::chrono::year_month_day day{std::chrono::year(given.date.year),
                                        std::chrono::month(given.date.month),
                                        std::chrono::day(given.date.day)};
  const std::chrono::seconds time =
      std::chrono::sys_days(day).time_since_epoch() + std::chrono::hours(given.time.hour) +
      std::chrono::minutes(given.time.minute - given.offset->minutes) +
      std::chrono::seconds(given.time.second);
  return time.count();
}

bool set_expires_at(const toml::node& value, tenancy::Key& key) {
  const auto time = read_time(value);
  if (time) key.expires_at = *time;
  return time.has_value();
}

std::optional<tenancy::KeySecret> read_key_secret(const toml::node& value) {
  const toml::table* const table = value.as_table();
  const toml::node* const text_node = table == nullptr ? &value : table->get("secret");
  const auto text = text_node == nullptr ? std::nullopt : text_node->value_exact<std::string>();
  if (!text || !kGatewayKey.read(*text)) return std::nullopt;
  tenancy::KeySecret secret{tenancy::digest_of_setting(*text)};
  if (table == nullptr) return secret;
  const toml::node* const end = table->get("not_after");
  const auto time = end == nullptr ? std::nullopt : read_time(*end);
  if (table->size() != 2 || !time) return std::nullopt;
  secret.not_after = *time;
  return secret;
}

bool set_secret(const toml::node& value, tenancy::Key& key) {
  const auto secret = value.is_string() ? read_key_secret(value) : std::nullopt;
  if (secret) key.secrets.push_back(*secret);
  return secret.has_value();
}

bool set_secrets(const toml::node& value, tenancy::Key& key) {
  const toml::array* const array = value.as_array();
  if (array == nullptr || array->empty()) return false;
  for (const toml::node& each : *array) {
    const auto secret = read_key_secret(each);
    if (!secret) return false;
    key.secrets.push_back(*secret);
  }
  return true;
}

constexpr std::string_view kIdWords =
    "1 to 64 letters, digits, '.', '_' and '-', not beginning with 'sk-'";
constexpr std::string_view kModelsWords = "a list of names, in which '*' stands for anything";
constexpr std::string_view kLimitsWords =
    "a table of rpm, rpd, tpm, tpd, itpm, otpm and concurrency, each a number from 1 to 10^12";
constexpr std::string_view kBudgetsWords =
    "a list of tables such as { usd = \"25.00\", window = \"day\", on_exceed = \"block\" }: an "
    "amount up to a billion in quotes, with at most nine digits behind the point; hour, day, week, "
    "month or total, each once; block or warn";
constexpr std::string_view kTimeWords = "a time with its offset, such as 2027-01-01T00:00:00Z";
// No value is repeated in a message: it may be a secret.
constexpr std::string_view kSecretWords =
    "a text in one line, or \"sha256:\" and 64 hexadecimal digits";

constexpr std::array kTeamFields{
    TomlField<Team>{"id", kIdWords, set_entity_id<Team>},
    TomlField<Team>{"name", "a text that is not empty", set_text<&Team::name>},
    TomlField<Team>{"parent", "a text that is not empty", set_text<&Team::parent>},
    TomlField<Team>{"models", kModelsWords, set_models<Team>},
    TomlField<Team>{"limits", kLimitsWords, set_limits<Team>},
    TomlField<Team>{"budgets", kBudgetsWords, set_budgets<Team>},
    TomlField<Team>{"disabled", "true or false", set_disabled<Team>},
};

constexpr std::array kKeyFields{
    TomlField<tenancy::Key>{"id", kIdWords, set_entity_id<tenancy::Key>},
    TomlField<tenancy::Key>{"name", "a text that is not empty", set_text<&tenancy::Key::name>},
    TomlField<tenancy::Key>{"team", "a text that is not empty", set_text<&tenancy::Key::team>},
    TomlField<tenancy::Key>{"secret", kSecretWords, set_secret},
    TomlField<tenancy::Key>{
        "secrets", "a list of texts, or of tables with 'secret' and 'not_after'", set_secrets},
    TomlField<tenancy::Key>{"expires_at", kTimeWords, set_expires_at},
    TomlField<tenancy::Key>{"models", kModelsWords, set_models<tenancy::Key>},
    TomlField<tenancy::Key>{"limits", kLimitsWords, set_limits<tenancy::Key>},
    TomlField<tenancy::Key>{"budgets", kBudgetsWords, set_budgets<tenancy::Key>},
    TomlField<tenancy::Key>{"allow_unpriced", "true or false",
                            set_flag<&tenancy::Key::allow_unpriced>},
    TomlField<tenancy::Key>{"disabled", "true or false", set_disabled<tenancy::Key>},
};

}  // namespace

std::expected<std::vector<Team>, std::vector<Problem>> load_teams(std::string_view toml,
                                                                  std::string_view source) {
  return read_list(toml, source, "team", kTeamFields,
                   [](TomlReader& reader, const toml::table& table, const Team& /*team*/) {
                     if (!table.contains("id"))
                       reader.problem(table.source(), "a team needs an 'id'");
                   });
}

std::expected<std::vector<tenancy::Key>, std::vector<Problem>> load_keys(std::string_view toml,
                                                                         std::string_view source) {
  return read_list(toml, source, "key", kKeyFields,
                   [](TomlReader& reader, const toml::table& table, tenancy::Key& key) {
                     if (!table.contains("secret") && !table.contains("secrets"))
                       return reader.problem(table.source(), "a key needs a 'secret'");
                     if (key.id.empty() && !key.secrets.empty())
                       key.id = tenancy::id_of(key.secrets.front().digest);
                   });
}

}  // namespace gw::config
