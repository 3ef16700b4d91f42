// What an answer of the Responses API owes to its request: names to be restored, members to be
// echoed, who asks.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>

#include "base/secret.h"

namespace gw::openai {

// A tool as the client declared it. Strings are still escaped.
struct ResponsesTool {
  enum class Kind : std::uint8_t { function, custom, search };
  std::string space;  // the namespace; empty: none
  std::string name;
  Kind kind = Kind::function;
};

// Owns all it has: it may outlive the request's body.
struct ResponsesForm {
  // All that are declared or were called, by the name that models know (llm::Tool::name).
  std::unordered_map<std::string, ResponsesTool> tools;
  // Members of the response object that repeat the request, `"instructions":null,"tools":[],...`;
  // on one line, since it goes into events.
  std::string echo;
  // The answer is the summary that replaces the conversation (compaction_trigger).
  bool compaction = false;
  // The client asks for a response to be stored, and for one that was. Without a store the first is
  // ignored and the second refused (refuse_previous_response).
  bool store = true;
  std::optional<std::string> previous_response_id;  // decoded

  // To be set by the caller: the client is Codex, which repeats a turn whose answer was filtered
  // (`originator: codex*`)...
  bool codex = false;
  // ... and the key of encrypted_content.h.
  Secret key = {};
};

}  // namespace gw::openai
