#include "tenancy/money.h"

#include <algorithm>

#include "base/ascii.h"

namespace gw::tenancy {

namespace {

constexpr std::size_t kFractionDigits = 9;
constexpr std::size_t kMostWholeDigits = 10;

bool all_digits(std::string_view text) { return std::ranges::all_of(text, ascii::is_digit); }

}  // namespace

std::optional<Nanodollars> parse_usd(std::string_view text) {
  const std::size_t point = text.find('.');
  const std::string_view whole = text.substr(0, point);
  const std::string_view fraction =
      point == std::string_view::npos ? std::string_view() : text.substr(point + 1);
  const bool fraction_missing = point != std::string_view::npos && fraction.empty();
  if (whole.empty() || whole.size() > kMostWholeDigits || fraction.size() > kFractionDigits ||
      fraction_missing || !all_digits(whole) || !all_digits(fraction)) {
    return std::nullopt;
  }
  Nanodollars amount = 0;
  for (const char digit : whole) amount = amount * 10 + (digit - '0');
  for (std::size_t i = 0; i < kFractionDigits; ++i)
    amount = amount * 10 + (i < fraction.size() ? fraction[i] - '0' : 0);
  if (amount > kMostMoney) return std::nullopt;
  return amount;
}

std::string format_usd(Nanodollars amount) {
  const bool negative = amount < 0;
  const auto size = negative ? std::uint64_t{0} - static_cast<std::uint64_t>(amount)
                             : static_cast<std::uint64_t>(amount);
  std::string fraction = std::to_string(size % kDollar);
  fraction.insert(0, kFractionDigits - fraction.size(), '0');
  while (fraction.size() > 2 && fraction.back() == '0') fraction.pop_back();
  return (negative ? "-" : "") + std::to_string(size / kDollar) + "." + fraction;
}

}  // namespace gw::tenancy
