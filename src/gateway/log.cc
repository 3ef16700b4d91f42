#include "gateway/log.h"

#include <string>
#include <utility>

#include <unistd.h>

namespace gw::gateway {

namespace {

LogStyle style_of(const config::LogSettings& settings) {
  return {settings.format, settings.colors && ::isatty(STDERR_FILENO) == 1};
}

}  // namespace

Log::Log(const config::LogSettings& settings)
    : level_(settings.level), style_(style_of(settings)), writer_(STDERR_FILENO) {}

Log::~Log() { tell_losses(); }

void Log::configure(const config::LogSettings& settings) {
  level_.store(settings.level, std::memory_order_relaxed);
  style_.store(style_of(settings), std::memory_order_relaxed);
}

void Log::say(config::LogLevel level, std::string_view message) {
  if (!writes(level)) return;
  Buffer line;
  {
    const std::lock_guard lock(clock_mutex_);
    append_message(style(), clock_, std::chrono::system_clock::now(), level, message, line);
  }
  write(std::move(line), 1);
}

void Log::tell_losses() {
  const std::size_t lost = writer_.lost();
  if (lost == std::exchange(lost_, lost)) return;
  // Of all: this line, too, may be one of those that go.
  warning(std::to_string(lost) +
          " lines of this log were lost since the start: whoever reads it is too slow");
}

}  // namespace gw::gateway
