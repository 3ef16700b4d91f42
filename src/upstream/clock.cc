#include "upstream/clock.h"

#include <cstdlib>
#include <ctime>

#include "aws/time.h"

namespace gw::upstream {

namespace {

// AWS allows for five minutes; a difference below four was not the reason.
constexpr std::int64_t kTolerated = 240;

}  // namespace

std::int64_t Clock::now() const { return std::time(nullptr) + offset; }

std::int64_t ahead(const http::ResponseHead& head) {
  const auto date = aws::parse_http_date(head.fields.get("date"));
  const std::int64_t difference = date ? *date - std::time(nullptr) : 0;
  return std::abs(difference) < kTolerated ? 0 : difference;
}

std::optional<std::int64_t> corrected_offset(const http::ResponseHead& head, std::int64_t now,
                                             std::int64_t used) {
  const bool refused = head.status == 403 || head.status == 400;
  if (!refused || head.fields.find("age")) return std::nullopt;  // from a cache: its date is old
  const auto date = aws::parse_http_date(head.fields.get("date"));
  if (!date || std::abs(*date - now - used) < kTolerated) return std::nullopt;
  return *date - now;
}

}  // namespace gw::upstream
