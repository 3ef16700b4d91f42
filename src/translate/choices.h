// The answers to one request with several choices (`n`) put together: each choice was a call of its
// own, and its answer says which choice it is.
#pragma once

#include <expected>
#include <optional>
#include <span>
#include <string_view>

#include "base/buffer.h"
#include "openai/api_error.h"
#include "openai/chat_response.h"

namespace gw::translate {

openai::CompletionUsage sum(const std::optional<openai::CompletionUsage>& a,
                            const openai::CompletionUsage& b);

// Complete answers as one: everything but the choices from the first, and the sum of all usage,
// which is left out when there is none. Errors: when one of them is no answer of ours.
std::expected<void, openai::ApiError> join_choices(
    std::span<const std::string_view> answers, const std::optional<openai::CompletionUsage>& usage,
    Buffer& out);

// What stands in a stream behind its last choice.
void end_choices(const openai::AnswerHead& head, bool include_usage,
                 const std::optional<openai::CompletionUsage>& usage, Buffer& out);

}  // namespace gw::translate
