// How many parts a request may have. A body of the size that is taken has room for a million empty
// messages, and translating it would hold up everybody else on the same core.
#pragma once

#include <optional>

#include "llm/failure.h"
#include "llm/parameter.h"
#include "llm/request.h"

namespace gw::translate {

inline constexpr std::size_t kMostTools = 2048;
// Messages, blocks of them and parts of tool results, together.
inline constexpr std::size_t kMostParts = 32'768;

// Why the request is too large; nullopt: it is not.
std::optional<llm::Failure> refuse_size(const llm::Request& request, llm::Spell spell);

}  // namespace gw::translate
