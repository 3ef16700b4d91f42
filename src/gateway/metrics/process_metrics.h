// What Prometheus' clients tell of every process: CPU, memory, descriptors, start. From /proc; what
// cannot be read is left out.
#pragma once

#include "gateway/metrics/exposition.h"

namespace gw::gateway {

void append_process_metrics(Exposition& exposition);

}  // namespace gw::gateway
