// Failures as the clients of the Responses API act on them. The envelope of an HTTP error is
// OpenAI's (openai/api_error.h).
//
// Codex sends a request again after every status but 400 and 404: six times after 401, 403, 413 and
// 429, thirty times after 5xx. Of a stream's response.failed it looks at the code:
// context_length_exceeded, insufficient_quota, server_is_overloaded and invalid_prompt end the
// turn, after rate_limit_exceeded it waits as long as the text says, others it repeats.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "llm/failure.h"
#include "llm/parameter.h"
#include "openai/responses/form.h"

namespace gw::openai {

// The names of parameters in this dialect.
std::string_view spell_responses(llm::Parameter parameter);

// Why a gateway without a store cannot answer; nullopt when it can.
std::optional<llm::Failure> refuse_previous_response(const ResponsesForm& form);

// The HTTP status for the client: for Codex, 400 in place of a status that would make it repeat
// what can never succeed.
int adapt_status(const llm::Failure& failure, bool codex);

// error.code and error.message of a failed response.
std::string_view response_error_code(const llm::Failure& failure);
std::string response_error_message(const llm::Failure& failure);

// To be sent in a silence: Codex's idle timer (300 s) is not reset by comments.
inline constexpr std::string_view kResponsesKeepAlive =
    "event: keepalive\ndata: {\"type\":\"keepalive\"}\n\n";

}  // namespace gw::openai
