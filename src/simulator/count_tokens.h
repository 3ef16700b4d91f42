// CountTokens. https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_CountTokens.html
#pragma once

#include <cstdint>
#include <expected>
#include <string_view>

#include "simulator/model.h"
#include "simulator/refusal.h"

namespace gw::simulator {

// How many tokens of input a call with this body has: as many as Converse or InvokeModel would
// count for it without a cache. What is to be counted is judged as a call of theirs would be. Only
// foundation models count, by their own id, not by that of a profile, and not those that have been
// launched with profiles only.
std::expected<std::int64_t, Refusal> count_input_tokens(std::string_view body, const Model& model);

}  // namespace gw::simulator
