#include "config/suggest.h"

#include <algorithm>

#include "base/edit_distance.h"

namespace gw::config {

std::string suggestion(std::string_view word, std::span<const std::string> candidates) {
  const auto from_word = [&](const std::string& candidate) {
    return edit_distance(word, candidate);
  };
  const auto nearest = std::ranges::min_element(candidates, {}, from_word);
  if (nearest == candidates.end() || from_word(*nearest) > word.size() / 3) return "";
  return " (did you mean '" + *nearest + "'?)";
}

}  // namespace gw::config
