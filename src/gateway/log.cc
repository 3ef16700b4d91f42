#include "gateway/log.h"

#include <utility>

#include <spdlog/async.h>
#include <spdlog/async_logger.h>
#include <spdlog/sinks/stdout_sinks.h>

#include "json/write.h"

namespace gw::gateway {

namespace {

constexpr std::size_t kQueuedLines = 1024;

spdlog::level::level_enum to_spdlog(config::LogLevel level) {
  switch (level) {
    case config::LogLevel::debug:
      return spdlog::level::debug;
    case config::LogLevel::info:
      return spdlog::level::info;
    case config::LogLevel::warning:
      return spdlog::level::warn;
    case config::LogLevel::error:
      return spdlog::level::err;
  }
  return spdlog::level::info;
}

// Seconds with microseconds.
double seconds(std::chrono::nanoseconds time) {
  return static_cast<double>(std::chrono::duration_cast<std::chrono::microseconds>(time).count()) /
         1e6;
}

// What was generated is paid for, also when nobody waited for the end of it and for the count.
void write_tokens(const Context& context, json::Writer& writer) {
  constexpr std::uint64_t kBytesPerToken = 4;  // of English, roughly
  if (context.usage) {
    const llm::Usage& usage = *context.usage;
    writer.member("input_tokens", usage.input + usage.cache_read + usage.cache_write);
    writer.member("output_tokens", usage.output);
  } else if (context.said > 0) {
    writer.member("output_tokens_estimated", (context.said + kBytesPerToken - 1) / kBytesPerToken);
  }
}

}  // namespace

struct Log::Impl {
  std::size_t lost = 0;  // lines, as far as was told
  std::shared_ptr<spdlog::details::thread_pool> thread;
  std::shared_ptr<spdlog::async_logger> logger;

  void message(spdlog::level::level_enum level, std::string_view text) {
    if (!logger->should_log(level)) return;
    Buffer line;
    json::Writer writer(line);
    writer.member("message", text);
    write(level, line);
  }

  void write(spdlog::level::level_enum level, const Buffer& members) {
    const std::string_view text = members.view();
    logger->log(level, spdlog::string_view_t(text.data(), text.size()));
  }
};

Log::Log(config::LogLevel level) : impl_(std::make_unique<Impl>()) {
  impl_->thread = std::make_shared<spdlog::details::thread_pool>(kQueuedLines, 1);
  impl_->logger = std::make_shared<spdlog::async_logger>(
      "gateway", std::make_shared<spdlog::sinks::stderr_sink_mt>(), impl_->thread,
      spdlog::async_overflow_policy::overrun_oldest);
  impl_->logger->set_pattern(R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l",%v})",
                             spdlog::pattern_time_type::utc);
  impl_->logger->set_level(to_spdlog(level));
}

Log::~Log() { tell_losses(); }

void Log::set_level(config::LogLevel level) { impl_->logger->set_level(to_spdlog(level)); }
void Log::debug(std::string_view message) { impl_->message(spdlog::level::debug, message); }
void Log::info(std::string_view message) { impl_->message(spdlog::level::info, message); }
void Log::warning(std::string_view message) { impl_->message(spdlog::level::warn, message); }
void Log::error(std::string_view message) { impl_->message(spdlog::level::err, message); }

void Log::tell_losses() {
  const std::size_t lost = impl_->thread->overrun_counter();
  if (lost == std::exchange(impl_->lost, lost)) return;
  // Of all: this line, too, may be one of those that go.
  warning(std::to_string(lost) +
          " lines of this log were lost since the start: whoever reads it is too slow");
}

void Log::access(const Context& context) {
  const http::RequestHead& head = context.request.head();
  Buffer line;
  json::Writer writer(line);
  writer.member("request_id", context.id);
  writer.member("peer", context.request.peer());
  writer.member("method", head.method);
  writer.member("path", head.path());
  writer.member("status", context.responder.status());
  writer.member("outcome", name(context.outcome));
  if (!context.error_code.empty()) writer.member("error", context.error_code);
  if (!context.model.empty()) {
    writer.member("model", context.model);
    if (!context.upstream_model.empty()) writer.member("upstream_model", context.upstream_model);
    if (!context.target.empty()) writer.member("target", context.target);
    writer.member("stream", context.stream);
  }
  if (!context.upstream_request_id.empty()) {
    writer.member("upstream_request_id", context.upstream_request_id);
  }
  if (context.attempts > 0) writer.member("attempts", context.attempts);
  write_tokens(context, writer);
  writer.member("bytes", context.responder.bytes_sent());
  writer.member("seconds", seconds(Clock::now() - context.started));
  writer.member("upstream_seconds", seconds(context.upstream_wait));
  impl_->write(spdlog::level::info, line);
}

}  // namespace gw::gateway
