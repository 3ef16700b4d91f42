// Pictures and documents among the content blocks of the Messages API.
#pragma once

#include "anthropic/messages_body.h"
#include "json/value.h"
#include "llm/parse.h"
#include "llm/request.h"

namespace gw::anthropic {

// An image or document block: its source becomes one of request.media. Errors: 400s, also for files
// that were uploaded before, which the gateway does not have.
llm::Expected<llm::MediaPart> read_media(json::Object block, llm::Media::Kind kind,
                                         const llm::Path& path, llm::Request& request);

// Whether a picture or document among the messages is named by URL.
bool has_remote_media(const MessagesBody& body);

llm::Failure refuse_file(const llm::Path& source);

}  // namespace gw::anthropic
