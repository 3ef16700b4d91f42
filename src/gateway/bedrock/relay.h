// From an upstream answer to the client's: the pump. Reads what is there, transforms, writes once,
// and reads on only when the client has taken it.
#pragma once

#include <chrono>
#include <expected>
#include <optional>

#include "bedrock/model_rules.h"
#include "gateway/doors/answer.h"
#include "gateway/front/context.h"
#include "translate/errors.h"
#include "translate/exchange.h"
#include "upstream/call.h"

namespace gw::gateway {

// What an error's explanation needs to know of the request.
struct RelayContext {
  const bedrock::ModelRules& rules;
  std::string_view model;  // as the client named it
  translate::CredentialOwner owner;
};

// An attempt of which the client has got nothing.
struct Failed {
  explicit Failed(llm::Failure what) : error(std::move(what)) {}
  llm::Failure error;
  std::optional<std::chrono::milliseconds> retry_after;  // as Bedrock asked
  bool no_room = false;                                  // on this side: the target is not at fault
};
// Without an error the request is over: it was answered, whole or with an error event at the end of
// its stream, or the client has gone.
using Relayed = std::expected<void, Failed>;

// What trouble with the connection means, when the client has got nothing.
Relayed failed_or_gone(Context& context, const Error& error);

// `call` has been started; the answer's head decides what follows.
io::Task<Relayed> relay(Context& context, Answer& answer, upstream::Call& call,
                        translate::Exchange& exchange, const RelayContext& about);

}  // namespace gw::gateway
