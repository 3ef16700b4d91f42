// Why a request has no answer, in no client's dialect: each dialect spells it in its own envelope
// (openai/api_error.h, anthropic/api_error.h).
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <utility>

namespace gw::llm {

// What kind of failure a client can tell apart; with the status it decides a dialect's type.
enum class FailureKind {
  invalid_request,
  authentication,
  permission,
  conflict,
  rate_limit,
  request_rate,  // of this gateway's own limits on requests, and on tokens
  token_rate,
  quota,  // used up: waiting a moment does not help
  server,
};
// "invalid_request_error" ...: for logs, and as OpenAI's clients know it.
std::string_view name(FailureKind kind);

// Whether the same request may succeed when it is sent again.
enum class Retry {
  never,
  elsewhere,  // not here, but perhaps at another target that the operator has named
  soon,
  later,  // it was throttled
};

struct Failure {
  Failure(int http_status, FailureKind failure_kind, std::string text)
      : status(http_status), kind(failure_kind), message(std::move(text)) {}

  int status;  // HTTP status where there is one
  FailureKind kind;
  std::string message;      // for people: what happened, and what to do
  std::string param;        // the client's path: "messages[2].content[0].text"; empty: none
  std::string code;         // a stable name of the reason: "model_not_found"; empty: none
  std::string retry_after;  // seconds, for the header of that name; empty: none
  std::string upstream_request_id;
  std::string upstream_message;  // Bedrock's own words; empty: the failure is none of Bedrock's
  Retry retry = Retry::never;
};

template <class T = void>
using Expected = std::expected<T, Failure>;

// A request that is at fault.
inline Failure invalid_request(std::string message, std::string_view param = {},
                               std::string_view code = {}) {
  Failure failure(400, FailureKind::invalid_request, std::move(message));
  failure.param = param;
  failure.code = code;
  return failure;
}

}  // namespace gw::llm
