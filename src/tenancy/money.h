// Amounts of money: US dollars as whole billionths, so that sums are exact. An int64 holds 9.2
// billion dollars.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gw::tenancy {

using Nanodollars = std::int64_t;

inline constexpr Nanodollars kDollar = 1'000'000'000;
// The largest amount that is read: sums of a few stay in range.
inline constexpr Nanodollars kMostMoney = 1'000'000'000 * kDollar;

// "25", "25.00", "0.000000001": digits, at most nine of them behind the point, at most a billion
// dollars. nullopt for anything else: signs, exponents, blanks.
std::optional<Nanodollars> parse_usd(std::string_view text);
// Exact: "25.00", "0.0042". At least two digits behind the point.
std::string format_usd(Nanodollars amount);

}  // namespace gw::tenancy
