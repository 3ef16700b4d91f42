// What Retry-After can say, and what is made of it.
#include "upstream/retry_after.h"

#include <string_view>

#include <gtest/gtest.h>

namespace gw::upstream {
namespace {

constexpr std::int64_t kNow = 784111777;  // Sun, 06 Nov 1994 08:49:37 GMT
constexpr std::int64_t kDay = 24 * 3600;

struct Case {
  std::string_view said;
  std::optional<std::int64_t> seconds;
  std::string_view date = {};  // of the answer
};

constexpr Case kCases[] = {
    {"0", 0},
    {"40", 40},
    {"3.5", 4},
    {"3.0", 3},
    {"0.02", 1},
    {"99999999999999999999", kDay},
    {"Sun, 06 Nov 1994 08:50:37 GMT", 60},
    {"Sun, 06 Nov 1994 08:49:00 GMT", 0},
    {"Fri, 06 Nov 2099 08:49:00 GMT", kDay},
    // Whose clock is wrong does not matter.
    {"Mon, 07 Nov 1994 08:50:37 GMT", 60, "Mon, 07 Nov 1994 08:49:37 GMT"},
    {"Sun, 06 Nov 1994 08:50:37 GMT", 60, "today"},
    {"", std::nullopt},
    {"soon-ish", std::nullopt},
    {"-5", std::nullopt},
    {"+5", std::nullopt},
    {"5s", std::nullopt},
    {"1e3", std::nullopt},
    {"0x10", std::nullopt},
    {"inf", std::nullopt},
    {"nan", std::nullopt},
    {"5, 6", std::nullopt},
    {"Sun, 06 Nov 1994", std::nullopt},
};

TEST(RetryAfter, IsSecondsOrADate) {
  for (const auto& [said, seconds, date] : kCases) {
    http::ResponseHead head;
    if (!said.empty()) head.fields.add("Retry-After", said);
    if (!date.empty()) head.fields.add("Date", date);
    EXPECT_EQ(retry_after(head, kNow), seconds) << said;
  }
}

}  // namespace
}  // namespace gw::upstream
