// What a chat request says, in the words of the other dialects.
#pragma once

#include <optional>
#include <string>

#include "llm/request.h"

namespace gw::translate {

// Parameters for which the dialect has no word are taken out of the chat request. nullopt: the
// conversation itself cannot be said.
std::optional<std::string> spell_messages(llm::Request& chat);
std::optional<std::string> spell_responses(llm::Request& chat);

}  // namespace gw::translate
