// CountTokens: how many tokens a request has, counted by Bedrock without running the model.
// https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_CountTokens.html
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/buffer.h"
#include "base/result.h"

namespace gw::bedrock {

// "/model/{id}/count-tokens": Bedrock counts for foundation models alone, so `model` (an id, a
// profile or an ARN) loses what stands around it. nullopt: an ARN does not say the model.
std::optional<std::string> count_tokens_path(std::string_view model);

// The request for a native body, as InvokeModel would take it.
void append_native_count(std::string_view body, Buffer& out);
// The request for a body of Converse's: of its members those that are counted.
void append_converse_count(std::string_view body, Buffer& out);

// {"inputTokens": n}. Errors: malformed.
Result<std::int64_t> read_token_count(std::string_view body);

}  // namespace gw::bedrock
