// What is believed about the time at AWS, and when.
#include "upstream/clock.h"

#include <optional>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace gw::upstream {
namespace {

constexpr std::int64_t kNoon = 1'717'070'400;  // Thu, 30 May 2024 12:00:00 GMT

TEST(Clock, IsCorrectedByARefusalThatShowsTheDifference) {
  struct Case {
    std::string_view what;
    int status;
    std::string_view date, age;
    std::int64_t now, used;
    std::optional<std::int64_t> corrected;
  };
  constexpr std::string_view kDate = "Thu, 30 May 2024 12:00:00 GMT";
  for (const Case& c : std::vector<Case>{
           {"an hour behind", 403, kDate, "", kNoon - 3600, 0, 3600},
           {"an hour ahead", 400, kDate, "", kNoon + 3600, 0, -3600},
           {"corrected by another request meanwhile", 403, kDate, "", kNoon - 3600, 0, 3600},
           {"signed with the right time", 403, kDate, "", kNoon - 3600, 3600, std::nullopt},
           {"almost right", 403, kDate, "", kNoon - 239, 0, std::nullopt},
           {"not refused", 200, kDate, "", kNoon - 3600, 0, std::nullopt},
           {"throttled", 429, kDate, "", kNoon - 3600, 0, std::nullopt},
           {"from a cache", 403, kDate, "7", kNoon - 3600, 0, std::nullopt},
           {"no date", 403, "", "", kNoon - 3600, 0, std::nullopt},
           {"no sensible date", 403, "yesterday", "", kNoon - 3600, 0, std::nullopt}}) {
    http::ResponseHead head;
    head.status = c.status;
    if (!c.date.empty()) head.fields.add("Date", c.date);
    if (!c.age.empty()) head.fields.add("Age", c.age);
    EXPECT_EQ(corrected_offset(head, c.now, c.used), c.corrected) << c.what;
  }
}

}  // namespace
}  // namespace gw::upstream
