// The log: lines on standard error, as JSON or as text. Those of one thread keep their order, and
// nobody waits for whoever reads them (record/log_writer.h). No secret, prompt or answer is ever
// logged.
#pragma once

#include <atomic>
#include <mutex>
#include <string_view>

#include "config/settings.h"
#include "gateway/record/log_lines.h"
#include "gateway/record/log_writer.h"

namespace gw::gateway {

class Log {
 public:
  explicit Log(const config::LogSettings& settings);
  ~Log();  // tells losses, and writes what is queued
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  void configure(const config::LogSettings& settings);  // from any thread
  bool writes(config::LogLevel level) const {
    return level >= level_.load(std::memory_order_relaxed);
  }
  LogStyle style() const { return style_.load(std::memory_order_relaxed); }

  void debug(std::string_view message) { say(config::LogLevel::debug, message); }
  void info(std::string_view message) { say(config::LogLevel::info, message); }
  void warning(std::string_view message) { say(config::LogLevel::warning, message); }
  void error(std::string_view message) { say(config::LogLevel::error, message); }
  // Complete lines in style(), `count` of them.
  void write(Buffer lines, std::size_t count) { writer_.write(std::move(lines), count); }

  std::size_t lost() const { return writer_.lost(); }  // lines, since the start; from any thread
  // Warns of lines that were lost since it last did. On one thread at a time.
  void tell_losses();

 private:
  void say(config::LogLevel level, std::string_view message);

  std::atomic<config::LogLevel> level_;
  std::atomic<LogStyle> style_;
  std::mutex clock_mutex_;
  LogTime clock_;
  std::size_t lost_ = 0;  // lines, as far as was told
  LogWriter writer_;
};

}  // namespace gw::gateway
