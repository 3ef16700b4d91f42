#include "tenancy/charge.h"

#include <algorithm>
#include <limits>
#include <span>
#include <utility>

#include "tenancy/words.h"

namespace gw::tenancy {

namespace {

constexpr Tick kMinute = 60 * kSecond;
constexpr Tick kDayOfTicks = 24 * 60 * kMinute;

struct RatedLimit {
  std::string_view name;
  std::int64_t Limits::* amount;
  Tick period;
};
// By Rated.
constexpr std::array<RatedLimit, kRatedKinds> kRatedLimits{{
    {"rpm", &Limits::requests_per_minute, kMinute},
    {"rpd", &Limits::requests_per_day, kDayOfTicks},
    {"tpm", &Limits::tokens_per_minute, kMinute},
    {"tpd", &Limits::tokens_per_day, kDayOfTicks},
    {"itpm", &Limits::input_tokens_per_minute, kMinute},
    {"otpm", &Limits::output_tokens_per_minute, kMinute},
}};

std::size_t index(Rated kind) { return static_cast<std::size_t>(kind); }

bool counts_requests(Rated kind) {
  return kind == Rated::requests_per_minute || kind == Rated::requests_per_day;
}

std::int64_t units_of(Rated kind, const Usage& usage) {
  if (counts_requests(kind)) return 1;
  if (kind == Rated::input_tokens_per_minute) return usage.input;
  if (kind == Rated::output_tokens_per_minute) return usage.output;
  return usage.input + usage.output;
}

Refusal refusal_of(Limited what, std::string_view limit, const Scope& scope) {
  Refusal refusal;
  refusal.what = what;
  refusal.limit = limit;
  refusal.owner = scope.id;
  refusal.of_team = scope.of_team;
  return refusal;
}

bool has_token_limits(const Limits& limits) {
  return limits.tokens_per_minute > 0 || limits.tokens_per_day > 0 ||
         limits.input_tokens_per_minute > 0 || limits.output_tokens_per_minute > 0;
}

}  // namespace

std::vector<NamedStanding> standings(const Scope& scope, Tick now) {
  std::vector<NamedStanding> found;
  for (std::size_t i = 0; i < kRatedLimits.size(); ++i) {
    const RatedLimit& limit = kRatedLimits[i];
    const std::int64_t amount = scope.terms->limits.*limit.amount;
    if (scope.meter == nullptr || amount == 0) continue;
    found.push_back({limit.name, standing(scope.meter->rates[i], {amount, limit.period}, now)});
  }
  return found;
}

Charge::~Charge() {
  if (!open_) return;
  if (!reserved_ || refused_) give_back_all();
  leave();
}

std::optional<Refusal> Charge::begin(const Grant& grant, const Now& now) {
  grant_ = grant;
  open_ = true;
  for (const Scope& scope : grant_.used_scopes()) {
    if (scope.meter == nullptr) continue;
    has_more_ |= has_token_limits(scope.terms->limits) || !scope.terms->budgets.empty();
  }
  std::optional<Refusal> refused = take_place();
  if (!refused) refused = take_rate(Rated::requests_per_minute, 1, 1, now.tick);
  if (!refused) refused = take_rate(Rated::requests_per_day, 1, 1, now.tick);
  if (!refused) return std::nullopt;
  give_back_all();
  leave();
  return refused;
}

const std::optional<Refusal>& Charge::reserve(const Usage& expected, const Now& now) {
  if (std::exchange(reserved_, true) || !open_) return refused_;
  for (const Rated kind : {Rated::tokens_per_minute, Rated::tokens_per_day,
                           Rated::input_tokens_per_minute, Rated::output_tokens_per_minute}) {
    if (refused_) break;
    const bool output_only = kind == Rated::output_tokens_per_minute;
    refused_ =
        take_rate(kind, units_of(kind, expected), output_only ? 0 : expected.input, now.tick);
  }
  if (!refused_) refused_ = take_money(expected, now.time);
  if (!refused_) return refused_;
  give_back_all();
  leave();
  return refused_;
}

void Charge::settle(const std::optional<Usage>& used, const Now& now) {
  if (!open_) return;
  if (!used) {
    give_back_all();
    return leave();
  }
  for (const Hold& hold : std::span(holds_).first(hold_count_)) {
    const std::int64_t units = units_of(hold.kind, *used);
    if (units > hold.units) take_used(*hold.cell, hold.rate, units - hold.units, now.tick);
    if (units < hold.units) give_back(*hold.cell, hold.rate, hold.units - units);
  }
  for (const Money& money : std::span(money_).first(money_count_))
    money.sum->add(money.window, used->cost.value_or(money.amount) - money.amount);
  leave();
}

std::optional<Standing> Charge::standing(Rated kind, Tick now) const {
  std::optional<Standing> tightest;
  const RatedLimit& limit = kRatedLimits[index(kind)];
  for (const Scope& scope : grant_.used_scopes()) {
    const std::int64_t amount = scope.terms->limits.*limit.amount;
    if (scope.meter == nullptr || amount == 0) continue;
    const Standing found =
        tenancy::standing(scope.meter->rates[index(kind)], {amount, limit.period}, now);
    if (!tightest || found.remaining < tightest->remaining) tightest = found;
  }
  return tightest;
}

std::optional<Refusal> Charge::take_place() {
  for (const Scope& scope : grant_.used_scopes()) {
    ++places_;
    const std::int64_t most = scope.terms->limits.concurrency;
    if (scope.meter == nullptr) continue;
    const std::int64_t before = scope.meter->in_flight.fetch_add(1, std::memory_order_relaxed);
    if (most == 0 || before < most) continue;
    Refusal refusal = refusal_of(Limited::concurrency, "concurrency", scope);
    refusal.allowed = most;
    refusal.used = before;
    refusal.requested = 1;
    refusal.wait = kSecond;
    return refusal;
  }
  return std::nullopt;
}

// `least`: what it needs for certain; the rest is an expectation, which no limit is too small for.
std::optional<Refusal> Charge::take_rate(Rated kind, std::int64_t units, std::int64_t least,
                                         Tick now) {
  const RatedLimit& limit = kRatedLimits[index(kind)];
  for (const Scope& scope : grant_.used_scopes()) {
    const Rate rate{scope.terms->limits.*limit.amount, limit.period};
    if (scope.meter == nullptr || rate.amount == 0) continue;
    RateCell& cell = scope.meter->rates[index(kind)];
    const std::int64_t taken = std::min(units, rate.amount);
    const bool too_many = least > rate.amount;
    const Tick wait = too_many ? 0 : take(cell, rate, taken, now);
    if (!too_many && wait == 0) {
      holds_[hold_count_++] = {&cell, rate, taken, kind};
      continue;
    }
    Refusal refusal = refusal_of(counts_requests(kind) ? Limited::requests
                                 : too_many            ? Limited::too_many_tokens
                                                       : Limited::tokens,
                                 limit.name, scope);
    refusal.allowed = rate.amount;
    refusal.used = rate.amount - tenancy::standing(cell, rate, now).remaining;
    refusal.requested = too_many ? least : taken;
    refusal.wait = wait;
    return refusal;
  }
  return std::nullopt;
}

std::optional<Refusal> Charge::take_money(const Usage& expected, Time now) {
  for (const Scope& scope : grant_.used_scopes()) {
    if (scope.meter == nullptr) continue;
    for (const Budget& budget : scope.terms->budgets) {
      const bool blocks = budget.on_exceed == OnExceed::block;
      if (!expected.cost && blocks && !grant_.key->allow_unpriced)
        return refusal_of(Limited::unpriced, name(budget.window), scope);
      if (auto refused = take_budget(scope, budget, expected.cost.value_or(0), now)) return refused;
    }
  }
  return std::nullopt;
}

std::optional<Refusal> Charge::take_budget(const Scope& scope, const Budget& budget,
                                           Nanodollars cost, Time now) {
  WindowedSum& sum = scope.meter->spent[static_cast<std::size_t>(budget.window)];
  const std::int64_t window = window_number(budget.window, now);
  const Nanodollars limit = budget.on_exceed == OnExceed::block
                                ? budget.amount
                                : std::numeric_limits<Nanodollars>::max() / 2;
  const auto [added, before] = sum.add_within(window, cost, limit);
  if (added) {
    money_[money_count_++] = {&sum, window, cost};
    return std::nullopt;
  }
  Refusal refusal = refusal_of(Limited::budget, name(budget.window), scope);
  refusal.allowed = budget.amount;
  refusal.used = before;
  refusal.requested = cost;
  refusal.ends = window_end(budget.window, now);
  return refusal;
}

void Charge::give_back_all() {
  for (const Hold& hold : std::span(holds_).first(hold_count_))
    give_back(*hold.cell, hold.rate, hold.units);
  for (const Money& money : std::span(money_).first(money_count_))
    money.sum->add(money.window, -money.amount);
  hold_count_ = money_count_ = 0;
}

// The places, and the end of it.
void Charge::leave() {
  for (const Scope& scope : grant_.used_scopes().first(places_)) {
    if (scope.meter != nullptr) scope.meter->in_flight.fetch_sub(1, std::memory_order_relaxed);
  }
  places_ = 0;
  open_ = false;
}

}  // namespace gw::tenancy
