// What the readers of a Responses request share.
#pragma once

#include <optional>
#include <string_view>

#include "json/value.h"
#include "llm/parse.h"
#include "llm/request.h"

namespace gw::openai {

// A member that has to be there, as a name: never empty.
llm::Expected<json::RawString> read_name(json::Object object, std::string_view key,
                                         const llm::Path& path, llm::Request& request);

// Names what was dropped: the place ("tools[].") and, when it is plain, the client's word.
void note_dropped(std::string_view place, std::string_view word, llm::Request& request);

}  // namespace gw::openai
