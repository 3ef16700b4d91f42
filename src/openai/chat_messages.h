// The messages of a chat request; a part of chat_request.cc.
#pragma once

#include <string_view>

#include "json/value.h"
#include "openai/chat_request.h"
#include "openai/parse.h"

namespace gw::openai {

Expected<> read_messages(json::Value value, const Path& path, ChatRequest& request);

// Names come from the client and end in a response header: odd ones and endless lists stay out.
void note_unsupported(std::string_view key, ChatRequest& request);

}  // namespace gw::openai
