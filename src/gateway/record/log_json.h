// Lines of the log as JSON objects. Pure.
#pragma once

#include "gateway/record/log_lines.h"

namespace gw::gateway {

void append_json_message(std::string_view time, config::LogLevel level, std::string_view message,
                         Buffer& out);
void append_json_request(std::string_view time, const Record& record, Buffer& out);

}  // namespace gw::gateway
