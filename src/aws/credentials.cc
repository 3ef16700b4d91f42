#include "aws/credentials.h"

#include <algorithm>

#include "base/ascii.h"

namespace gw::aws {

bool is_valid_region(std::string_view region) {
  return !region.empty() && region.size() <= 63 && region.front() != '-' && region.back() != '-' &&
         std::all_of(region.begin(), region.end(),
                     [](char c) { return ascii::is_alpha(c) || ascii::is_digit(c) || c == '-'; });
}

}  // namespace gw::aws
