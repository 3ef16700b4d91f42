// The tools of a chat request, in both forms: tools with tool_choice, and the functions with
// function_call from before them. A part of chat_request.cc.
#pragma once

#include "json/value.h"
#include "llm/parse.h"
#include "openai/chat_request.h"

namespace gw::openai {

llm::Expected<> read_tools(json::Value value, const llm::Path& path, llm::Request& request);
llm::Expected<> read_functions(json::Value value, const llm::Path& path, llm::Request& request);
// Also function_call, whose values are some of tool_choice's.
llm::Expected<> read_tool_choice(json::Value value, const llm::Path& path, llm::Request& request);

// A call in the history: an item of tool_calls, or a function_call, which has no id.
llm::Expected<llm::ToolCall> read_tool_call(json::Value value, const llm::Path& path,
                                            llm::Request& request);
// A content part of the type "tool_use", as in Anthropic's API.
llm::Expected<llm::ToolCall> read_tool_use(json::Object part, const llm::Path& path,
                                           llm::Request& request);
llm::Expected<llm::ToolCall> read_function_call(json::Value value, const llm::Path& path,
                                                llm::Request& request);

// Once all was read: what is chosen must be there.
llm::Expected<> check_tool_choice(const llm::Request& request);

}  // namespace gw::openai
