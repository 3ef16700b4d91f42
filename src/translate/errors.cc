#include "translate/errors.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/signed_text.h"

namespace gw::translate {

namespace {

using bedrock::ServiceError;
using llm::Failure;
using llm::FailureKind;
using llm::Retry;

// The kinds of failure a client can tell apart, and what it is told to do.
struct Kind {
  int status;
  FailureKind type;
  std::string_view code;
  std::string_view advice;       // follows Bedrock's own words
  std::string_view retry_after;  // seconds, where Bedrock gave none; empty: no header
  Retry retry = Retry::never;
};

constexpr std::string_view kRetrySoon = "2";

constexpr Kind kBadRequest{400, FailureKind::invalid_request, "", "", ""};
constexpr Kind kContextLength{400, FailureKind::invalid_request, "context_length_exceeded", "", ""};
constexpr Kind kNeedsProfile{
    400, FailureKind::invalid_request, kProfileRequired,
    "Use the id of an inference profile, such as the model's with \"us.\", \"eu.\", \"apac.\" or "
    "\"global.\" in front.",
    ""};
constexpr Kind kCredentials{401, FailureKind::authentication, "invalid_api_key", "", ""};
constexpr Kind kPermission{
    403, FailureKind::permission, "access_denied",
    "The credentials need the IAM actions bedrock:InvokeModel and, for streams, "
    "bedrock:InvokeModelWithResponseStream on this model, and the account needs access to it "
    "(Bedrock console, \"Model access\").",
    ""};
constexpr Kind kNoModel{404, FailureKind::invalid_request, kModelNotFound,
                        "Check the id and the region, and that access to the model is enabled "
                        "(Bedrock console, \"Model access\").",
                        ""};
constexpr Kind kConflict{409, FailureKind::conflict, "", "", ""};
constexpr Kind kTooLarge{413, FailureKind::invalid_request, "request_too_large", "", ""};
constexpr Kind kThrottled{429,
                          FailureKind::rate_limit,
                          "rate_limit_exceeded",
                          "Check the account's Bedrock quotas.",
                          kRetrySoon,
                          Retry::later};
constexpr Kind kQuota{
    429, FailureKind::quota, "insufficient_quota", "Check the account's Bedrock quotas.",
    "",  Retry::elsewhere};
constexpr Kind kInternal{500, FailureKind::server, "", "", "", Retry::soon};
constexpr Kind kModelFailed{502, FailureKind::server, "model_error", "", "", Retry::soon};
constexpr Kind kBadGateway{502, FailureKind::server, "upstream_error", "", "", Retry::soon};
constexpr Kind kStrange{502, FailureKind::server, "upstream_error", "", "", Retry::elsewhere};
constexpr Kind kNotReady{503, FailureKind::server, "model_not_ready", "", kRetrySoon, Retry::soon};
constexpr Kind kUnavailable{503, FailureKind::server, "server_is_overloaded",
                            "",  kRetrySoon,          Retry::soon};
constexpr Kind kModelTimeout{504, FailureKind::server, "model_timeout", "", "", Retry::soon};

// Refused by somebody else, on the way: nothing follows from its status for the credentials, the
// model or the request.
constexpr Kind kForeign{502, FailureKind::server, "upstream_invalid_response", "",
                        "",  Retry::elsewhere};

struct ByCode {
  std::string_view code;
  const Kind* kind;
};

// https://docs.aws.amazon.com/bedrock/latest/APIReference/CommonErrors.html and the errors of each
// operation. Bedrock spells some of them with and without "Exception".
constexpr ByCode kByCode[] = {
    {"ValidationException", &kBadRequest},
    {"ValidationError", &kBadRequest},
    {"ServiceQuotaExceededException", &kQuota},
    {"ConflictException", &kConflict},
    {"AccessDeniedException", &kPermission},
    {"AccessDenied", &kPermission},
    {"NotAuthorized", &kPermission},
    {"OptInRequired", &kPermission},
    {"UnrecognizedClientException", &kCredentials},
    {"InvalidSignatureException", &kCredentials},
    {"SignatureDoesNotMatch", &kCredentials},
    {"IncompleteSignature", &kCredentials},
    {"IncompleteSignatureException", &kCredentials},
    {"ExpiredTokenException", &kCredentials},
    {"ExpiredToken", &kCredentials},
    {"RequestExpired", &kCredentials},
    {"MissingAuthenticationTokenException", &kCredentials},
    {"MissingAuthenticationToken", &kCredentials},
    {"InvalidClientTokenId", &kCredentials},
    {"InvalidAccessKeyId", &kCredentials},
    {"ResourceNotFoundException", &kNoModel},
    {"FTUFormNotFilled", &kNoModel},
    {"ModelTimeoutException", &kModelTimeout},
    {"ModelErrorException", &kModelFailed},
    {"ModelStreamErrorException", &kModelFailed},
    {"ThrottlingException", &kThrottled},
    {"TooManyRequestsException", &kThrottled},
    {"ModelNotReadyException", &kNotReady},
    {"InternalServerException", &kInternal},
    {"InternalFailure", &kInternal},
    {"ServiceUnavailableException", &kUnavailable},
    {"ServiceUnavailable", &kUnavailable},
};

struct ByWords {
  const Kind* before;  // only an error of this kind
  std::string_view words;
  const Kind* kind;
};

// What only Bedrock's words tell, in lower case; the first that is contained counts.
constexpr ByWords kByWords[] = {
    {&kBadRequest, "model identifier is invalid", &kNoModel},
    {&kBadRequest, "on-demand throughput isn", &kNeedsProfile},
    {&kBadRequest, "end of its life", &kNoModel},
    {&kBadRequest, "input is too long", &kContextLength},
    {&kBadRequest, "prompt is too long", &kContextLength},
    {&kBadRequest, "exceed context limit", &kContextLength},
    {&kBadRequest, "exceeds the context", &kContextLength},
    {&kBadRequest, "maximum context length", &kContextLength},
    {&kBadRequest, "too many input tokens", &kContextLength},
    {&kBadRequest, "please wait before trying again", &kThrottled},
    {&kStrange, "please wait before trying again", &kThrottled},  // with status 200
    {&kThrottled, "tokens per day", &kQuota},  // no pause that a client makes is long enough
    {&kPermission, "have access to the model", &kNoModel},
    {&kPermission, "marked by provider as legacy", &kNoModel},
    {&kPermission, "security token", &kCredentials},
    {&kPermission, "api key", &kCredentials},
    {&kPermission, "authentication token", &kCredentials},
    {&kPermission, "request signature", &kCredentials},
    {&kPermission, "signature expired", &kCredentials},
};

// Without a code, as from what stands in front of the service.
const Kind& by_status(int status) {
  switch (status) {
    case 401:
      return kCredentials;
    case 403:
      return kPermission;
    case 404:
      return kNoModel;
    case 408:
      return kModelTimeout;
    case 413:
      return kTooLarge;
    case 424:
      return kModelFailed;
    case 429:
      return kThrottled;
    case 500:
      return kInternal;
    case 501:
    case 505:
      return kStrange;
    case 503:
      return kUnavailable;
    case 504:
      return kModelTimeout;
    default:
      if (status >= 500) return kBadGateway;
      return status >= 400 ? kBadRequest : kStrange;
  }
}

bool is_foreign(const ServiceError& error) { return !error.explained && error.request_id.empty(); }

// Whoever says these, they are true, or pass: too large, too often, out of order.
bool holds_of_anyone(int status) {
  return status == 408 || status == 413 || status == 429 || status >= 500;
}

const Kind& kind_of(const ServiceError& error) {
  if (is_foreign(error) && !holds_of_anyone(error.status)) return kForeign;
  const auto* known = std::ranges::find(kByCode, error.code, &ByCode::code);
  const Kind* kind = known != std::end(kByCode) ? known->kind : &by_status(error.status);
  const std::string words = ascii::to_lower(error.message);
  for (const ByWords& rule : kByWords) {
    if (kind == rule.before && words.contains(rule.words)) return *rule.kind;
  }
  return *kind;
}

std::string credentials_message(const ServiceError& error, CredentialOwner owner) {
  if (owner == CredentialOwner::gateway) {
    return "The gateway's own AWS credentials were refused (" +
           (error.code.empty() ? std::string("no reason given") : error.code) +
           "). Its operator has to renew them.";
  }
  return "The AWS credentials were refused: " + std::string(without_signed_text(error.message)) +
         " Check x-aws-access-key-id, x-aws-secret-access-key and, for temporary credentials, "
         "x-aws-session-token, or the Bedrock API key and its region.";
}

// Proxies in between answer with whole pages.
constexpr std::size_t kMostWords = 1000;

std::string_view words_of(const ServiceError& error) {
  if (!error.message.empty()) return std::string_view(error.message).substr(0, kMostWords);
  if (!error.code.empty()) return error.code;
  return "Bedrock gave no reason.";
}

// What the catalogue knows of the end of a model.
std::string lifecycle(const bedrock::ModelRules& rules) {
  std::string text;
  if (rules.status != bedrock::Status::active) {
    text = rules.status == bedrock::Status::legacy ? " AWS calls it legacy" : " AWS has retired it";
    text += rules.end_of_life.empty() ? "." : " (end of life: " + rules.end_of_life + ").";
  }
  if (!rules.successor.empty()) text += " Use '" + rules.successor + "' instead.";
  return text;
}

std::string message_for(const ServiceError& error, const Kind& kind,
                        const bedrock::ModelRules& rules, std::string_view model) {
  std::string message(words_of(error));
  if (is_foreign(error)) {
    return "Status " + std::to_string(error.status) +
           " came from something on the way to Bedrock, such as a proxy or a firewall, and not "
           "from Bedrock" +
           (error.message.empty() ? "." : ": " + message);
  }
  if (&kind == &kNoModel) {
    message = "The model '" + std::string(model) + "' is not available: " + message;
    message += lifecycle(rules);
    if (rules.status == bedrock::Status::end_of_life) return message;  // no access helps
  }
  if (kind.advice.empty()) return message;
  if (!message.ends_with('.') && !message.ends_with('!') && !message.ends_with('?'))
    message.push_back('.');
  return message.append(" ").append(kind.advice);
}

// A model that failed may do better the next time, unless it says that the request is at fault.
Retry retry_of(const ServiceError& error, const Kind& kind) {
  const int original = error.original_status;
  const bool at_fault = original >= 400 && original < 500 && original != 408 && original != 429;
  return &kind == &kModelFailed && at_fault ? Retry::never : kind.retry;
}

}  // namespace

llm::Failure to_failure(const ServiceError& error, const bedrock::ModelRules& rules,
                        std::string_view model, CredentialOwner owner) {
  const Kind& kind = kind_of(error);
  llm::Failure result(kind.status, kind.type,
                      &kind == &kCredentials ? credentials_message(error, owner)
                                             : message_for(error, kind, rules, model));
  result.code = kind.code;
  if (&kind == &kNoModel || &kind == &kNeedsProfile) result.param = "model";
  if (&kind == &kContextLength) result.param = "messages";
  result.upstream_request_id = error.request_id;
  if (&kind != &kCredentials) result.upstream_message = words_of(error);
  result.retry = retry_of(error, kind);
  result.retry_after = kind.retry_after;
  if (error.retry_after && result.retry != Retry::never)
    result.retry_after = std::to_string(*error.retry_after);
  return result;
}

namespace {

struct Trouble {
  int status;
  std::string_view code;
  std::string_view message;
  Retry retry = Retry::never;
};

Trouble trouble_of(Errc code) {
  switch (code) {
    case Errc::unreachable:
      return {502, "upstream_unreachable", "Bedrock could not be reached", Retry::soon};
    case Errc::tls:
      return {502, "upstream_tls", "The TLS connection to Bedrock failed", Retry::elsewhere};
    case Errc::closed:
      return {502, "upstream_closed", "Bedrock closed the connection", Retry::soon};
    case Errc::timeout:
      return {504, "upstream_timeout", "Bedrock did not answer in time", Retry::soon};
    case Errc::busy:
      return {503, "server_is_overloaded", "There is no capacity for the request now",
              Retry::elsewhere};
    case Errc::canceled:
      return {503, "gateway_stopping",
              "The gateway is being stopped and had no more time for the request; send it again"};
    case Errc::malformed:
    case Errc::invalid:
    case Errc::too_large:
      break;
  }
  return {502, "upstream_invalid_response", "Bedrock's answer could not be understood",
          Retry::elsewhere};
}

}  // namespace

llm::Failure to_failure(const Error& error) {
  const Trouble trouble = trouble_of(error.code);
  std::string message(trouble.message);
  if (error.message.starts_with(message))  // it says so itself, and more
    message = error.message;
  else if (!error.message.empty() && error.code != Errc::canceled)
    message += ": " + error.message;
  llm::Failure result(trouble.status, llm::FailureKind::server, message + ".");
  result.code = trouble.code;
  result.retry = trouble.retry;
  if (trouble.status == 503) result.retry_after = kRetrySoon;
  return result;
}

Failure stream_truncated() {
  Failure failure(502, FailureKind::server,
                  "Bedrock's answer broke off before its end. The text so far may be incomplete; "
                  "the request can be sent again.");
  failure.code = "upstream_stream_truncated";
  failure.retry = Retry::soon;
  return failure;
}

}  // namespace gw::translate
