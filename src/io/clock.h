// The clock of timeouts: monotonic, read in a few nanoseconds, a few milliseconds coarse.
#pragma once

#include <chrono>

namespace gw::io {

// Since some point in the past.
std::chrono::milliseconds coarse_now();

}  // namespace gw::io
