// Reasoning in requests, in the dialects that clients speak: OpenAI's `reasoning_effort`,
// OpenRouter's `reasoning` and `reasoning_details`, Anthropic's and LiteLLM's `thinking` and
// `thinking_blocks` (docs/reasoning.md).
#pragma once

#include <list>
#include <string>
#include <vector>

#include "llm/parse.h"
#include "openai/chat_request.h"

namespace gw::openai {

llm::Expected<> read_reasoning_effort(json::Value value, const llm::Path& path,
                                      llm::Request& request);
// {"effort", "max_tokens", "enabled", "exclude"}
llm::Expected<> read_reasoning(json::Value value, const llm::Path& path, llm::Request& request);
// {"type": "enabled"|"adaptive"|"disabled", "budget_tokens", "display"}
llm::Expected<> read_thinking(json::Value value, const llm::Path& path, llm::Request& request);

}  // namespace gw::openai
