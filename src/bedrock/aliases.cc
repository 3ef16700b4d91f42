#include "bedrock/aliases.h"

#include <algorithm>
#include <cstddef>

namespace gw::bedrock {
namespace {

// Where a '*' took too little, only the last one need take more, so this never backtracks further.
bool matches(std::string_view pattern, std::string_view name) {
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

// An exact name has one more than any pattern that could match it as well.
std::size_t weight(std::string_view pattern) {
  const auto stars = static_cast<std::size_t>(std::ranges::count(pattern, '*'));
  return stars == 0 ? pattern.size() + 1 : pattern.size() - stars;
}

}  // namespace

std::string_view Aliases::resolve(std::string_view name) const {
  const Alias* best = nullptr;
  for (const Alias& alias : aliases_) {
    if (best && weight(alias.pattern) <= weight(best->pattern)) continue;
    if (matches(alias.pattern, name)) best = &alias;
  }
  return best ? std::string_view(best->model) : name;
}

}  // namespace gw::bedrock
