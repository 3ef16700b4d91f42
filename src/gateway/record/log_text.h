// Lines of the log for people at a terminal. What clients send cannot move the cursor or change
// colours. Pure.
#pragma once

#include "gateway/record/log_lines.h"

namespace gw::gateway {

void append_text_message(std::string_view time, config::LogLevel level, std::string_view message,
                         bool colors, Buffer& out);
// time, status, path, model, tokens in and out, time to the first token, whole time; then what
// went wrong, and the request's id to look for.
void append_text_request(std::string_view time, const Record& record, bool colors, Buffer& out);

}  // namespace gw::gateway
