#include "upstream/retry_after.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string_view>

#include "aws/time.h"
#include "base/ascii.h"

namespace gw::upstream {

namespace {

constexpr std::int64_t kLongest = 24 * 3600;  // more is as good as never

// "120", and "1.5" as some proxies write it.
std::optional<double> delay(std::string_view text) {
  if (text.empty() || !ascii::is_digit(text.front())) return std::nullopt;
  double seconds = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), seconds, std::chars_format::fixed);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return std::ceil(seconds);
}

}  // namespace

std::optional<std::int64_t> retry_after(const http::ResponseHead& head, std::int64_t now) {
  const std::string_view text = head.fields.get("retry-after");
  if (const auto seconds = delay(text))
    return static_cast<std::int64_t>(std::min(*seconds, static_cast<double>(kLongest)));
  const auto date = aws::parse_http_date(text);
  if (!date) return std::nullopt;
  const std::int64_t from = aws::parse_http_date(head.fields.get("date")).value_or(now);
  return std::clamp<std::int64_t>(*date - from, 0, kLongest);
}

}  // namespace gw::upstream
