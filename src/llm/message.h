// The messages of a conversation as ordered blocks, in no client's dialect. All text borrows from
// the client's request and is still escaped.
#pragma once

#include <cstddef>
#include <string_view>
#include <variant>
#include <vector>

#include "json/raw.h"

namespace gw::llm {

// Results of tools are blocks of the user's; what dialects call "developer" is the system.
enum class Role { system, user, assistant };

// Marks the end of what is worth caching, after a block or a tool; for minutes, for an hour, or as
// the request says for all marks.
enum class CacheMark { none, usual, minutes, hour };

struct Text {
  json::RawString text;  // may be blank
};
// A picture, document, recording or film.
struct MediaPart {
  std::size_t media;  // in Request::media
};
// Of a tool's result: a JSON value that is no text, as sent.
struct Json {
  std::string_view json;
};

// The assistant's call of a tool.
struct ToolCall {
  json::RawString id;         // empty in OpenAI's form before tools (function_call)
  json::RawString name;       // as the client knows it
  json::RawString arguments;  // a text that should hold a JSON object; models write odd ones
  std::string_view input;     // instead of it: a JSON object as sent; empty: `arguments` counts
  bool custom = false;        // the tool takes a text: that is what `arguments` is
};
// What the assistant thought, exactly as the model said it.
struct Reasoning {
  json::RawString text = {};       // may be empty beside a signature
  json::RawString signature = {};  // empty: none, as other services answer
  json::RawString redacted = {};   // base64; not empty: instead of the two
  std::string_view family = {};    // of the model that said it (ModelRules::family); empty: unknown
};
// The user's answer to a call.
struct ToolResult {
  json::RawString id;    // of the call; empty in the form before tools:
  json::RawString name;  // of the function, whose calls this answers
  std::vector<std::variant<Text, MediaPart, Json>> content;  // may be empty
  bool error = false;                                        // the call has failed
};

struct Block {
  std::variant<Text, MediaPart, ToolCall, Reasoning, ToolResult> value;
  CacheMark cache = CacheMark::none;  // behind it
};

struct Message {
  Role role;
  std::vector<Block> blocks;  // in the client's order; may be empty
};

}  // namespace gw::llm
