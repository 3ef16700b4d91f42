// A pause that a cancellation ends.
#pragma once

#include <chrono>

#include "io/cancel.h"
#include "io/task.h"

namespace gw::io {

// Returns early, or at once, when `cancel` is canceled. The scope must stay until completion.
Task<void> sleep(std::chrono::milliseconds duration, CancelScope& cancel);

}  // namespace gw::io
