#include "gateway/record/log_lines.h"

#include <charconv>
#include <ctime>

#include "gateway/record/log_json.h"
#include "gateway/record/log_text.h"

namespace gw::gateway {

namespace {

constexpr std::size_t kMillisecondsAt = 20;  // in "2026-11-30T21:31:05.123Z"

}  // namespace

void LogTime::begin_second(std::time_t second) {
  if (second == second_) return;
  second_ = second;
  std::tm parts{};
  std::array<char, 32> text{};
  ::gmtime_r(&second, &parts);
  std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S.000Z", &parts);
  std::copy_n(text.begin(), iso_.size(), iso_.begin());
  ::localtime_r(&second, &parts);
  std::strftime(text.data(), text.size(), "%H:%M:%S", &parts);
  std::copy_n(text.begin(), local_.size(), local_.begin());
}

std::string_view LogTime::iso(Point time) {
  const auto since = std::chrono::floor<std::chrono::milliseconds>(time.time_since_epoch());
  begin_second(static_cast<std::time_t>(since.count() / 1000));
  auto rest = static_cast<int>(since.count() % 1000);
  for (std::size_t i = 3; i-- > 0; rest /= 10)
    iso_[kMillisecondsAt + i] = static_cast<char>('0' + rest % 10);
  return {iso_.data(), iso_.size()};
}

std::string_view LogTime::local_time(Point time) {
  begin_second(std::chrono::system_clock::to_time_t(time));
  return {local_.data(), local_.size()};
}

std::string_view name(config::LogLevel level) {
  switch (level) {
    case config::LogLevel::debug:
      return "debug";
    case config::LogLevel::info:
      return "info";
    case config::LogLevel::warning:
      return "warning";
    case config::LogLevel::error:
      return "error";
  }
  return "info";
}

config::LogLevel level_of(const Record& record) {
  switch (record.outcome) {
    case Outcome::ok:
    case Outcome::client_closed:
      return config::LogLevel::info;
    case Outcome::client_error:
      return config::LogLevel::warning;
    case Outcome::upstream_error:
    case Outcome::gateway_error:
      return config::LogLevel::error;
  }
  return config::LogLevel::info;
}

void append_message(LogStyle style, LogTime& clock, LogTime::Point time, config::LogLevel level,
                    std::string_view message, Buffer& out) {
  if (style.format == config::LogFormat::json)
    return append_json_message(clock.iso(time), level, message, out);
  append_text_message(clock.local_time(time), level, message, style.colors, out);
}

void append_request(LogStyle style, LogTime& clock, const Record& record, Buffer& out) {
  if (style.format == config::LogFormat::json)
    return append_json_request(clock.iso(record.ended), record, out);
  append_text_request(clock.local_time(record.ended), record, style.colors, out);
}

}  // namespace gw::gateway
