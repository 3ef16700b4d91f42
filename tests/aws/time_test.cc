#include "aws/time.h"

#include <gtest/gtest.h>

namespace gw::aws {
namespace {

constexpr std::int64_t kMayNoon = 1'717'070'400;  // 2024-05-30T12:00:00Z

TEST(Iso8601, IsReadInTheFormsThatAwsWrites) {
  for (const std::string_view text :
       {"2024-05-30T12:00:00Z", "2024-05-30T12:00:00.123456Z", "2024-05-30T12:00:00UTC",
        "2024-05-30T12:00:00+00:00", "2024-05-30T14:00:00+02:00", "2024-05-30T07:30:00-0430",
        "2024-05-30T12:00:00", "2024-05-30 12:00:00Z", " 2024-05-30T12:00:00Z\n"}) {
    EXPECT_EQ(parse_iso8601(text), kMayNoon) << text;
  }
}

TEST(Iso8601, IsNothingElse) {
  for (const std::string_view text :
       {"", "2024", "2024-05-30", "2024-13-30T12:00:00Z", "2024-02-30T12:00:00Z",
        "2024-05-30T24:00:00Z", "2024-05-30T12:60:00Z", "2024-05-30T12:00:00X",
        "2024-05-30T12:00:00+", "2024-05-30T12:00:00+99:00", "1717070400", "2024-05-30T12:00"}) {
    EXPECT_EQ(parse_iso8601(text), std::nullopt) << text;
  }
}

TEST(Iso8601, IsWrittenAsItIsRead) {
  EXPECT_EQ(format_iso8601(kMayNoon), "2024-05-30T12:00:00Z");
  EXPECT_EQ(format_iso8601(0), "1970-01-01T00:00:00Z");
  EXPECT_EQ(parse_iso8601(format_iso8601(kMayNoon + 86399)), kMayNoon + 86399);
}

TEST(HttpDate, IsReadInTheFormThatServersSend) {
  EXPECT_EQ(parse_http_date("Thu, 30 May 2024 12:00:00 GMT"), kMayNoon);
  EXPECT_EQ(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT"), 784'111'777);
  for (const std::string_view text :
       {"", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
        "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Noz 1994 08:49:37 GMT", "Sun, 6 Nov 1994",
        "Sun, 06 Nov 1994 25:49:37 GMT", "Sun, 31 Feb 1994 08:49:37 GMT", "2024-05-30T12:00:00Z"}) {
    EXPECT_EQ(parse_http_date(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace gw::aws
