// A conversation in, a Bedrock request out, by the rules of the model; and the way back for its
// answer. Knows no dialect: names of parameters and the writer of the answer are the client's.
#pragma once

#include <span>
#include <string>

#include "bedrock/guardrail.h"
#include "bedrock/model_id.h"
#include "bedrock/model_rules.h"
#include "llm/parameter.h"
#include "llm/request.h"
#include "llm/writer.h"
#include "translate/conversation.h"
#include "translate/exchange.h"

namespace gw::translate {

struct Options {
  bool strict = false;  // a parameter without counterpart is an error, not dropped
  ParameterPolicy policy;
  ReasoningMemory* memory = nullptr;  // the caller's with this model; outlives the exchange
  const bedrock::GuardrailRule* guardrail = nullptr;  // bound to the caller's key; may be null
  // Refused::member, to be left out; the rules are those without them (without.h).
  std::span<const std::string> without{};
  bedrock::Attribution attribution{};  // outlives the exchange
};

// The client's side of an exchange.
struct Client {
  const llm::Request& request;
  llm::Spell spell;
  const llm::WriterFactory& writers;  // lives until the call returns
};

// The exchange owns all it needs: the request's body may go once it was made.
llm::Expected<Exchange> translate(const Client& client, const bedrock::ModelId& model,
                                  const bedrock::ModelRules& rules, const Options& options);

}  // namespace gw::translate
