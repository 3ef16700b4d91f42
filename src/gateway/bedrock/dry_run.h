// A dry run: what would be sent to Bedrock, shown to the client instead. For debugging, where the
// operator allows it. Pure; no secret, token or signature is in it.
#pragma once

#include <cstddef>

#include "aws/credentials.h"
#include "aws/endpoint.h"
#include "base/buffer.h"
#include "bedrock/model_rules.h"
#include "translate/exchange.h"

namespace gw::gateway {

struct DryRun {
  const translate::Exchange& exchange;
  const aws::Endpoint& endpoint;
  std::string_view region;
  const aws::Credentials& credentials;  // only their kind is shown
  const bedrock::ModelRules& rules;
  std::size_t calls = 1;  // how often it would be sent: once for each choice
};

// {"object":"gateway.dry_run","request":{"method","url","headers","body"},"calls","region",
//  "dropped_params":[…],"rules":{"pattern","family","api",…}}
void write_dry_run(const DryRun& run, Buffer& out);

}  // namespace gw::gateway
