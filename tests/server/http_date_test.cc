#include "server/http_date.h"

#include <gtest/gtest.h>

namespace gw::server {
namespace {

std::string format(std::time_t time) {
  const auto text = HttpDate::format(time);
  return std::string(text.data(), text.size());
}

TEST(HttpDate, WritesTheFormatOfTheStandard) {  // RFC 9110 section 5.6.7
  EXPECT_EQ(format(784111777), "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(format(0), "Thu, 01 Jan 1970 00:00:00 GMT");
  EXPECT_EQ(format(1709164799), "Wed, 28 Feb 2024 23:59:59 GMT");
  EXPECT_EQ(format(1709251199), "Thu, 29 Feb 2024 23:59:59 GMT");
}

}  // namespace
}  // namespace gw::server
