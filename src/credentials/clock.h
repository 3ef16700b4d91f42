// The time by which credentials expire. Tests bring one of their own.
#pragma once

#include <cstdint>
#include <functional>

namespace gw::credentials {

using Now = std::function<std::int64_t()>;  // seconds since the epoch; from any thread

std::int64_t system_time();

}  // namespace gw::credentials
