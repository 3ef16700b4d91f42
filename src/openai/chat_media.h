// The parts of a message that are no text; a part of chat_messages.cc.
#pragma once

#include <string_view>

#include "json/value.h"
#include "llm/parse.h"
#include "llm/request.h"
#include "openai/chat_message.h"

namespace gw::openai {

// Whether a part of that type (still escaped) holds media. In what a tool answers it has to look
// like it as well: the tool's own JSON may have a type of that name.
bool is_media(std::string_view type, json::Object part, Role role);
// Adds the part to the message and its media to the request.
llm::Expected<> read_media(std::string_view type, json::Object part, const llm::Path& path,
                           ChatMessage& message, llm::Request& request);

}  // namespace gw::openai
