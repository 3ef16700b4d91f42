#include "gateway/record/log_json.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "json/write.h"

namespace gw::gateway {

namespace {

// Of what clients send to name things: enough for any honest name.
constexpr std::size_t kLongestName = 512;
constexpr std::size_t kMostDropped = 16;  // parameters

std::string_view shortened(std::string_view text) { return text.substr(0, kLongestName); }

void text_member(std::string_view name, std::string_view text, json::Writer& writer) {
  if (!text.empty()) writer.member(name, shortened(text));
}

// Seconds with microseconds: "1.234567".
void seconds_member(std::string_view name, std::chrono::nanoseconds time, json::Writer& writer) {
  constexpr std::int64_t kMillion = 1'000'000;
  const auto us = std::max<std::int64_t>(
      0, std::chrono::duration_cast<std::chrono::microseconds>(time).count());
  std::array<char, 32> text;
  char* end = std::to_chars(text.data(), text.data() + text.size(), us / kMillion).ptr;
  *end++ = '.';
  std::int64_t rest = us % kMillion;
  for (int i = 5; i >= 0; --i, rest /= 10) end[i] = static_cast<char>('0' + rest % 10);
  end += 6;
  writer.key(name).raw({text.data(), static_cast<std::size_t>(end - text.data())});
}

void begin_line(std::string_view time, config::LogLevel level, json::Writer& writer) {
  writer.begin_object();
  writer.member("time", time);
  writer.member("level", name(level));
}

// What is not known is null, which is not the same as nothing.
void cost_member(const Record& record, json::Writer& writer) {
  if (!record.usage) return;
  writer.key("cost_usd");
  record.cost ? writer.raw(tenancy::format_usd(*record.cost)) : writer.null();
}

// What was generated is paid for, also when nobody waited for the end of it and for the count.
void tokens_members(const Record& record, json::Writer& writer) {
  constexpr std::uint64_t kBytesPerToken = 4;  // of English, roughly
  if (record.usage) {
    const llm::Usage& usage = *record.usage;
    writer.member("input_tokens", usage.input + usage.cache_read + usage.cache_write);
    if (usage.cache_read > 0) writer.member("cache_read_tokens", usage.cache_read);
    if (usage.cache_write > 0) writer.member("cache_write_tokens", usage.cache_write);
    writer.member("output_tokens", usage.output);
    if (usage.reasoning) writer.member("reasoning_tokens", *usage.reasoning);
  } else if (record.said > 0) {
    writer.member("output_tokens_estimated", (record.said + kBytesPerToken - 1) / kBytesPerToken);
  }
}

void error_members(const Record& record, json::Writer& writer) {
  text_member("error", record.error, writer);
  text_member("error_type", record.error_type, writer);
  text_member("message", record.error_message, writer);
  if (record.upstream_status != 0 && record.outcome != Outcome::ok)
    writer.member("upstream_status", record.upstream_status);
  text_member("upstream_error", record.upstream_error, writer);
}

void dropped_member(const Record& record, json::Writer& writer) {
  if (record.dropped_params.empty()) return;
  writer.key("dropped_params").begin_array();
  const std::size_t shown = std::min(record.dropped_params.size(), kMostDropped);
  for (const std::string& name : record.dropped_params.first(shown)) writer.string(shortened(name));
  writer.end_array();
}

}  // namespace

void append_json_message(std::string_view time, config::LogLevel level, std::string_view message,
                         Buffer& out) {
  json::Writer writer(out);
  begin_line(time, level, writer);
  writer.member("message", message);
  writer.end_object();
  out.append('\n');
}

void append_json_request(std::string_view time, const Record& record, Buffer& out) {
  json::Writer writer(out);
  begin_line(time, level_of(record), writer);
  writer.member("request_id", record.id);
  text_member("client_request_id", record.client_id, writer);
  text_member("traceparent", record.traceparent, writer);
  writer.member("peer", record.peer);
  text_member("forwarded_for", record.forwarded_for, writer);
  text_member("key", record.key_id, writer);
  text_member("team", record.team, writer);
  writer.member("method", record.method);
  writer.member("path", shortened(record.path));
  writer.member("status", record.status);
  writer.member("outcome", name(record.outcome));
  error_members(record, writer);
  if (!record.model.empty()) {
    text_member("model", record.model, writer);
    text_member("upstream_model", record.upstream_model, writer);
    text_member("target", record.target, writer);
    text_member("region", record.region, writer);
    writer.member("stream", record.stream);
  }
  text_member("upstream_request_id", record.upstream_request_id, writer);
  if (record.attempts > 0) writer.member("attempts", record.attempts);
  dropped_member(record, writer);
  tokens_members(record, writer);
  cost_member(record, writer);
  writer.member("bytes", record.bytes);
  if (record.first_token) seconds_member("time_to_first_token", *record.first_token, writer);
  seconds_member("seconds", record.total, writer);
  seconds_member("upstream_seconds", record.upstream_wait, writer);
  writer.end_object();
  out.append('\n');
}

}  // namespace gw::gateway
