#include "credentials/clock.h"

#include <ctime>

namespace gw::credentials {

std::int64_t system_time() { return std::time(nullptr); }

}  // namespace gw::credentials
