#include "config/prices_toml.h"

#include <array>
#include <string>

#include "config/builtin_models.h"
#include "config/toml_reader.h"

namespace gw::config {

namespace {

using tenancy::PriceRow;
using tenancy::Rates;

template <auto member>
bool set_rate(const toml::node& value, PriceRow& row) {
  const auto text = value.value_exact<std::string>();
  const auto amount = text ? tenancy::parse_usd(*text) : std::nullopt;
  if (!amount) return false;
  const tenancy::Nanodollars known = *amount;
  row.rates.*member = known;
  return true;
}

bool set_where(const toml::node& value, PriceRow& row) {
  const toml::array* const array = value.as_array();
  if (array == nullptr || array->empty()) return false;
  for (const toml::node& each : *array) {
    auto text = each.value_exact<std::string>();
    if (!text || text->empty()) return false;
    row.where.push_back(*std::move(text));
  }
  return true;
}

constexpr std::string_view kRateWords =
    "US dollars for a million tokens in quotes, such as \"3.30\"";
constexpr std::int64_t kMostTokens = 1'000'000'000;

constexpr std::array kPriceFields{
    TomlField<PriceRow>{"model", "a text that is not empty", set_text<&PriceRow::model>},
    TomlField<PriceRow>{"where", "a list of texts that are not empty", set_where},
    TomlField<PriceRow>{"above", "a number of tokens",
                        set_number<&PriceRow::above, 1, kMostTokens>},
    TomlField<PriceRow>{"input", kRateWords, set_rate<&Rates::input>},
    TomlField<PriceRow>{"output", kRateWords, set_rate<&Rates::output>},
    TomlField<PriceRow>{"cache_read", kRateWords, set_rate<&Rates::cache_read>},
    TomlField<PriceRow>{"cache_write", kRateWords, set_rate<&Rates::cache_write>},
    TomlField<PriceRow>{"cache_write_hour", kRateWords, set_rate<&Rates::cache_write_hour>},
};

}  // namespace

std::expected<std::vector<PriceRow>, std::vector<Problem>> load_prices(std::string_view toml,
                                                                       std::string_view source) {
  return read_list(toml, source, "price", kPriceFields,
                   [](TomlReader& reader, const toml::table& table, const PriceRow& /*row*/) {
                     for (const std::string_view needed : {"model", "where", "input"}) {
                       if (!table.contains(needed))
                         reader.problem(table.source(),
                                        "a price needs '" + std::string(needed) + "'");
                     }
                   });
}

const std::vector<PriceRow>& builtin_prices() {
  static const std::vector<PriceRow> kRows =
      load_prices(builtin_prices_toml(), "prices.toml").value_or(std::vector<PriceRow>());
  return kRows;
}

}  // namespace gw::config
