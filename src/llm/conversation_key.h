// What tells conversations apart: the beginning that all requests of one have in common, and that
// prompt caches keep.
#pragma once

#include <cstdint>

#include "llm/request.h"

namespace gw::llm {

// A hash of the tools and of the messages up to the first of the user, that one included, or
// instead of it Request::conversation: the same for each turn of a conversation, in every process.
std::uint64_t conversation_key(const Request& request);

}  // namespace gw::llm
