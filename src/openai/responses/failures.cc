#include "openai/responses/failures.h"

#include <algorithm>

#include "base/ascii.h"

namespace gw::openai {

using llm::Failure;
using llm::FailureKind;
using llm::Parameter;

std::string_view spell_responses(Parameter parameter) {
  switch (parameter) {
    case Parameter::model:
      return "model";
    case Parameter::messages:
      return "input";
    case Parameter::max_tokens:
      return "max_output_tokens";
    case Parameter::temperature:
      return "temperature";
    case Parameter::top_p:
      return "top_p";
    case Parameter::stop:
      return "stop";
    case Parameter::tool_choice:
      return "tool_choice";
    case Parameter::parallel_tool_calls:
      return "parallel_tool_calls";
    case Parameter::strict_tools:
      return "tools[].strict";
    case Parameter::custom_format:
      return "tools[].format";
    case Parameter::tool_result_id:
      return "input[].call_id";
    case Parameter::response_format:
      return "text.format";
    case Parameter::beta_flags:
      return "anthropic_beta";
    case Parameter::response_paths:
      return "additionalModelResponseFieldPaths";
    case Parameter::guardrail:
      return "guardrailConfig";
    case Parameter::metadata:
      return "metadata";
    case Parameter::user:
      return "user";
    case Parameter::cache_control:
      return "cache_control";
    case Parameter::cache_lifetime:
      return "cache_control.ttl";
    case Parameter::content_cache_control:
      return "input[].content[].cache_control";
    case Parameter::history_reasoning:
      return "input[].encrypted_content";
    case Parameter::message_cache_control:
      return "input[].cache_control";
    case Parameter::tool_cache_control:
      return "tools[].cache_control";
    case Parameter::tool_schema:
      return "tools[].parameters";
    default:
      return "tools";  // or what stood for them once, which has no word here
  }
}

std::optional<Failure> refuse_previous_response(const ResponsesForm& form) {
  if (!form.previous_response_id) return std::nullopt;
  return llm::invalid_request(
      "Unsupported parameter: 'previous_response_id' refers to a stored response, and this gateway "
      "keeps none. Send the whole conversation as 'input'.",
      "previous_response_id", "unsupported_parameter");
}

int adapt_status(const Failure& failure, bool codex) {
  const bool repeated = failure.status >= 500 || failure.status == 413;
  return codex && repeated && failure.retry == llm::Retry::never ? 400 : failure.status;
}

std::string_view response_error_code(const Failure& failure) {
  // The one reason that clients act on more exactly than by kind.
  if (failure.code == "context_length_exceeded") return "context_length_exceeded";
  switch (failure.kind) {
    case FailureKind::quota:
      return "insufficient_quota";
    case FailureKind::rate_limit:
    case FailureKind::request_rate:
    case FailureKind::token_rate:
      return "rate_limit_exceeded";
    case FailureKind::invalid_request:
    case FailureKind::authentication:
    case FailureKind::permission:
    case FailureKind::conflict:
      return "invalid_prompt";  // the one that says: not again
    case FailureKind::server:
      break;
  }
  return "server_error";
}

std::string response_error_message(const Failure& failure) {
  const std::string& seconds = failure.retry_after;
  const bool waits = failure.kind == FailureKind::rate_limit && !seconds.empty() &&
                     std::ranges::all_of(seconds, [](char c) { return ascii::is_digit(c); });
  if (!waits) return failure.message;
  return failure.message + " Please try again in " + seconds + "s.";
}

}  // namespace gw::openai
