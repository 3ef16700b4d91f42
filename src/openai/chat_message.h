// A message of a chat request while it is read: OpenAI keeps texts, calls and reasoning in members
// of their own, and only all of them together say in which order they stood.
#pragma once

#include <variant>
#include <vector>

#include "json/raw.h"
#include "llm/message.h"
#include "llm/reasoning_record.h"

namespace gw::openai {

enum class Role { system, developer, user, assistant, tool, function };
inline bool is_answer_of_tool(Role role) { return role == Role::tool || role == Role::function; }

struct ChatMessage {
  struct Part {
    std::variant<llm::Text, llm::MediaPart, llm::Json, llm::Reasoning> value;
    llm::CacheMark cache = llm::CacheMark::none;
  };

  Role role = Role::user;
  std::vector<Part> content;                    // a string is one part; null, absent or "" is none
  std::vector<llm::ToolCall> calls;             // of the assistant
  std::vector<llm::Block> results;              // of the user, as in Anthropic's API
  std::vector<llm::PlacedReasoning> reasoning;  // of the assistant, in lists beside the content
  json::RawString tool_call_id;                 // of a tool: which call this answers
  json::RawString name;                         // of a function: whose calls this answers
  bool is_error = false;  // of a tool: the call has failed (as in Anthropic's API)
  llm::CacheMark cache = llm::CacheMark::none;

  // As before any message, with the memory that it has.
  void reset(Role of);
};

// The same in order.
llm::Message in_order(const ChatMessage& message);

}  // namespace gw::openai
