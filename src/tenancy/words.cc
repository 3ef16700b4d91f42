#include "tenancy/words.h"

#include <algorithm>

namespace gw::tenancy {

namespace {

constexpr std::array<std::string_view, 5> kWindows{"hour", "day", "week", "month", "total"};
constexpr std::array<std::string_view, 2> kOnExceed{"block", "warn"};

template <class Enum, std::size_t size>
std::optional<Enum> named(const std::array<std::string_view, size>& names, std::string_view name) {
  const auto found = std::ranges::find(names, name);
  if (found == names.end()) return std::nullopt;
  return static_cast<Enum>(found - names.begin());
}

}  // namespace

bool set_limit(Limits& limits, std::string_view name, std::int64_t value) {
  const auto word = std::ranges::find(kLimitWords, name, &LimitWord::name);
  if (word == kLimitWords.end() || value < 1 || value > kMostLimit) return false;
  limits.*word->member = value;
  return true;
}

std::string_view name(Window window) { return kWindows[static_cast<std::size_t>(window)]; }
std::optional<Window> window_named(std::string_view name) { return named<Window>(kWindows, name); }
std::string_view name(OnExceed on_exceed) { return kOnExceed[static_cast<std::size_t>(on_exceed)]; }
std::optional<OnExceed> on_exceed_named(std::string_view name) {
  return named<OnExceed>(kOnExceed, name);
}

}  // namespace gw::tenancy
