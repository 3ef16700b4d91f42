// The value of the Date field (RFC 9110 section 5.6.7), formatted once a second.
#pragma once

#include <array>
#include <ctime>
#include <string_view>

namespace gw::server {

class HttpDate {
 public:
  // Valid until the next call.
  std::string_view now();

  static constexpr std::size_t kSize = 29;  // "Sun, 06 Nov 1994 08:49:37 GMT"
  static std::array<char, kSize> format(std::time_t time);

 private:
  std::time_t formatted_ = -1;
  std::array<char, kSize> text_;
};

}  // namespace gw::server
