// Calls and their results told as text: for models that cannot be offered tools, for requests that
// forbid calls (Converse has no such choice, and takes no calls in the history without tools), and
// for results whose call is missing. A model then knows what happened and cannot go on with it.
#pragma once

#include <string>

#include "json/raw.h"
#include "llm/message.h"

namespace gw::translate {

// Both are escaped, as all text here.
// [Called tool get_weather with {"city":"Paris"}]
std::string call_as_text(const llm::ToolCall& call);
// [Result of tool get_weather: 21 degrees]; without the name when it is empty, and without
// media.
std::string result_as_text(json::RawString tool, const llm::ToolResult& result);

}  // namespace gw::translate
