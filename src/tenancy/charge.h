// What one request takes of the limits and budgets of its key and teams: reserved before it runs,
// and settled once, however it ends. On one thread at a time; what it changes is shared.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "tenancy/directory.h"
#include "tenancy/meter.h"

namespace gw::tenancy {

enum class Limited {
  concurrency,
  requests,
  tokens,
  too_many_tokens,  // more than the limit ever holds
  budget,
  unpriced,  // there is a budget, and nobody knows what the model costs
};

// Why a request must wait, or not come again. Views live as long as the directory.
struct Refusal {
  Limited what = Limited::requests;
  std::string_view limit;  // "rpm"; of a budget its window: "day"
  std::string_view owner;  // the id of a key or a team
  bool of_team = false;
  std::int64_t allowed = 0;  // of a budget in nanodollars, as the two that follow
  std::int64_t used = 0;
  std::int64_t requested = 0;
  Tick wait = 0;  // until it may be admitted; of a budget 0, and `ends` counts
  Time ends = 0;  // of a budget's window
};

// What a request will use, or has used.
struct Usage {
  std::int64_t input = 0;  // tokens: as Bedrock's quotas count, without those read from the cache
  std::int64_t output = 0;
  std::optional<Nanodollars> cost;  // nullopt: not known
};

struct Now {
  Tick tick = 0;
  Time time = 0;
};

// Of the limits on rates that a scope has, with their names.
struct NamedStanding {
  std::string_view name;  // "rpm"
  Standing standing;
};
std::vector<NamedStanding> standings(const Scope& scope, Tick now);

class Charge {
 public:
  Charge() = default;
  Charge(const Charge&) = delete;
  Charge& operator=(const Charge&) = delete;
  // Whatever was not settled: reserved tokens and money stay spent, since nobody knows better; a
  // request that got no further than its head takes nothing.
  ~Charge();

  // Takes a place and a request of each limit. The directory outlives this object.
  std::optional<Refusal> begin(const Grant& grant, const Now& now);
  // Whether reserve() has anything to do.
  bool has_more() const { return has_more_; }
  // Takes tokens and money. Once: a second call gets the first one's answer.
  const std::optional<Refusal>& reserve(const Usage& expected, const Now& now);
  // What it has used after all. nullopt: it never went upstream, and takes nothing.
  void settle(const std::optional<Usage>& used, const Now& now);

  // The tightest of the limits on these, where there are any.
  std::optional<Standing> standing(Rated kind, Tick now) const;

 private:
  struct Hold {
    RateCell* cell;
    Rate rate;
    std::int64_t units;
    Rated kind;
  };
  struct Money {
    WindowedSum* sum;
    std::int64_t window;
    Nanodollars amount;
  };
  static constexpr std::size_t kScopes = kMostLevels + 1;
  static constexpr std::size_t kMostHolds = kScopes * kRatedKinds;
  static constexpr std::size_t kMostMoney = kScopes * 5;

  std::optional<Refusal> take_place();
  std::optional<Refusal> take_rate(Rated kind, std::int64_t units, std::int64_t least, Tick now);
  std::optional<Refusal> take_money(const Usage& expected, Time now);
  std::optional<Refusal> take_budget(const Scope& scope, const Budget& budget, Nanodollars cost,
                                     Time now);
  void give_back_all();
  void leave();

  Grant grant_;
  std::array<Hold, kMostHolds> holds_;   // the first `hold_count_` of them
  std::array<Money, kMostMoney> money_;  // alike
  std::size_t hold_count_ = 0;
  std::size_t money_count_ = 0;
  std::size_t places_ = 0;  // scopes in which it has a place
  bool has_more_ = false;
  bool open_ = false;      // to be settled
  bool reserved_ = false;  // reserve() was called
  std::optional<Refusal> refused_;
};

}  // namespace gw::tenancy
