// Reasoning in requests, in the dialects that clients speak: OpenAI's `reasoning_effort`,
// OpenRouter's `reasoning` and `reasoning_details`, Anthropic's and LiteLLM's `thinking` and
// `thinking_blocks` (docs/reasoning.md).
#pragma once

#include <list>
#include <string>
#include <vector>

#include "openai/chat_request.h"
#include "openai/parse.h"

namespace gw::openai {

Expected<> read_reasoning_effort(json::Value value, const Path& path, ChatRequest& request);
// {"effort", "max_tokens", "enabled", "exclude"}
Expected<> read_reasoning(json::Value value, const Path& path, ChatRequest& request);
// {"type": "enabled"|"adaptive"|"disabled", "budget_tokens", "display"}
Expected<> read_thinking(json::Value value, const Path& path, ChatRequest& request);

// The blocks of an earlier answer, `thinking_blocks` or `reasoning_details`: appended to `blocks`.
// Elements of other types are left out.
Expected<> read_reasoning_blocks(json::Value value, const Path& path,
                                 std::vector<ReasoningBlock>& blocks,
                                 std::list<std::string>& repaired);
// One such block, if it is one, that stands at `place`.
Expected<> read_reasoning_block(json::Object block, const Path& path, ReasoningPlace place,
                                std::vector<ReasoningBlock>& blocks,
                                std::list<std::string>& repaired);

}  // namespace gw::openai
