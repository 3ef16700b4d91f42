#include "base/signed_text.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"

namespace gw {

std::string_view without_signed_text(std::string_view message) {
  static constexpr std::array<std::string_view, 3> kBeginnings{
      "the canonical string", "the string-to-sign", "x-amz-security-token"};
  for (const std::string_view beginning : kBeginnings) {
    const auto same = [](char a, char b) { return ascii::lower(a) == b; };
    const auto found = std::ranges::search(message, beginning, same).begin();
    message = {message.begin(), found};
  }
  return ascii::trim(message);
}

}  // namespace gw
