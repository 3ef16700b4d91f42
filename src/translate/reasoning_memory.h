// Reasoning of earlier answers, kept for clients that do not send it back: what gateway/ implements
// and translations use.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gw::translate {

// One caller's with one model. `call` is the id of a tool call as the client knows it; `blocks` is
// the answer's `thinking_blocks`, a JSON array.
class ReasoningMemory {
 public:
  virtual ~ReasoningMemory() = default;
  virtual void remember(std::string_view call, std::string blocks) = 0;
  virtual std::optional<std::string> recall(std::string_view call) const = 0;
};

}  // namespace gw::translate
