// How guardrails are named. https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails.html
#pragma once

#include <string_view>

namespace gw::bedrock {

// An id of small letters and digits, or the ARN of a guardrail.
bool is_guardrail_identifier(std::string_view text);
// "DRAFT", or a number of up to eight digits.
bool is_guardrail_version(std::string_view text);

}  // namespace gw::bedrock
