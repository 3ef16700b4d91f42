// POST /v1/messages: the request in no client's dialect, for models other than Claude, and for
// Claude where it cannot be spliced.
// https://docs.claude.com/en/api/messages
#pragma once

#include <string_view>

#include "anthropic/messages_body.h"
#include "anthropic/messages_facts.h"
#include "llm/request.h"

namespace gw::anthropic {

struct MessagesRequest {
  llm::Request common;
  MessagesFacts facts;
};

// `body` and `beta_header` (anthropic-beta) must outlive the result. What has no counterpart is
// named in common.unsupported and never refused; known members of the wrong type are 400s with
// their path ("messages.1.content.0.text").
llm::Expected<MessagesRequest> parse_messages_request(std::string_view body,
                                                      std::string_view beta_header,
                                                      Purpose purpose);
// The same from a body whose facts are read already; both must outlive the result.
llm::Expected<llm::Request> read_messages_request(const MessagesBody& body,
                                                  const MessagesFacts& facts);

}  // namespace gw::anthropic
