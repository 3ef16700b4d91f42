// POST /v1/messages/count_tokens through Bedrock's CountTokens, and an estimate where a model is
// not counted. https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_CountTokens.html
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/buffer.h"
#include "base/result.h"
#include "llm/request.h"

namespace gw::anthropic {

// "/model/{id}/count-tokens": Bedrock counts for foundation models alone, so `model` (an id, a
// profile or an ARN) loses what stands around it. nullopt: an ARN does not say the model.
std::optional<std::string> count_tokens_path(std::string_view model);

// The request for a Claude: `body` is what splice_request() makes for Purpose::count. Other models
// are counted in Converse's form, {"input":{"converse":{"messages","system","toolConfig"}}}, which
// translate/ writes.
void append_count_request(std::string_view body, Buffer& out);

// {"inputTokens": n}. Errors: malformed.
Result<std::int64_t> read_count(std::string_view body);

// {"input_tokens": n}
void append_count(std::int64_t tokens, Buffer& out);

// More rather than less, since clients compact a conversation by it: two and a half bytes of text a
// token, for a picture what its size in pixels costs.
std::int64_t estimate_tokens(const llm::Request& request);

}  // namespace gw::anthropic
