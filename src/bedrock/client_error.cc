#include <array>
#include <string>

#include "base/ascii.h"
#include "bedrock/client_call.h"
#include "eventstream/encoder.h"
#include "json/write.h"

namespace gw::bedrock {

namespace {

struct ErrorByCode {
  std::string_view code;
  ClientError error;
};

// Reasons that have an exception of their own.
constexpr std::array kErrorsByCode{
    ErrorByCode{"model_not_ready", {429, "ModelNotReadyException"}},
    ErrorByCode{"model_timeout", {408, "ModelTimeoutException"}},
    ErrorByCode{"model_error", {424, "ModelErrorException"}},
    ErrorByCode{"unknown_url", {404, "UnknownOperationException"}},
    ErrorByCode{"inference_profile_required", {400, "ValidationException"}}};

// Bedrock has several answers to a model that cannot be called, of which other dialects make one.
ClientError no_model(std::string_view words) {
  const std::string text = ascii::to_lower(words);
  if (text.contains("identifier is invalid")) return {400, "ValidationException"};
  if (text.contains("have access to the model") || text.contains("as legacy"))
    return {403, "AccessDeniedException"};
  return {404, "ResourceNotFoundException"};
}

ClientError error_by_status(int status) {
  switch (status) {
    case 401:
      return {403, "UnrecognizedClientException"};
    case 403:
      return {403, "AccessDeniedException"};
    case 404:
      return {404, "ResourceNotFoundException"};
    case 409:
      return {400, "ConflictException"};
    case 408:
    case 504:
      return {408, "ModelTimeoutException"};
    case 413:
      return {413, "RequestEntityTooLargeException"};
    case 429:
      return {429, "ThrottlingException"};
    case 500:
      return {500, "InternalServerException"};
    default:
      return status < 500 ? ClientError{status, "ValidationException"}
                          : ClientError{503, "ServiceUnavailableException"};
  }
}

std::string_view words_of(const llm::Failure& failure) {
  return failure.upstream_message.empty() ? failure.message : failure.upstream_message;
}

}  // namespace

ClientError client_error(const llm::Failure& failure) {
  for (const auto& [code, error] : kErrorsByCode) {
    if (failure.code == code) return error;
  }
  if (failure.code == "model_not_found") return no_model(failure.upstream_message);
  if (failure.kind == llm::FailureKind::quota) return {400, "ServiceQuotaExceededException"};
  return error_by_status(failure.status);
}

void append_client_error(const llm::Failure& failure, Buffer& out) {
  json::Writer json(out);
  json.begin_object().member("__type", client_error(failure).type);
  json.member("message", words_of(failure)).end_object();
}

void append_client_exception(const llm::Failure& failure, Buffer& out) {
  std::string type(client_error(failure).type);
  type.front() = static_cast<char>(type.front() | 0x20);
  Buffer payload;
  json::Writer json(payload);
  json.begin_object().member("message", words_of(failure)).end_object();
  eventstream::append_exception(type, payload.view(), out);
}

}  // namespace gw::bedrock
