// Server-sent events, the sending side (WHATWG HTML, section 9.2).
#pragma once

#include <string_view>

#include "base/buffer.h"

namespace gw::sse {

// "data: " + data + blank line. `data` has no line breaks (JSON never has).
void append_data(std::string_view data, Buffer& out);
inline constexpr std::string_view kContentType = "text/event-stream; charset=utf-8";
// A comment, which clients skip: keeps a connection from looking dead.
inline constexpr std::string_view kPing = ": ping\n\n";
inline constexpr std::string_view kDone = "data: [DONE]\n\n";

}  // namespace gw::sse
