// The member response_format of a chat request: the answer as text, as some JSON object, or as JSON
// that follows a schema.
// https://platform.openai.com/docs/api-reference/chat/create#chat-create-response_format
#pragma once

#include "llm/parse.h"
#include "openai/chat_request.h"

namespace gw::openai {

llm::Expected<> read_response_format(json::Value value, const llm::Path& path,
                                     llm::Request& request);

}  // namespace gw::openai
