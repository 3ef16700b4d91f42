// Patterns for the names that clients use for models: '*' stands for any characters, also for none,
// as often as wanted. Pure.
#pragma once

#include <cstddef>
#include <string_view>

namespace gw::bedrock {

bool matches_name(std::string_view pattern, std::string_view name);

// The characters of its own; a pattern without '*' has one more than any that could match the same
// name as well.
std::size_t specificity(std::string_view pattern);

// Of what matches `name`, the one whose pattern is the most specific, and the first of these; the
// end when nothing does. `pattern_of` gives the pattern of an element.
template <class Range, class Projection>
auto find_by_name(const Range& range, std::string_view name, Projection pattern_of) {
  auto best = range.end();
  for (auto it = range.begin(); it != range.end(); ++it) {
    const std::string_view pattern = (*it).*pattern_of;
    if (best != range.end() && specificity(pattern) <= specificity((*best).*pattern_of)) continue;
    if (matches_name(pattern, name)) best = it;
  }
  return best;
}

}  // namespace gw::bedrock
