// What doors of operations that are no conversations have in common: how a body is read, and
// whether the client only wants to see what would be sent.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "gateway/front/context.h"

namespace gw::gateway {

struct OperationLimits {
  std::size_t body_bytes = 32 * 1024 * 1024;
  bool dry_run = false;  // may be asked for
};

// The body of a request. nullopt: the client has been told why not, or is gone.
io::Task<std::optional<std::string_view>> read_json_body(Context& context, std::size_t body_bytes);

// Notes whether the client wants a dry run (?dry_run=true, or the header x-gateway-dry-run).
// Errors: 403, when the operator does not allow it.
llm::Expected<> note_dry_run(Context& context, bool allowed);

}  // namespace gw::gateway
