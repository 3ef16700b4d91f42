#include "aws/time.h"

#include <algorithm>
#include <array>
#include <chrono>

#include "base/ascii.h"

namespace gw::aws {
namespace {

using namespace std::chrono;

// Takes `count` digits off the front; nullopt when there are fewer.
std::optional<int> take_digits(std::string_view& text, std::size_t count) {
  if (text.size() < count) return std::nullopt;
  int value = 0;
  for (const char digit : text.substr(0, count)) {
    if (!ascii::is_digit(digit)) return std::nullopt;
    value = 10 * value + (digit - '0');
  }
  text.remove_prefix(count);
  return value;
}

bool take(std::string_view& text, std::string_view word) {
  if (!text.starts_with(word)) return false;
  text.remove_prefix(word.size());
  return true;
}

// "08:49:37"
std::optional<seconds> take_time(std::string_view& text) {
  const auto hour = take_digits(text, 2);
  if (!hour || !take(text, ":")) return std::nullopt;
  const auto minute = take_digits(text, 2);
  if (!minute || !take(text, ":")) return std::nullopt;
  const auto second = take_digits(text, 2);
  if (!second || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;  // a leap second
  return hours(*hour) + minutes(*minute) + seconds(*second);
}

std::optional<std::int64_t> at(int year_number, int month_number, int day_number, seconds time) {
  const year_month_day date(year(year_number), month(static_cast<unsigned>(month_number)),
                            day(static_cast<unsigned>(day_number)));
  if (!date.ok()) return std::nullopt;
  return (sys_days(date) + time).time_since_epoch().count();
}

// "+01:00" or "-0130", in seconds east of Greenwich.
std::optional<seconds> take_offset(std::string_view text) {
  const bool west = text.starts_with('-');
  text.remove_prefix(1);
  const auto hour = take_digits(text, 2);
  if (!hour) return std::nullopt;
  take(text, ":");
  const auto minute = take_digits(text, 2);
  if (!minute || !text.empty() || *hour > 23 || *minute > 59) return std::nullopt;
  const seconds offset = hours(*hour) + minutes(*minute);
  return west ? -offset : offset;
}

}  // namespace

std::optional<std::int64_t> parse_iso8601(std::string_view text) {
  text = ascii::trim(text);
  const auto year_number = take_digits(text, 4);
  if (!year_number || !take(text, "-")) return std::nullopt;
  const auto month_number = take_digits(text, 2);
  if (!month_number || !take(text, "-")) return std::nullopt;
  const auto day_number = take_digits(text, 2);
  if (!day_number || !(take(text, "T") || take(text, " "))) return std::nullopt;
  const auto time = take_time(text);
  if (!time) return std::nullopt;
  if (take(text, ".")) {
    const auto* const fraction_end = std::ranges::find_if_not(text, ascii::is_digit);
    text.remove_prefix(static_cast<std::size_t>(fraction_end - text.begin()));
  }
  auto result = at(*year_number, *month_number, *day_number, *time);
  if (!result || text.empty() || text == "Z" || text == "UTC") return result;
  if (text.front() != '+' && text.front() != '-') return std::nullopt;
  const auto offset = take_offset(text);
  if (!offset) return std::nullopt;
  return *result - offset->count();
}

std::string format_iso8601(std::int64_t time) {
  const sys_seconds moment{seconds(time)};
  const auto date_part = floor<days>(moment);
  const year_month_day date(date_part);
  const hh_mm_ss clock(moment - date_part);
  const auto two = [](auto value) {
    const auto number = static_cast<unsigned>(value);
    return std::string{static_cast<char>('0' + number / 10 % 10),
                       static_cast<char>('0' + number % 10)};
  };
  const int year_number = static_cast<int>(date.year());
  return two(year_number / 100) + two(year_number % 100) + "-" +
         two(static_cast<unsigned>(date.month())) + "-" + two(static_cast<unsigned>(date.day())) +
         "T" + two(clock.hours().count()) + ":" + two(clock.minutes().count()) + ":" +
         two(clock.seconds().count()) + "Z";
}

std::optional<std::int64_t> parse_http_date(std::string_view text) {
  static constexpr std::array<std::string_view, 12> kMonths{
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::size_t comma = text.find(", ");
  if (comma != 3) return std::nullopt;  // the name of the day says nothing new
  text.remove_prefix(comma + 2);
  const auto day_number = take_digits(text, 2);
  if (!day_number || !take(text, " ")) return std::nullopt;
  const auto* const month_name = std::ranges::find(kMonths, text.substr(0, 3));
  if (month_name == kMonths.end()) return std::nullopt;
  text.remove_prefix(3);
  if (!take(text, " ")) return std::nullopt;
  const auto year_number = take_digits(text, 4);
  if (!year_number || !take(text, " ")) return std::nullopt;
  const auto time = take_time(text);
  if (!time || text != " GMT") return std::nullopt;
  return at(*year_number, static_cast<int>(month_name - kMonths.begin()) + 1, *day_number, *time);
}

}  // namespace gw::aws
