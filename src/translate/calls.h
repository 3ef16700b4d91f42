// The tool calls in the history of a request.
#pragma once

#include <variant>

#include "llm/request.h"

namespace gw::translate {

// Calls `visit` with each llm::ToolCall, in order.
template <class Visit>
void for_each_call(const llm::Request& request, Visit visit) {
  for (const llm::Message& message : request.messages) {
    for (const llm::Block& block : message.blocks) {
      if (const auto* call = std::get_if<llm::ToolCall>(&block.value)) visit(*call);
    }
  }
}

}  // namespace gw::translate
