#include "anthropic/api_error.h"

#include <algorithm>
#include <cstddef>

#include "base/ascii.h"
#include "json/write.h"

namespace gw::anthropic {

namespace {

constexpr std::string_view kModelPrefix = "The model returned the following errors: ";
constexpr std::size_t kMostWords = 2000;  // proxies in between answer with whole pages

struct ByStatus {
  int status;
  std::string_view type;
};
constexpr ByStatus kByStatus[] = {
    {401, "authentication_error"}, {402, "billing_error"},    {403, "permission_error"},
    {404, "not_found_error"},      {408, "timeout_error"},    {409, "conflict_error"},
    {413, "request_too_large"},    {429, "rate_limit_error"}, {500, "api_error"},
    {501, "not_supported"},        {503, "overloaded_error"}, {504, "timeout_error"},
    {529, "overloaded_error"},
};

bool is_arn_byte(char c) {
  return ascii::is_alpha(c) || ascii::is_digit(c) || std::string_view(":/-_.*").contains(c);
}

// How many bytes at the front of `text` are an ARN.
std::size_t arn_size(std::string_view text) {
  if (!text.starts_with("arn:")) return 0;
  std::size_t size = 0;
  while (size < text.size() && is_arn_byte(text[size])) ++size;
  while (text[size - 1] == '.' || text[size - 1] == ':') --size;  // the sentence's
  return size;
}

std::size_t digits(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::find_if_not(text, ascii::is_digit) - text.begin());
}

}  // namespace

std::string_view error_type(const llm::Failure& failure) {
  const bool budget = failure.code == kSpendLimit;  // which its status describes
  if (failure.kind == llm::FailureKind::quota && !budget) return "billing_error";
  const auto* known = std::ranges::find(kByStatus, failure.status, &ByStatus::status);
  if (known != std::end(kByStatus)) return known->type;
  return failure.status >= 400 && failure.status < 500 ? "invalid_request_error" : "api_error";
}

std::string mask_account(std::string_view text) {
  constexpr std::size_t kAccountDigits = 12;
  std::string masked;
  masked.reserve(text.size());
  while (!text.empty()) {
    const bool in_word = !masked.empty() && ascii::is_alpha(masked.back());
    std::size_t size = in_word ? 0 : arn_size(text);
    if (size > 0) {
      masked += "[arn]";
    } else if (size = digits(text); size == kAccountDigits) {
      masked += "[account]";
    } else {
      size = std::max<std::size_t>(size, 1);
      masked += text.substr(0, size);
    }
    text.remove_prefix(size);
  }
  return masked;
}

std::string error_message(const llm::Failure& failure) {
  if (failure.upstream_message.empty()) return failure.message;
  const bool at_fault = failure.status >= 400 && failure.status < 500 &&
                        failure.kind == llm::FailureKind::invalid_request;
  if (!at_fault || failure.status == 404) return mask_account(failure.message);
  std::string_view words = failure.upstream_message;
  if (words.starts_with(kModelPrefix)) words.remove_prefix(kModelPrefix.size());
  return mask_account(words.substr(0, kMostWords));
}

void append_error_body(const llm::Failure& failure, std::string_view request_id, Buffer& out) {
  json::Writer json(out);
  json.begin_object().member("type", "error");
  json.key("error").begin_object().member("type", error_type(failure));
  json.member("message", error_message(failure));
  if (failure.code == kNoThreads) {
    json.key("details").begin_object().member("error_code", kNoThreads);
    json.key("unsupported").begin_array().string("thread").end_array().end_object();
  } else if (failure.code == kSpendLimit) {
    json.key("details").begin_object();
    json.member("error_code", "enforced_spend_limit_reached").end_object();
  }
  json.end_object().key("request_id");
  request_id.empty() ? json.null() : json.string(request_id);
  json.end_object();
}

void append_error_event(const llm::Failure& failure, std::string_view request_id, Buffer& out) {
  out.append("event: error\ndata: ");
  append_error_body(failure, request_id, out);
  out.append("\n\n");
}

std::string_view spell(llm::Parameter parameter) {
  using llm::Parameter;
  switch (parameter) {
    case Parameter::model:
      return "model";
    case Parameter::messages:
      return "messages";
    case Parameter::max_tokens:
      return "max_tokens";
    case Parameter::temperature:
      return "temperature";
    case Parameter::top_p:
      return "top_p";
    case Parameter::stop:
      return "stop_sequences";
    case Parameter::tools:
    case Parameter::functions:
      return "tools";
    case Parameter::tool_choice:
    case Parameter::function_call:
      return "tool_choice";
    case Parameter::parallel_tool_calls:
      return "tool_choice.disable_parallel_tool_use";
    case Parameter::strict_tools:
      return "tools.strict";
    case Parameter::custom_format:
      return "tools.format";
    case Parameter::tool_result_id:
      return "messages.content.tool_use_id";
    case Parameter::response_format:
      return "output_config.format";
    case Parameter::beta_flags:
      return "anthropic_beta";
    case Parameter::response_paths:
      return "additionalModelResponseFieldPaths";
    case Parameter::guardrail:
      return "guardrailConfig";
    case Parameter::metadata:
      return "metadata";
    case Parameter::user:
      return "metadata.user_id";
    case Parameter::cache_control:
      return "cache_control";
    case Parameter::cache_lifetime:
      return "cache_control.ttl";
    case Parameter::content_cache_control:
    case Parameter::history_reasoning:
      return "messages.content.thinking";
    case Parameter::message_cache_control:
      return "messages.content.cache_control";
    case Parameter::tool_cache_control:
      return "tools.cache_control";
    case Parameter::tool_schema:
      return "tools.input_schema";
  }
  return "";
}

}  // namespace gw::anthropic
