// Chat completions in, a Bedrock request out, by the rules of the model.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "bedrock/catalogue.h"
#include "bedrock/guardrail.h"
#include "openai/chat_request.h"
#include "translate/conversation.h"
#include "translate/exchange.h"

namespace gw::translate {

struct ChatOptions {
  bool strict = false;  // a parameter without counterpart is an error, not dropped
  ParameterPolicy policy;
  std::string_view id;       // "chatcmpl-..."; lives until the call returns
  std::int64_t created = 0;  // seconds since the epoch
  // Of several choices, each a request of its own: which one this is. Its answer is a part of a
  // common one (choices.h).
  std::optional<std::size_t> choice;
  ReasoningMemory* memory = nullptr;  // the caller's with this model; outlives the exchange
  bool may_think = true;  // Claude; false: it was refused with the reasoning of this conversation
  const bedrock::GuardrailRule* guardrail = nullptr;  // bound to the caller's key; may be null
};

// The exchange owns all it needs: the request's body may go once it was made.
std::expected<Exchange, openai::ApiError> translate_chat(const openai::ChatRequest& request,
                                                         const bedrock::ModelId& model,
                                                         const bedrock::ModelRules& rules,
                                                         const ChatOptions& options);

}  // namespace gw::translate
