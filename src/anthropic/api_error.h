// Failures as Anthropic's clients know them.
// https://docs.claude.com/en/api/errors
#pragma once

#include <string>
#include <string_view>

#include "base/buffer.h"
#include "llm/failure.h"
#include "llm/parameter.h"

namespace gw::anthropic {

// "invalid_request_error" ...: by the status, for the most part.
std::string_view error_type(const llm::Failure& failure);

// What people, and the agents that mend their requests by its wording, are told. Bedrock's reasons
// to refuse a request are relayed as they are, but for the prefix Bedrock puts in front of a
// model's own words, and without what tells of the account.
std::string error_message(const llm::Failure& failure);

// The code of a failure with which the API refuses to keep a conversation.
inline constexpr std::string_view kNoThreads = "thread_unsupported_request";

// The code of a failure that says that a budget is used up. Anthropic's own name of it is
// "enforced_spend_limit_reached", in "details".
inline constexpr std::string_view kSpendLimit = "project_spend_limit_exceeded";

// {"type":"error","error":{"type","message"},"request_id"}; an empty id is null. kNoThreads has
// "details", by which clients see that they have to send the history themselves.
void append_error_body(const llm::Failure& failure, std::string_view request_id, Buffer& out);
// The same as an event of a stream.
void append_error_event(const llm::Failure& failure, std::string_view request_id, Buffer& out);

// `text` with "[arn]" in the place of ARNs and "[account]" in that of account ids.
std::string mask_account(std::string_view text);

// As Anthropic's API names it. Lives forever.
std::string_view spell(llm::Parameter parameter);

}  // namespace gw::anthropic
