// How the two APIs spell what is left of a limit, and that nothing is. Pure but for the fields that
// are added.
// https://platform.openai.com/docs/guides/rate-limits
// https://docs.claude.com/en/api/rate-limits
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "gateway/front/context.h"
#include "llm/failure.h"
#include "tenancy/charge.h"

namespace gw::gateway {

// Rounded up.
std::int64_t milliseconds_of(tenancy::Tick ticks);
// As Go writes durations, and OpenAI: "17ms", "2.4s", "6m0s", "1h0m0s".
std::string go_duration(std::int64_t milliseconds);

// `what`: "requests", "tokens", and of Anthropic's "input-tokens", "output-tokens".
void add_limit(Context& context, std::string_view what, const tenancy::Standing& standing,
               tenancy::Time now);

llm::Failure to_failure(const tenancy::Refusal& refusal);

}  // namespace gw::gateway
