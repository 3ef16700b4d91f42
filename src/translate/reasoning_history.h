// Which reasoning goes back to the model with an earlier answer of its own. A model that has called
// a tool after reasoning wants the very blocks again, signed by it, in front of the call; what it
// cannot check it refuses.
#pragma once

#include <list>
#include <string>
#include <vector>

#include "bedrock/model_rules.h"
#include "openai/chat_request.h"
#include "translate/reasoning_memory.h"
#include "translate/think_tags.h"

namespace gw::translate {

class ReasoningHistory {
 public:
  // `memory` may be null; all must outlive the results. `think_tags`: clients are shown reasoning
  // in the text.
  ReasoningHistory(const openai::ChatRequest& request, const bedrock::ModelRules& rules,
                   const ReasoningMemory* memory, bool think_tags, std::list<std::string>& storage);

  // The blocks to send with a message of the assistant's, in order: those that the client sent
  // back, else those that are remembered of its calls.
  std::vector<openai::ReasoningBlock> blocks(const openai::Message& message);
  // What the assistant said in a text, without what it thought.
  json::RawString words(json::RawString text) {
    return think_tags_ ? without_thoughts(text, storage_) : text;
  }

 private:
  bool is_usable(const openai::ReasoningBlock& block) const;
  std::vector<openai::ReasoningBlock> usable(const std::vector<openai::ReasoningBlock>& all) const;
  std::vector<openai::ReasoningBlock> remembered(const openai::Message& message);

  const bedrock::ReasoningReplay replay_;
  const ReasoningMemory* const memory_;
  const bool think_tags_;
  std::list<std::string>& storage_;
};

}  // namespace gw::translate
