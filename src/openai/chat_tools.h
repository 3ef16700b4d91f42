// The tools of a chat request, in both forms: tools with tool_choice, and the functions with
// function_call from before them. A part of chat_request.cc.
#pragma once

#include "json/value.h"
#include "openai/chat_request.h"
#include "openai/parse.h"

namespace gw::openai {

Expected<> read_tools(json::Value value, const Path& path, ChatRequest& request);
Expected<> read_functions(json::Value value, const Path& path, ChatRequest& request);
// Also function_call, whose values are some of tool_choice's.
Expected<> read_tool_choice(json::Value value, const Path& path, ChatRequest& request);

// A call in the history: an item of tool_calls, or a function_call, which has no id.
Expected<ToolCall> read_tool_call(json::Value value, const Path& path, ChatRequest& request);
Expected<ToolCall> read_function_call(json::Value value, const Path& path, ChatRequest& request);

// Once all was read: what is chosen must be there.
Expected<> check_tool_choice(const ChatRequest& request);

}  // namespace gw::openai
