// What somebody may have meant by a word that is none of those known.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace gw::config {

// " (did you mean 'x'?)" with the nearest of the candidates, or "" when none is near.
std::string suggestion(std::string_view word, std::span<const std::string> candidates);

}  // namespace gw::config
