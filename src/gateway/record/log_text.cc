#include "gateway/record/log_text.h"

#include <algorithm>
#include <cstdio>
#include <string>

namespace gw::gateway {

namespace {

// Columns, in characters.
constexpr std::size_t kLevelColumn = 7;
constexpr std::size_t kPathColumn = 20;
constexpr std::size_t kModelColumn = 34;
constexpr std::size_t kTokensColumn = 9;
constexpr std::size_t kTimeColumn = 7;
constexpr std::size_t kLongestMessage = 300;

// ECMA-48 SGR.
constexpr std::string_view kDim = "\x1b[2m";
constexpr std::string_view kGreen = "\x1b[32m";
constexpr std::string_view kYellow = "\x1b[33m";
constexpr std::string_view kRed = "\x1b[31m";
constexpr std::string_view kReset = "\x1b[0m";

class Line {
 public:
  Line(bool colors, Buffer& out) : colors_(colors), out_(out) {}

  void color(std::string_view code) {
    if (colors_) out_.append(code);
  }
  // Text of others: what a terminal could take for a command stands as '?', C1 controls (C2 80 to
  // C2 9F) among it.
  void text(std::string_view text) {
    char before = 0;
    for (const char c : text) {
      const auto byte = static_cast<unsigned char>(c);
      const bool c1 = before == '\xc2' && byte >= 0x80 && byte < 0xa0;
      out_.append(byte < 0x20 || byte == 0x7f || c1 ? '?' : c);
      before = c;
    }
  }
  void left(std::string_view value, std::size_t width) {
    const bool fits = value.size() <= width;
    text(fits ? value : value.substr(0, width - 1));
    if (fits) {
      pad(width - value.size());
    } else {
      out_.append("~");
    }
  }
  void right(std::string_view value, std::size_t width) {
    pad(width - std::min(width, value.size()));
    text(value);
  }
  void gap() { out_.append("  "); }
  void end() { out_.append('\n'); }

 private:
  void pad(std::size_t count) {
    while (count-- > 0) out_.append(' ');
  }

  const bool colors_;
  Buffer& out_;
};

std::string_view color_of(config::LogLevel level) {
  switch (level) {
    case config::LogLevel::debug:
      return kDim;
    case config::LogLevel::info:
      return kGreen;
    case config::LogLevel::warning:
      return kYellow;
    case config::LogLevel::error:
      return kRed;
  }
  return {};
}

// "1,234,567".
std::string grouped(std::int64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
  return digits;
}

// "0.4ms", "412ms", "3.20s", "2m05s".
std::string readable_time(std::chrono::nanoseconds time) {
  const double seconds = std::max(0.0, std::chrono::duration<double>(time).count());
  std::array<char, 32> text{};
  if (seconds < 0.01) {
    std::snprintf(text.data(), text.size(), "%.1fms", seconds * 1e3);
  } else if (seconds < 1) {
    std::snprintf(text.data(), text.size(), "%.0fms", seconds * 1e3);
  } else if (seconds < 60) {
    std::snprintf(text.data(), text.size(), "%.2fs", seconds);
  } else {
    const auto whole = static_cast<unsigned long>(seconds);
    std::snprintf(text.data(), text.size(), "%lum%02lus", whole / 60, whole % 60);
  }
  return text.data();
}

void tokens(const Record& record, Line& line) {
  if (!record.usage) {
    line.left("", 2 * kTokensColumn + 8);
    return;
  }
  const llm::Usage& usage = *record.usage;
  line.right(grouped(usage.input + usage.cache_read + usage.cache_write), kTokensColumn);
  line.text(" in ");
  line.right(grouped(usage.output), kTokensColumn);
  line.text(" out");
}

void times(const Record& record, Line& line) {
  line.text("  first ");
  line.right(record.first_token ? readable_time(*record.first_token) : "-", kTimeColumn);
  line.text("  total ");
  line.right(readable_time(record.total), kTimeColumn);
}

void trouble(const Record& record, std::string_view color, Line& line) {
  if (record.outcome == Outcome::ok) return;
  line.gap();
  line.color(color);
  line.text(record.error.empty() ? name(record.outcome) : record.error);
  line.color(kReset);
  if (!record.upstream_error.empty()) {
    line.text(" (");
    line.text(record.upstream_error);
    line.text(")");
  }
  if (!record.error_message.empty()) {
    line.text(": ");
    line.text(record.error_message.substr(0, kLongestMessage));
  }
  line.gap();
  line.color(kDim);
  line.text(record.id);
  if (!record.key_id.empty()) {
    line.text(" key ");
    line.text(record.key_id);
  }
  line.color(kReset);
}

}  // namespace

void append_text_message(std::string_view time, config::LogLevel level, std::string_view message,
                         bool colors, Buffer& out) {
  Line line(colors, out);
  line.color(kDim);
  line.text(time);
  line.color(kReset);
  line.gap();
  line.color(color_of(level));
  line.left(name(level), kLevelColumn);
  line.color(kReset);
  line.gap();
  line.text(message);
  line.end();
}

void append_text_request(std::string_view time, const Record& record, bool colors, Buffer& out) {
  const std::string_view color = color_of(level_of(record));
  Line line(colors, out);
  line.color(kDim);
  line.text(time);
  line.color(kReset);
  line.gap();
  line.color(color);
  line.left(record.status == 0 ? "-" : std::to_string(record.status), kLevelColumn);
  line.color(kReset);
  line.gap();
  line.left(record.path, kPathColumn);
  line.gap();
  line.left(record.upstream_model.empty() ? record.model : record.upstream_model, kModelColumn);
  tokens(record, line);
  times(record, line);
  trouble(record, color, line);
  line.end();
}

}  // namespace gw::gateway
