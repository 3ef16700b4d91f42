// The member response_format of a chat request: the answer as text, as some JSON object, or as JSON
// that follows a schema.
// https://platform.openai.com/docs/api-reference/chat/create#chat-create-response_format
#pragma once

#include "openai/chat_request.h"
#include "openai/parse.h"

namespace gw::openai {

Expected<> read_response_format(json::Value value, const Path& path, ChatRequest& request);

}  // namespace gw::openai
