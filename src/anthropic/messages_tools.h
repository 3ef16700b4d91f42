// Tools and the choice among them, as part of reading a request of the Messages API.
#pragma once

#include <string_view>

#include "json/value.h"
#include "llm/parse.h"
#include "llm/request.h"

namespace gw::anthropic {

// Tools that run at Anthropic's are left out and named. Tools with a type of Anthropic's that the
// client runs get the schema that Claude knows by heart.
llm::Expected<> read_tools(json::Value value, const llm::Path& path, llm::Request& request);
llm::Expected<> read_tool_choice(json::Value value, const llm::Path& path, llm::Request& request);
// Behind both: a choice without its tool is refused, one that is left without tools is dropped, but
// for "none".
llm::Expected<> check_tool_choice(llm::Request& request);

}  // namespace gw::anthropic
