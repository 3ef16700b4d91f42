// The last step before the client's writer in answers that may call tools: calls get the names that
// the client knows, and reasoning that led to a call is remembered.
#pragma once

#include <cstddef>
#include <string>

#include "llm/reasoning_record.h"
#include "translate/passing_sink.h"
#include "translate/reasoning_memory.h"
#include "translate/tool_names.h"

namespace gw::translate {

class ClientCalls final : public PassingSink {
 public:
  // `memory` may be null. All outlive it.
  ClientCalls(const ToolNames& names, ReasoningMemory* memory, llm::AnswerSink& next)
      : PassingSink(next), names_(names), memory_(memory) {}

  void text(json::RawString piece) override;
  void reasoning(json::RawString piece) override;
  void reasoning_end(json::RawString signature) override;
  void redacted_reasoning(json::RawString data) override;
  void tool_start(std::size_t call, json::RawString id, json::RawString name) override;

  // The answer was complete.
  void remember() const;
  // Bytes that are kept of it.
  std::size_t held() const { return record_.size(); }

 private:
  const ToolNames& names_;
  ReasoningMemory* const memory_;
  llm::ReasoningRecord record_;
  llm::ReasoningPlace place_;
  std::string first_call_;  // is how the reasoning before it will be found again
};

}  // namespace gw::translate
