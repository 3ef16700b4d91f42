// Reasoning as a part of the text, between tags, for clients that know no member for it.
#pragma once

#include <list>
#include <string>
#include <string_view>

#include "json/raw.h"
#include "llm/request.h"

namespace gw::openai {

// Escaped, as all text here. What follows is a paragraph of its own.
inline constexpr json::RawString kThinkBegin{"<think>\\n"};
inline constexpr json::RawString kThinkEnd{"\\n</think>\\n\\n"};

// A text of the assistant's without the reasoning that the gateway has put into it; also where the
// client has cut off the white space at its end. Borrows from `text` or from `storage`.
json::RawString without_thoughts(json::RawString text, std::list<std::string>& storage);
// The same for all that the assistant says in a request.
void remove_thoughts(llm::Request& request);

}  // namespace gw::openai
