// What a request can ask for, by neutral names: translations say which of it they had to change,
// and each dialect spells the name as its clients know it.
#pragma once

#include <string_view>

namespace gw::llm {

enum class Parameter {
  model,
  messages,
  max_tokens,
  temperature,
  top_p,
  stop,
  tools,
  tool_choice,
  functions,  // OpenAI's words before tools
  function_call,
  parallel_tool_calls,
  strict_tools,       // tools[].function.strict
  custom_format,      // tools[].custom.format
  tool_result_id,     // messages[].tool_call_id
  history_reasoning,  // messages[].thinking_blocks
  response_format,
  beta_flags,
  response_paths,
  guardrail,
  metadata,
  user,
  cache_control,          // all marks
  cache_lifetime,         // cache_control.ttl
  content_cache_control,  // ... of a block
  message_cache_control,
  tool_cache_control,
  tool_schema,  // tools[].function.parameters
};

// A dialect's names; each lives forever.
using Spell = std::string_view (*)(Parameter);

}  // namespace gw::llm
