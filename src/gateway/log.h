// Logs as JSON lines on standard error, written by a thread of their own: a slow terminal or disk
// never holds up a request. When the queue is full the oldest lines go, and are counted. No secret,
// prompt or answer is ever logged. The only code that knows spdlog.
#pragma once

#include <memory>
#include <string_view>

#include "config/settings.h"
#include "gateway/front/context.h"

namespace gw::gateway {

class Log {
 public:
  explicit Log(config::LogLevel level);
  ~Log();  // tells losses, and writes what is queued
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  void set_level(config::LogLevel level);  // from any thread
  void debug(std::string_view message);
  void info(std::string_view message);
  void warning(std::string_view message);
  void error(std::string_view message);
  // One line for a finished request.
  void access(const Context& context);
  // Warns of lines that were lost since it last did. On one thread at a time.
  void tell_losses();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace gw::gateway
