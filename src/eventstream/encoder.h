// Writes event-stream messages, for the simulator, tests and benchmarks.
#pragma once

#include <string_view>

#include "base/buffer.h"

namespace gw::eventstream {

// {":event-type": event_type, ":content-type": "application/json", ":message-type": "event"}
void append_event(std::string_view event_type, std::string_view payload, Buffer& out);
void append_exception(std::string_view exception_type, std::string_view payload, Buffer& out);
void append_error(std::string_view code, std::string_view message, Buffer& out);

}  // namespace gw::eventstream
