// How many files and connections this process may have open.
#pragma once

#include <cstddef>

namespace gw::io {

// Raises the soft limit to the hard one, which an operator sets on purpose. Returns it.
std::size_t raise_descriptor_limit();

}  // namespace gw::io
