// OpenAI's error object, and the status that goes with it.
// https://platform.openai.com/docs/guides/error-codes
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/buffer.h"

namespace gw::openai {

// Whether the same request may succeed when it is sent again.
enum class Retry {
  never,
  elsewhere,  // not here, but perhaps at another target that the operator has named
  soon,
  later,  // it was throttled
};

struct ApiError {
  ApiError(int http_status, std::string_view error_type, std::string text)
      : status(http_status), type(error_type), message(std::move(text)) {}

  int status;               // HTTP status where there is one
  std::string type;         // "invalid_request_error", "rate_limit_error", "server_error", ...
  std::string message;      // for people: what happened, and what to do
  std::string param;        // "messages[2].content[0].text"; empty: null
  std::string code;         // "model_not_found", "context_length_exceeded"; empty: null
  std::string retry_after;  // seconds, for the header of that name; empty: none
  std::string upstream_request_id;
  Retry retry = Retry::never;
};

// {"error":{"message":…,"type":…,"param":…,"code":…}}
void append_error_body(const ApiError& error, Buffer& out);

// The errors this gateway makes itself.
ApiError invalid_request(std::string message, std::string_view param = {},
                         std::string_view code = {});

}  // namespace gw::openai
