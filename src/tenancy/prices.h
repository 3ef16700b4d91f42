// What models cost, by how they are called. Pure.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/string_hash.h"
#include "tenancy/money.h"

namespace gw::tenancy {

// For a million tokens. What is not known has no rate, which is not the same as a rate of nothing.
struct Rates {
  Nanodollars input = 0;
  std::optional<Nanodollars> output;
  std::optional<Nanodollars> cache_read;
  std::optional<Nanodollars> cache_write;       // for five minutes
  std::optional<Nanodollars> cache_write_hour;  // for an hour
};

struct PriceRow {
  std::string model;               // without profile and region
  std::vector<std::string> where;  // a profile's prefix ("us", "global"), "bare" for the model's
                                   // own id, or "@" and a region: its own id in that region
  std::int64_t above = 0;          // counts when the prompt has more tokens than this
  Rates rates;
};

struct Tokens {
  std::int64_t input = 0;  // neither read from the cache nor written to it
  std::int64_t output = 0;
  std::int64_t cache_read = 0;
  std::int64_t cache_write = 0;       // whatever its lifetime
  std::int64_t cache_write_hour = 0;  // of these
};

// Of one model, called in one way.
class Price {
 public:
  // Exact but for one rounding, to the next nanodollar. A request of several calls has the tokens
  // of all; each is then taken for as large as the others. nullopt: a rate that it needs is not
  // known.
  std::optional<Nanodollars> cost(const Tokens& tokens, std::int64_t calls = 1) const;
  // No less than what so many tokens will cost.
  std::optional<Nanodollars> most(std::int64_t input, std::int64_t output,
                                  std::int64_t calls = 1) const;

 private:
  friend class Prices;
  const Rates& rates_for(std::int64_t prompt) const;

  Rates normal_;
  std::int64_t above_ = 0;  // 0: there is no other
  Rates beyond_;            // of larger prompts
};

class Prices {
 public:
  Prices() = default;
  // Of rows for the same model and place the first counts.
  explicit Prices(const std::vector<PriceRow>& rows);

  // `model`: an id, a profile's id or an ARN, decoded. nullopt: not known. A profile's price is
  // never that of another, nor that of the model's own id. Lives as long as this object.
  const Price* find(std::string_view model, std::string_view region) const;

 private:
  std::unordered_map<std::string, Price, StringHash, std::equal_to<>> prices_;  // "where model"
};

}  // namespace gw::tenancy
