// The messages of a chat request; a part of chat_request.cc.
#pragma once

#include <string_view>

#include "json/value.h"
#include "llm/parse.h"
#include "openai/chat_request.h"

namespace gw::openai {

llm::Expected<> read_messages(json::Value value, const llm::Path& path, llm::Request& request);

}  // namespace gw::openai
