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

namespace gw::translate {

class ReasoningHistory {
 public:
  // `memory` may be null; all must outlive the result of blocks().
  ReasoningHistory(const openai::ChatRequest& request, const bedrock::ModelRules& rules,
                   const ReasoningMemory* memory, std::list<std::string>& storage);

  // The blocks to send with a message of the assistant's, in order: those that the client sent
  // back, else those that are remembered of its calls.
  std::vector<openai::ReasoningBlock> blocks(const openai::Message& message);

 private:
  bool is_usable(const openai::ReasoningBlock& block) const;
  std::vector<openai::ReasoningBlock> usable(const std::vector<openai::ReasoningBlock>& all) const;
  std::vector<openai::ReasoningBlock> remembered(const openai::Message& message);

  const bedrock::ReasoningReplay replay_;
  const ReasoningMemory* const memory_;
  std::list<std::string>& storage_;
};

}  // namespace gw::translate
