// How many tokens a request has, where nobody counts them.
#pragma once

#include <cstdint>

#include "llm/request.h"

namespace gw::llm {

// More rather than less, since clients compact a conversation by it: two and a half bytes of text a
// token, for a picture what its size in pixels costs.
std::int64_t estimate_tokens(const Request& request);

}  // namespace gw::llm
