// How the log is written: as JSON, for programs, or as text, for a person at a terminal. Pure.
#pragma once

#include <array>
#include <chrono>
#include <string_view>

#include "base/buffer.h"
#include "config/settings.h"
#include "gateway/record/record.h"

namespace gw::gateway {

struct LogStyle {
  config::LogFormat format = config::LogFormat::json;
  bool colors = false;  // of texts
  friend bool operator==(const LogStyle&, const LogStyle&) = default;
};

// Writes points in time, of which most are in the same second as the one before.
class LogTime {
 public:
  using Point = std::chrono::system_clock::time_point;
  std::string_view iso(Point time);         // "2026-11-30T21:31:05.123Z"; until the next call
  std::string_view local_time(Point time);  // "21:31:05", of this machine's zone; as above

 private:
  void begin_second(std::time_t second);

  std::time_t second_ = -1;
  std::array<char, 24> iso_{};
  std::array<char, 8> local_{};
};

std::string_view name(config::LogLevel level);
// That of the line about a request.
config::LogLevel level_of(const Record& record);

// One line each, with its end.
void append_message(LogStyle style, LogTime& clock, LogTime::Point time, config::LogLevel level,
                    std::string_view message, Buffer& out);
void append_request(LogStyle style, LogTime& clock, const Record& record, Buffer& out);

}  // namespace gw::gateway
