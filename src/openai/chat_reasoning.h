// How much a chat request wants the model to reason, in the words of several APIs: OpenAI's
// `reasoning_effort`, OpenRouter's `reasoning`, Anthropic's `thinking` (docs/reasoning.md).
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
