// What the simulated model takes note of in a request.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "simulator/json_value.h"

namespace gw::simulator {

struct OfferedTool {
  std::string name;
  const Value* schema;  // in the request's body, which outlives the prompt
};

struct Prompt {
  std::string last_user_text;  // of the last user turn, which may have none
  std::string tool_results;    // of the same turn
  std::size_t turns = 0;
  std::size_t bytes = 0;  // of all text, for the token count
  std::optional<std::int64_t> max_tokens;
  std::vector<std::string> stop_sequences;
  std::vector<OfferedTool> tools;      // those that may be called
  bool must_call = false;              // one of them
  std::optional<Value> output_schema;  // of the answer's text
  std::string guardrail;               // that watches; empty: none
  bool guardrail_trace = false;        // it tells what it finds
  bool reasons = false;                // is to think first
  bool shows_reasoning = true;         // else only its signature
  bool signs_reasoning = false;
  bool redacts_reasoning = false;
  std::string service_tier;          // asked for; empty: none
  bool wants_stop_sequence = false;  // among the response fields
  bool edits_context = false;        // Claude: has its context edited, and says so
};

}  // namespace gw::simulator
