// How guardrails are named. https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails.html
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace gw::bedrock {

// An id of small letters and digits, or the ARN of a guardrail.
bool is_guardrail_identifier(std::string_view text);
// "DRAFT", or a number of up to eight digits.
bool is_guardrail_version(std::string_view text);

// A guardrail that the operator binds to gateway keys, instead of the model's own. Patterns are
// those of name_pattern.h.
struct GuardrailRule {
  std::string key = "*";    // of the id of the client's gateway key (gateway/front/keys.h)
  std::string model = "*";  // of the id that Bedrock gets
  std::string identifier;
  std::string version;  // empty: DRAFT
  std::string stream;   // "sync" or "async"; empty: left to Bedrock
};

// The first that fits; null: none. `key`: "" when no gateway key is needed.
const GuardrailRule* find_guardrail(std::span<const GuardrailRule> rules, std::string_view key,
                                    std::string_view model);

}  // namespace gw::bedrock
