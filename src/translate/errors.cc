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
// Nothing that the client could mend, and nothing that its own key has to do with.
constexpr Kind kOwnCredentials{503, FailureKind::server, "credentials_refused", "",
                               "",  Retry::elsewhere};
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
// What an account has to do before a model answers. AWS's console does it by itself for most.
constexpr Kind kNoAccess{
    404, FailureKind::invalid_request, kModelNotFound,
    "Activate it for the account: open the model in the Bedrock console's catalogue in this "
    "region, "
    "accept its terms and, for Anthropic's models, submit the use case form. The first call of a "
    "principal with AWS Marketplace permissions does it as well; then wait a few minutes.",
    ""};
constexpr Kind kUseCase{
    404, FailureKind::invalid_request, kModelNotFound,
    "Submit Anthropic's use case form once for the account (Bedrock console, the model's page, or "
    "the API PutUseCaseForModelAccess), and try again after 15 minutes.",
    ""};
constexpr Kind kMarketplace{
    403, FailureKind::permission, "access_denied",
    "The account subscribes to this model through AWS Marketplace. Let a principal with "
    "aws-marketplace:Subscribe, aws-marketplace:Unsubscribe and aws-marketplace:ViewSubscriptions "
    "call the model once, and try again after 2 minutes.",
    ""};
constexpr Kind kPayment{403, FailureKind::permission, "access_denied",
                        "Give the AWS account a valid payment method (Billing console, \"Payment "
                        "preferences\"), and try "
                        "again after 2 minutes.",
                        ""};
constexpr Kind kAccount{
    403, FailureKind::permission, "access_denied",
    "AWS has not opened this to the account. Its owner has to ask AWS Support; IAM policies do not "
    "help.",
    ""};
constexpr Kind kPartner{403, FailureKind::permission, "access_denied",
                        "The account belongs to an AWS partner, who has to open the model to it.",
                        ""};
constexpr Kind kCountry{
    403, FailureKind::permission, "access_denied",
    "The model's maker does not offer it where the account, or this request, is from.", ""};
constexpr Kind kDenied{
    403, FailureKind::permission, "access_denied",
    "A policy denies it explicitly: look for a Deny on bedrock:InvokeModel in the policy that AWS "
    "names. For an inference profile of several regions, all of them have to be allowed.",
    ""};
constexpr Kind kRetention{400, FailureKind::invalid_request, "",
                          "The operator chooses how Bedrock retains data for this account (Bedrock "
                          "console, \"Settings\").",
                          ""};
constexpr Kind kMaxTokens{400, FailureKind::invalid_request, "invalid_value",
                          "Ask for fewer tokens.", ""};
constexpr Kind kFiltered{400, FailureKind::invalid_request, "content_policy_violation", "", ""};
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
// Of the model, not of the account: its quotas do not help.
constexpr Kind kModelThrottled{503, FailureKind::server, "server_is_overloaded",
                               "",  kRetrySoon,          Retry::later};
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
    {"FTUFormNotFilled", &kUseCase},
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
    // More than the model takes, in the words of Claude, Nova, Titan, Llama, Mistral, Command,
    // Jamba, Gemma, GPT and the servers of open models.
    {&kBadRequest, "input is too long", &kContextLength},
    {&kBadRequest, "prompt is too long", &kContextLength},
    {&kBadRequest, "prompt too long", &kContextLength},
    {&kBadRequest, "too many total text bytes", &kContextLength},
    {&kBadRequest, "exceed context limit", &kContextLength},
    {&kBadRequest, "exceeds the context", &kContextLength},
    {&kBadRequest, "exceeds context", &kContextLength},
    {&kBadRequest, "input tokens exceeded", &kContextLength},
    {&kBadRequest, "input tokens exceeds", &kContextLength},
    {&kBadRequest, "too many input tokens", &kContextLength},
    {&kBadRequest, "maximum context length", &kContextLength},
    {&kBadRequest, "model's context length", &kContextLength},
    {&kBadRequest, "number of tokens in the prompt cannot exceed", &kContextLength},
    {&kBadRequest, "maximum number of input tokens", &kContextLength},
    {&kBadRequest, "maximum number of tokens allowed", &kContextLength},
    {&kBadRequest, "maximum allowed number of input tokens", &kContextLength},
    {&kBadRequest, "malformed input request: expected maxlength", &kContextLength},
    {&kBadRequest, "#/prompt: expected maxlength", &kContextLength},
    {&kBadRequest, "#/inputtext: expected maxlength", &kContextLength},
    {&kBadRequest, "#/message: expected maxlength", &kContextLength},
    {&kBadRequest, "maximum tokens you requested exceeds the model limit", &kMaxTokens},
    {&kBadRequest, "http content length exceeded", &kTooLarge},
    {&kBadRequest, "output blocked by content filtering policy", &kFiltered},
    {&kBadRequest, "please wait before trying again", &kThrottled},
    {&kBadRequest, "operation not allowed", &kAccount},
    {&kBadRequest, "data retention mode", &kRetention},
    {&kStrange, "please wait before trying again", &kThrottled},  // with status 200
    {&kUnavailable, "getting throttled", &kModelThrottled},
    // No pause that a client makes is long enough.
    {&kThrottled, "per day", &kQuota},
    {&kThrottled, "daily", &kQuota},
    {&kNoModel, "use case details", &kUseCase},
    {&kPermission, "use case details", &kUseCase},
    {&kPermission, "have access to the model", &kNoAccess},
    {&kPermission, "marked by provider as legacy", &kNoModel},
    {&kPermission, "invalid_payment_instrument", &kPayment},
    {&kPermission, "payment instrument", &kPayment},
    {&kPermission, "aws marketplace", &kMarketplace},
    {&kPermission, "aws-marketplace", &kMarketplace},
    {&kPermission, "channel program", &kPartner},
    {&kPermission, "unsupported countries", &kCountry},
    {&kPermission, "account is not authorized to invoke this api", &kAccount},
    {&kPermission, "explicit deny", &kDenied},
    {&kPermission, "security token", &kCredentials},
    {&kPermission, "api key", &kCredentials},
    {&kPermission, "bearer token", &kCredentials},
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
  const std::string words(without_signed_text(error.message));
  if (owner == CredentialOwner::gateway) {
    std::string reason = error.code.empty() ? "no reason given" : error.code;
    if (!words.empty()) reason += ": " + words;
    return "The gateway's own AWS credentials were refused (" + reason +
           "). Its operator has to renew them; the client's key is not concerned.";
  }
  return "The AWS credentials were refused: " + words +
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
  if (kind.code == kModelNotFound) {
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
  const Kind& said = kind_of(error);
  const bool gateways = &said == &kCredentials && owner == CredentialOwner::gateway;
  const Kind& kind = gateways ? kOwnCredentials : said;
  llm::Failure result(kind.status, kind.type,
                      &said == &kCredentials ? credentials_message(error, owner)
                                             : message_for(error, kind, rules, model));
  result.code = kind.code;
  if (kind.code == kModelNotFound || kind.code == kProfileRequired) result.param = "model";
  if (&kind == &kContextLength) result.param = "messages";
  result.upstream_request_id = error.request_id;
  if (&said != &kCredentials) result.upstream_message = words_of(error);
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
