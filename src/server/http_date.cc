#include "server/http_date.h"

#include <algorithm>

namespace gw::server {
namespace {

constexpr std::string_view kDays = "SunMonTueWedThuFriSat";
constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";

char* put(std::string_view text, char* out) { return std::copy(text.begin(), text.end(), out); }

char* put_number(int value, int digits, char* out) {
  for (int i = digits; i-- > 0; value /= 10) out[i] = static_cast<char>('0' + value % 10);
  return out + digits;
}

std::string_view three(std::string_view names, int index) {
  return names.substr(static_cast<std::size_t>(index) * 3, 3);
}

}  // namespace

std::string_view HttpDate::now() {
  const std::time_t time = std::time(nullptr);
  if (time != formatted_) {
    text_ = format(time);
    formatted_ = time;
  }
  return {text_.data(), text_.size()};
}

std::array<char, HttpDate::kSize> HttpDate::format(std::time_t time) {
  std::tm utc{};
  gmtime_r(&time, &utc);
  std::array<char, kSize> text;
  char* out = put(three(kDays, utc.tm_wday), text.data());
  out = put_number(utc.tm_mday, 2, put(", ", out));
  out = put(three(kMonths, utc.tm_mon), put(" ", out));
  out = put_number(utc.tm_year + 1900, 4, put(" ", out));
  out = put_number(utc.tm_hour, 2, put(" ", out));
  out = put_number(utc.tm_min, 2, put(":", out));
  out = put_number(utc.tm_sec, 2, put(":", out));
  put(" GMT", out);
  return text;
}

}  // namespace gw::server
