// How unlike two short texts are.
#pragma once

#include <cstddef>
#include <string_view>

namespace gw {

// Levenshtein's distance: how many bytes have to be put in, left out or changed to make one of the
// other. Takes time by the product of the sizes: what comes from outside is to be cut first.
std::size_t edit_distance(std::string_view a, std::string_view b);

}  // namespace gw
