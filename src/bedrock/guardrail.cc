#include "bedrock/guardrail.h"

#include <algorithm>

#include "base/ascii.h"
#include "bedrock/name_pattern.h"

namespace gw::bedrock {

namespace {

bool is_id(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return ascii::is_digit(c) || (ascii::is_alpha(c) && c == ascii::lower(c));
  });
}

// arn:aws:bedrock:eu-west-1:123456789012:guardrail/abc123
bool is_arn(std::string_view text) {
  constexpr std::size_t kAccountDigits = 12;
  if (ascii::take_until(':', text) != "arn") return false;
  const std::string_view partition = ascii::take_until(':', text);
  const std::string_view service = ascii::take_until(':', text);
  const std::string_view region = ascii::take_until(':', text);
  const std::string_view account = ascii::take_until(':', text);
  const auto is_name = [](char c) { return ascii::is_digit(c) || ascii::is_alpha(c) || c == '-'; };
  return partition.starts_with("aws") && std::ranges::all_of(partition, is_name) &&
         service == "bedrock" && !region.empty() && std::ranges::all_of(region, is_name) &&
         account.size() == kAccountDigits && std::ranges::all_of(account, ascii::is_digit) &&
         ascii::take_until('/', text) == "guardrail" && is_id(text);
}

}  // namespace

bool is_guardrail_identifier(std::string_view text) {
  constexpr std::size_t kLongest = 2048;
  return text.size() <= kLongest && (is_id(text) || is_arn(text));
}

bool is_guardrail_version(std::string_view text) {
  constexpr std::size_t kMostDigits = 8;
  if (text == "DRAFT") return true;
  return !text.empty() && text.size() <= kMostDigits && text.front() != '0' &&
         std::ranges::all_of(text, ascii::is_digit);
}

const GuardrailRule* find_guardrail(std::span<const GuardrailRule> rules, std::string_view key,
                                    std::string_view model) {
  const auto found = std::ranges::find_if(rules, [&](const GuardrailRule& rule) {
    return matches_name(rule.key, key) && matches_name(rule.model, model);
  });
  return found == rules.end() ? nullptr : &*found;
}

}  // namespace gw::bedrock
