// Writes event-stream messages, for the simulator, tests and benchmarks.
#pragma once

#include <span>
#include <string_view>

#include "base/buffer.h"

namespace gw::eventstream {

struct StringHeader {
  std::string_view name;   // 1 to 255 bytes
  std::string_view value;  // up to 32767 bytes
};

// {":event-type": event_type, ":content-type": "application/json", ":message-type": "event"}
void append_event(std::string_view event_type, std::string_view payload, Buffer& out);
// The same with ":exception-type" and "exception": an error the service models.
void append_exception(std::string_view exception_type, std::string_view payload, Buffer& out);
// {":message-type": "error", ":error-code": code, ":error-message": message}, no payload.
void append_error(std::string_view code, std::string_view message, Buffer& out);
// Any other message.
void append_message(std::span<const StringHeader> headers, std::string_view payload, Buffer& out);

}  // namespace gw::eventstream
