// The items of `input` as messages: what the assistant said and called in a row is one message of
// its, what its tools answered in a row one of the user's.
#pragma once

#include "json/value.h"
#include "llm/parse.h"
#include "openai/responses/request.h"
#include "openai/responses/tools.h"

namespace gw::openai {

// `value`: a string, or an array of items. Adds the tools that items declare, then the messages;
// items that configure the request change what it has said so far.
llm::Expected<> read_input(json::Value value, const llm::Path& path, ResponsesTools& tools,
                           ResponsesRequest& result);

}  // namespace gw::openai
