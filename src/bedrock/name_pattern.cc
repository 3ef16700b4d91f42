#include "bedrock/name_pattern.h"

#include <algorithm>

namespace gw::bedrock {

// Where a '*' took too little, only the last one need take more, so this never backtracks further.
bool matches_name(std::string_view pattern, std::string_view name) {
  std::size_t p = 0;
  std::size_t n = 0;
  std::size_t star = std::string_view::npos;
  std::size_t taken = 0;  // by the last '*': name up to here
  while (n < name.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      taken = n;
    } else if (p < pattern.size() && pattern[p] == name[n]) {
      ++p;
      ++n;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      n = ++taken;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

std::size_t specificity(std::string_view pattern) {
  const auto stars = static_cast<std::size_t>(std::ranges::count(pattern, '*'));
  return stars == 0 ? pattern.size() + 1 : pattern.size() - stars;
}

}  // namespace gw::bedrock
