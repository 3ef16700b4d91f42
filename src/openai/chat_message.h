// The messages of a chat request, as slices of its body.
// https://platform.openai.com/docs/api-reference/chat/create
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "json/raw.h"
#include "openai/thinking.h"

namespace gw::openai {

enum class Role { system, developer, user, assistant, tool, function };
inline bool is_answer_of_tool(Role role) { return role == Role::tool || role == Role::function; }

// Marks the end of what is worth caching, after an element; for minutes, for an hour, or as the
// request says for all marks.
enum class CacheMark { none, usual, minutes, hour };

// A piece of content: a text, or one of the others instead of it.
struct Part {
  json::RawString text;
  std::string_view json;             // of a tool's answer that is no text: the value as sent
  std::optional<std::size_t> media;  // in ChatRequest::media
  CacheMark cache = CacheMark::none;
};

// A call of a tool in the assistant's past.
struct ToolCall {
  json::RawString id;  // empty in the form before tools (function_call)
  json::RawString name;
  json::RawString arguments;  // a string that should hold a JSON object; models write odd ones
  bool custom = false;        // the tool takes a text: that is what `arguments` is
};

// A block of the assistant's reasoning, as the model takes it back.
struct ReasoningBlock {
  json::RawString text = {};       // may be empty beside a signature
  json::RawString signature = {};  // empty: none, as other services answer
  json::RawString redacted = {};   // base64; not empty: instead of the two
  ReasoningPlace place = {};
};

struct Message {
  Role role;
  std::vector<Part> content;                   // a string is one part; null, absent or "" is none
  std::vector<ToolCall> tool_calls;            // of the assistant
  std::vector<ReasoningBlock> reasoning = {};  // of the assistant, in order
  json::RawString tool_call_id;                // of a tool: which call this answers
  json::RawString name;                        // of a function: whose calls this answers
  bool is_error = false;  // of a tool: the call has failed (as in Anthropic's API)
  CacheMark cache = CacheMark::none;
};

}  // namespace gw::openai
