// What every conversational door takes from a request's headers. Pure.
#pragma once

#include <string_view>

#include "http/head.h"
#include "llm/request.h"
#include "openai/chat_guardrail.h"

namespace gw::gateway {

// The conversation that agents name in headers of their own; "" mostly.
std::string_view session_of(const http::Fields& fields);
// Keeps a conversation with its target (prompt caches), unless the body names it already.
void name_conversation(const http::Fields& fields, llm::Request& request);

openai::GuardrailHeaders guardrail_headers(const http::Fields& fields);

}  // namespace gw::gateway
