// Which reasoning goes back to the model with an earlier answer of its own. A model that has called
// a tool after reasoning wants the very blocks again, signed by it, in front of the call; what it
// cannot check it refuses.
#pragma once

#include <deque>
#include <list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "bedrock/model_rules.h"
#include "llm/reasoning_record.h"
#include "llm/request.h"
#include "translate/reasoning_memory.h"

namespace gw::translate {

class ReasoningHistory {
 public:
  // `memory` may be null; all must outlive the results.
  ReasoningHistory(const llm::Request& request, const bedrock::ModelRules& rules,
                   const ReasoningMemory* memory, std::list<std::string>& storage);

  // The blocks of a message of the assistant's, with the reasoning that is remembered of its calls
  // where the client sent none back that can be used. Lives as long as this and the message.
  std::span<const llm::Block> blocks(const llm::Message& message);
  // Whether a block of the message whose blocks() were asked for last goes back, once.
  bool takes(const llm::Reasoning& block);

 private:
  bool is_usable(const llm::Reasoning& block) const;
  std::optional<std::vector<llm::PlacedReasoning>> remembered(const llm::Message& message);

  const bedrock::ReasoningReplay replay_;
  const ReasoningMemory* const memory_;
  const std::string_view family_;
  std::list<std::string>& storage_;
  std::deque<std::vector<llm::Block>> placed_;  // messages with what is remembered of them
  std::unordered_set<std::string_view> taken_;  // of one message: signatures and redacted blocks
};

}  // namespace gw::translate
