// From an upstream answer to the client's: the pump. Reads what is there, transforms, writes once,
// and reads on only when the client has taken it.
#pragma once

#include "bedrock/model_rules.h"
#include "gateway/context.h"
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

// `call` has been started; the answer's head decides what follows. Answers the client whatever
// happens: before the first byte with an HTTP status, after it with an error event.
io::Task<void> relay(Context& context, upstream::Call& call, translate::Exchange& exchange,
                     const RelayContext& about);

}  // namespace gw::gateway
