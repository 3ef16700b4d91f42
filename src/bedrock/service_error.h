// Errors as Bedrock reports them: HTTP error bodies in all their forms, and exception messages in
// a stream. https://docs.aws.amazon.com/bedrock/latest/APIReference/CommonErrors.html
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "eventstream/message.h"

namespace gw::bedrock {

struct ServiceError {
  int status = 0;          // the HTTP status it has, or would have had outside a stream
  std::string code;        // "ThrottlingException"; empty when the answer did not say
  std::string message;     // Bedrock's own words; may be empty
  std::string request_id;  // x-amzn-requestid
  std::optional<std::int64_t> retry_after;  // seconds
  int original_status = 0;                  // ModelErrorException, ModelStreamErrorException
  // By an error in one of AWS's forms. Without it and without a request id somebody else has
  // answered: a proxy, a firewall, a captive portal.
  bool explained = true;
};

// `error_type` is the header x-amzn-errortype or empty; `body` may be JSON in any of
// Bedrock's shapes, HTML, text or nothing.
ServiceError read_service_error(int status, std::string_view error_type, std::string_view body);

// The error that an answer with status 200 turns out to be, by its header or its body; nullopt when
// neither names one.
std::optional<ServiceError> find_service_error(std::string_view error_type, std::string_view body);

// The error in an exception or error message of a stream; nullopt for others. What has the type of
// an exception is one, whatever it is said to be.
std::optional<ServiceError> read_stream_error(const eventstream::Message& message);

}  // namespace gw::bedrock
