#include "translate/errors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gw::translate {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

llm::Failure translated(int status, std::string code, std::string message,
                        const bedrock::ModelRules& rules = {}) {
  bedrock::ServiceError error;
  error.status = status;
  error.code = std::move(code);
  error.message = std::move(message);
  error.request_id = "r-1";
  return to_failure(error, rules, "some.model", CredentialOwner::caller);
}

llm::Failure of_somebody_else(int status, std::string_view body) {
  Buffer padded;  // as what is received stands
  padded.append(body);
  auto error = bedrock::read_service_error(status, "", padded.view());
  return to_failure(error, {}, "some.model", CredentialOwner::gateway);
}

TEST(Errors, O5WhatIsNotBedrocksSaysNothingOfCredentialsModelsOrRequests) {
  for (const int status : {302, 400, 401, 403, 404, 405, 407, 451}) {
    for (const std::string_view body :
         {"", "<html><h1>Forbidden</h1></html>", "Blocked by policy 7", R"({"error":"denied"})"}) {
      const llm::Failure error = of_somebody_else(status, body);
      EXPECT_EQ(error.status, 502) << status << body;
      EXPECT_EQ(error.kind, llm::FailureKind::server);
      EXPECT_EQ(error.code, "upstream_invalid_response");
      EXPECT_EQ(error.retry, llm::Retry::elsewhere);
      EXPECT_THAT(error.message, AllOf(HasSubstr("Status " + std::to_string(status)),
                                       HasSubstr("not from Bedrock"), Not(HasSubstr("IAM")),
                                       Not(HasSubstr("available")), Not(HasSubstr("<html>"))));
    }
  }
  EXPECT_THAT(of_somebody_else(403, "Blocked by policy 7").message, HasSubstr("policy 7"));
}

TEST(Errors, K6ReadAsSentences) {
  EXPECT_THAT(translated(429, "ThrottlingException", "Too many requests").message,
              HasSubstr("Too many requests. Check the account's"));
  EXPECT_THAT(translated(429, "ThrottlingException", "Wait!").message, HasSubstr("Wait! Check"));
  const Error closed(Errc::closed, "Bedrock closed the connection before its answer was complete");
  EXPECT_EQ(to_failure(closed).message,
            "Bedrock closed the connection before its answer was complete.");
  EXPECT_EQ(to_failure(Error(Errc::closed, "connection reset")).message,
            "Bedrock closed the connection: connection reset.");
}

TEST(Errors, O5WhatHoldsWhoeverSaysItKeepsItsStatus) {
  const std::pair<int, int> cases[] = {{413, 413}, {429, 429}, {502, 502}, {503, 503}, {504, 504}};
  for (const auto& [status, wanted] : cases) {
    const llm::Failure error = of_somebody_else(status, "<html></html>");
    EXPECT_EQ(error.status, wanted);
    EXPECT_THAT(error.message, AllOf(HasSubstr("not from Bedrock"), Not(HasSubstr("quota"))));
  }
}

TEST(Errors, O5AnyFormOfAwssErrorIsBedrocks) {
  EXPECT_EQ(of_somebody_else(403, R"({"Message":"User is not authorized"})").status, 403);
  EXPECT_EQ(of_somebody_else(404, R"({"__type":"ResourceNotFoundException"})").status, 404);
  bedrock::ServiceError error = bedrock::read_service_error(403, "", "");
  error.request_id = "r-1";
  EXPECT_EQ(to_failure(error, {}, "some.model", CredentialOwner::gateway).status, 403);
}

struct ErrorCase {
  int status;
  const char* code;
  const char* message;
  int client_status;
  const char* client_type;
  const char* client_code;
};

TEST(Errors, EveryServiceErrorHasItsPlaceInOpenAisTerms) {
  const ErrorCase cases[] = {
      {400, "ValidationException", "messages: at least one", 400, "invalid_request_error", ""},
      {400, "ValidationException", "Input is too long for requested model.", 400,
       "invalid_request_error", "context_length_exceeded"},
      {400, "ValidationException", "prompt is too long: 210000 tokens > 200000 maximum", 400,
       "invalid_request_error", "context_length_exceeded"},
      {400, "ValidationException", "input length and `max_tokens` exceed context limit: 1 + 2 > 2",
       400, "invalid_request_error", "context_length_exceeded"},
      {400, "ValidationException", "The provided model identifier is invalid.", 404,
       "invalid_request_error", "model_not_found"},
      {400, "ValidationException",
       "Invocation of model ID x with on-demand throughput isn't supported. Retry your request "
       "with the ID or ARN of an inference profile that contains this model.",
       400, "invalid_request_error", "inference_profile_required"},
      {400, "ServiceQuotaExceededException", "quota", 429, "insufficient_quota",
       "insufficient_quota"},
      {400, "ConflictException", "conflict", 409, "conflict", ""},
      {403, "UnrecognizedClientException", "The security token included in the request is invalid.",
       401, "authentication_error", "invalid_api_key"},
      {403, "InvalidSignatureException", "The request signature we calculated does not match", 401,
       "authentication_error", "invalid_api_key"},
      {403, "ExpiredTokenException", "The security token included in the request is expired", 401,
       "authentication_error", "invalid_api_key"},
      {403, "MissingAuthenticationTokenException", "Missing Authentication Token", 401,
       "authentication_error", "invalid_api_key"},
      {400, "IncompleteSignature", "x", 401, "authentication_error", "invalid_api_key"},
      {403, "", "The security token included in the request is expired", 401,
       "authentication_error", "invalid_api_key"},
      {403, "", "Missing Authentication Token", 401, "authentication_error", "invalid_api_key"},
      {403, "AccessDeniedException",
       "User: arn:aws:iam::1:user/x is not authorized to perform: bedrock:InvokeModel", 403,
       "permission_error", "access_denied"},
      {403, "AccessDeniedException",
       "You don't have access to the model with the specified model ID.", 404,
       "invalid_request_error", "model_not_found"},
      {403, "", "<html>Forbidden</html>", 403, "permission_error", "access_denied"},
      {404, "ResourceNotFoundException", "This model version has reached the end of its life.", 404,
       "invalid_request_error", "model_not_found"},
      {404, "ResourceNotFoundException",
       "Access denied. This Model is marked by provider as Legacy and you have not been actively "
       "using the model in the last 30 days.",
       404, "invalid_request_error", "model_not_found"},
      {404, "FTUFormNotFilled", "Model use case details have not been submitted", 404,
       "invalid_request_error", "model_not_found"},
      {408, "ModelTimeoutException", "t", 504, "server_error", "model_timeout"},
      {413, "", "", 413, "invalid_request_error", "request_too_large"},
      {424, "ModelErrorException", "e", 502, "server_error", "model_error"},
      {424, "ModelStreamErrorException", "e", 502, "server_error", "model_error"},
      {429, "ThrottlingException", "Too many tokens, please wait before trying again.", 429,
       "rate_limit_error", "rate_limit_exceeded"},
      {429, "ThrottlingException", "Too many requests, please wait before trying again.", 429,
       "rate_limit_error", "rate_limit_exceeded"},
      // C19: no pause of seconds helps.
      {429, "ThrottlingException", "Too many tokens per day, please wait before trying again.", 429,
       "insufficient_quota", "insufficient_quota"},
      {429, "ModelNotReadyException", "restoring", 503, "server_error", "model_not_ready"},
      {429, "", "", 429, "rate_limit_error", "rate_limit_exceeded"},
      {500, "InternalServerException", "oops", 500, "server_error", ""},
      {503, "ServiceUnavailableException", "busy", 503, "server_error", "server_is_overloaded"},
      {418, "NeverHeardOf", "teapot", 400, "invalid_request_error", ""},
      {599, "NeverHeardOf", "strange", 502, "server_error", "upstream_error"},
      {302, "", "", 502, "server_error", "upstream_error"},
  };
  for (const ErrorCase& c : cases) {
    const llm::Failure error = translated(c.status, c.code, c.message);
    const std::string name = std::string(c.code) + " " + c.message;
    EXPECT_EQ(error.status, c.client_status) << name;
    EXPECT_EQ(llm::name(error.kind), c.client_type) << name;
    EXPECT_EQ(error.code, c.client_code) << name;
    EXPECT_THAT(error.message, HasSubstr(c.message)) << name;
    EXPECT_EQ(error.upstream_request_id, "r-1") << name;
  }
}

TEST(Errors, ParametersAreNamedWhereTheyAreKnown) {
  EXPECT_EQ(translated(404, "ResourceNotFoundException", "x").param, "model");
  EXPECT_EQ(translated(400, "ValidationException", "on-demand throughput isn't supported").param,
            "model");
  EXPECT_EQ(translated(400, "ValidationException", "Input is too long").param, "messages");
  EXPECT_EQ(translated(400, "ValidationException", "x").param, "");
}

TEST(Errors, ThatAModelIsRetiredIsSaidAndWhatToUseInstead) {
  const auto message = [](bedrock::Status status, std::string end, std::string successor) {
    bedrock::ModelRules rules;
    rules.status = status;
    rules.end_of_life = std::move(end);
    rules.successor = std::move(successor);
    return translated(400, "ValidationException", "The provided model identifier is invalid.",
                      rules)
        .message;
  };
  const std::string words =
      "The model 'some.model' is not available: The provided model identifier is invalid.";
  using enum bedrock::Status;
  EXPECT_EQ(message(end_of_life, "2026-07-30", "new.model"),
            words + " AWS has retired it (end of life: 2026-07-30). Use 'new.model' instead.");
  EXPECT_EQ(message(end_of_life, "", ""), words + " AWS has retired it.");
  EXPECT_THAT(message(legacy, "2027-01-08", "new.model"),
              AllOf(HasSubstr(" AWS calls it legacy (end of life: 2027-01-08). Use 'new.model'"),
                    HasSubstr("Model access")));
  EXPECT_THAT(message(active, "", ""), HasSubstr(words + " Check the id and the region"));
}

TEST(Errors, PermissionErrorsNameTheAction) {
  const llm::Failure error = translated(403, "AccessDeniedException", "no");
  EXPECT_THAT(error.message, HasSubstr("bedrock:InvokeModelWithResponseStream"));
  EXPECT_THAT(error.message, HasSubstr("Model access"));
}

TEST(Errors, RetryAfterIsBedrocksElseOurs) {
  bedrock::ServiceError error;
  error.status = 429;
  error.code = "ThrottlingException";
  EXPECT_EQ(to_failure(error, {}, "m", CredentialOwner::caller).retry_after, "2");
  error.retry_after = 17;
  EXPECT_EQ(to_failure(error, {}, "m", CredentialOwner::caller).retry_after, "17");
  error.code = "InternalServerException";
  EXPECT_EQ(to_failure(error, {}, "m", CredentialOwner::caller).retry_after, "17");
  error.code = "ValidationException";
  EXPECT_EQ(to_failure(error, {}, "m", CredentialOwner::caller).retry_after, "");
}

TEST(Errors, WhatWasSignedNeverGetsOut) {
  bedrock::ServiceError error;
  error.status = 403;
  error.code = "InvalidSignatureException";
  error.message =
      "The request signature we calculated does not match.\n\nThe Canonical String for this "
      "request should have been\n'POST\nx-amz-security-token:SECRET'";
  EXPECT_THAT(to_failure(error, {}, "m", CredentialOwner::caller).message,
              Not(HasSubstr("SECRET")));
  const llm::Failure gateways = to_failure(error, {}, "m", CredentialOwner::gateway);
  EXPECT_THAT(gateways.message, Not(HasSubstr("SECRET")));
  EXPECT_THAT(gateways.message, HasSubstr("operator"));
}

// O9: a 401 would send the client to look for a fault in its own key.
TEST(Errors, O9CredentialsOfTheGatewaysAreNotTheClientsFault) {
  for (const std::string code : {"ExpiredTokenException", "UnrecognizedClientException",
                                 "InvalidSignatureException", "InvalidClientTokenId"}) {
    bedrock::ServiceError error;
    error.status = 403;
    error.code = code;
    error.message = "AWS's own words.";
    const llm::Failure gateways = to_failure(error, {}, "m", CredentialOwner::gateway);
    EXPECT_EQ(gateways.status, 503) << code;
    EXPECT_EQ(gateways.kind, llm::FailureKind::server);
    EXPECT_EQ(gateways.code, "credentials_refused");
    EXPECT_EQ(gateways.retry, llm::Retry::elsewhere);
    EXPECT_THAT(gateways.message, AllOf(HasSubstr(code), HasSubstr("AWS's own words."),
                                        HasSubstr("operator"), Not(HasSubstr("x-aws-"))));
    EXPECT_EQ(to_failure(error, {}, "m", CredentialOwner::caller).status, 401) << code;
  }
}

// C8: agents compact their history when they see this code, and only then.
TEST(Errors, C8EveryWordingOfAPromptThatIsTooLong) {
  for (
      const char* words : {
          // Claude
          "Input is too long for requested model.",
          "The model returned the following errors: prompt is too long: 210000 tokens > 200000 "
          "maximum",
          "input length and `max_tokens` exceed context limit: 190000 + 20000 > 200000, decrease "
          "input length or `max_tokens` and try again",
          "messages: Too many total text bytes: 9000001 > 9000000",
          // Nova
          "Input Tokens Exceeded: Number of input tokens exceeds maximum length. Please update the "
          "input to try again.",
          // Titan
          "400 Bad Request: Too many input tokens. Max input tokens: 8192, request input token "
          "count: 9000",
          "Malformed input request: expected maxLength: 50000, actual: 60000, please reformat your "
          "input and try again.",
          "Malformed input request: #/inputText: expected maxLength: 50000, actual: 60000, please "
          "reformat your input and try again.",
          // Llama
          "This model's maximum context length is 8192 tokens. Please reduce the length of the "
          "prompt",
          "Malformed input request: #/prompt: expected maxLength: 2048, actual: 3000, please "
          "reformat your input and try again.",
          // Mistral
          "Prompt contains 40000 tokens and 0 draft tokens, too large for model with 32768 maximum "
          "context length",
          // Command
          "too many tokens: total number of tokens in the prompt cannot exceed 4081 - received "
          "4500. Try using a shorter prompt, or enable truncating.",
          // Gemma, GPT, servers of open models
          "The input token count (140000) exceeds the maximum number of tokens allowed (131072).",
          "The input token count exceeds the maximum number of input tokens.",
          "Your input exceeds the context window of this model. Please adjust your input and try "
          "again.",
          "The input (140000 tokens) is longer than the model's context length (131072 tokens).",
      }) {
    const llm::Failure error = translated(400, "ValidationException", words);
    EXPECT_EQ(error.code, "context_length_exceeded") << words;
    EXPECT_EQ(error.status, 400);
    EXPECT_EQ(error.retry, llm::Retry::never);
    EXPECT_THAT(error.message, HasSubstr(words));
  }
}

TEST(Errors, C8WhatOnlySoundsLikeIt) {
  for (const char* words : {
           "The maximum tokens you requested exceeds the model limit of 4096. Try again with a "
           "maximum tokens value that is lower than 4096.",
           "Too many tokens, please wait before trying again.",
           "tools.0.name: String should have at most 64 characters",
           "Malformed input request: #/tools/0/name: expected maxLength: 64, actual: 70, please "
           "reformat your input and try again.",
       }) {
    const llm::Failure error = translated(400, "ValidationException", words);
    EXPECT_NE(error.code, "context_length_exceeded") << words;
    EXPECT_THAT(error.message, HasSubstr(words));
  }
}

// C17 and the second look at "You don't have access": what to do is not the same for all.
TEST(Errors, C17AdviceFitsTheReason) {
  const struct {
    int status;
    const char* code;
    const char* words;
    int client_status;
    const char* advice;
  } cases[] = {
      {403, "AccessDeniedException",
       "Model access is denied due to IAM user or service role is not authorized to perform the "
       "required AWS Marketplace actions (aws-marketplace:ViewSubscriptions, "
       "aws-marketplace:Subscribe) to enable access to this model.",
       403, "aws-marketplace:Unsubscribe"},
      {403, "AccessDeniedException",
       "Model access is denied due to INVALID_PAYMENT_INSTRUMENT:A valid payment instrument must "
       "be "
       "provided. Your AWS Marketplace subscription for this model cannot be completed at this "
       "time. If you recently fixed this issue, try again after 2 minutes.",
       403, "valid payment method"},
      {404, "ResourceNotFoundException",
       "Model use case details have not been submitted for this account. Fill out the Anthropic "
       "use "
       "case details form before using the model. If you have already filled out the form, try "
       "again in 15 minutes.",
       404, "Anthropic's use case form"},
      {404, "FTUFormNotFilled", "Model use case details have not been submitted", 404,
       "Anthropic's use case form"},
      {403, "AccessDeniedException",
       "You don't have access to the model with the specified model ID.", 404, "Activate it"},
      {403, "AccessDeniedException",
       "Access to this model is not available for channel program accounts. Reach out to your AWS "
       "Solution Provider or AWS Distributor for more information.",
       403, "AWS partner"},
      {403, "AccessDeniedException",
       "Access to Anthropic models is not allowed from unsupported countries, regions, or "
       "territories.",
       403, "does not offer it"},
      {403, "AccessDeniedException", "Your account is not authorized to invoke this API operation.",
       403, "AWS Support"},
      {400, "ValidationException", "Operation not allowed", 403, "AWS Support"},
      {403, "AccessDeniedException",
       "User: arn:aws:iam::1:user/x is not authorized to perform: bedrock:InvokeModel on resource: "
       "arn:aws:bedrock:eu-north-1::foundation-model/x with an explicit deny in a service control "
       "policy",
       403, "explicitly"},
      {403, "AccessDeniedException",
       "User: arn:aws:iam::1:user/x is not authorized to perform: bedrock:InvokeModel on resource: "
       "arn:aws:bedrock:us-east-1::foundation-model/x because no identity-based policy allows the "
       "bedrock:InvokeModel action",
       403, "IAM actions"},
      {400, "ValidationException", "data retention mode 'default' is not available for this model",
       400, "retains data"},
  };
  for (const auto& [status, code, words, client_status, advice] : cases) {
    const llm::Failure error = translated(status, code, words);
    EXPECT_EQ(error.status, client_status) << words;
    EXPECT_THAT(error.message, AllOf(HasSubstr(words), HasSubstr(advice)));
    EXPECT_EQ(error.retry, llm::Retry::never);
    if (std::string_view(advice) != "IAM actions")
      EXPECT_THAT(error.message, Not(HasSubstr("need the IAM actions"))) << words;
  }
}

TEST(Errors, C19QuotasOfADay) {
  for (const char* words : {"Too many tokens per day, please wait before trying again.",
                            "Too many requests per day.", "You have reached your daily limit."}) {
    const llm::Failure error = translated(429, "ThrottlingException", words);
    EXPECT_EQ(error.code, "insufficient_quota") << words;
    EXPECT_EQ(error.retry, llm::Retry::elsewhere);
  }
}

TEST(Errors, P6AModelThatIsThrottledIsGivenTime) {
  const llm::Failure error = translated(503, "ServiceUnavailableException",
                                        "Model is getting throttled. Try your request again.");
  EXPECT_EQ(error.status, 503);
  EXPECT_EQ(error.retry, llm::Retry::later);
}

TEST(Errors, AnAnswerThatWasFilteredSaysSo) {
  EXPECT_EQ(
      translated(400, "ValidationException", "Output blocked by content filtering policy").code,
      "content_policy_violation");
}

TEST(Errors, ConnectionTroubleIsAServerError) {
  const std::pair<Errc, int> cases[] = {
      {Errc::closed, 502},      {Errc::timeout, 504}, {Errc::canceled, 503},
      {Errc::unreachable, 502}, {Errc::tls, 502},     {Errc::malformed, 502},
      {Errc::too_large, 502},   {Errc::invalid, 502}, {Errc::busy, 503},
  };
  for (const auto& [code, status] : cases) {
    const llm::Failure error = to_failure(Error(code, "detail"));
    EXPECT_EQ(error.status, status) << gw::name(code);
    EXPECT_EQ(name(error.kind), "server_error");
    EXPECT_FALSE(error.code.empty());
    // Why the gateway gives up stands in the message; who closed what does not matter then.
    if (code != Errc::canceled) EXPECT_THAT(error.message, HasSubstr(": detail."));
  }
}

TEST(Errors, SayWhetherAskingAgainMayHelp) {  // U8b
  struct {
    int status;
    const char* code;
    const char* message;
    llm::Retry expected;
  } const cases[] = {
      {429, "ThrottlingException", "Rate exceeded", llm::Retry::later},
      {400, "ValidationException", "Too many tokens, please wait before trying again.",
       llm::Retry::later},
      {200, "", "Too many tokens, please wait before trying again.", llm::Retry::later},
      {429, "", "", llm::Retry::later},
      {429, "ModelNotReadyException", "m", llm::Retry::soon},
      {408, "ModelTimeoutException", "t", llm::Retry::soon},
      {424, "ModelStreamErrorException", "e", llm::Retry::soon},
      {500, "InternalServerException", "i", llm::Retry::soon},
      {502, "", "", llm::Retry::soon},
      {503, "ServiceUnavailableException", "u", llm::Retry::soon},
      {504, "", "", llm::Retry::soon},
      {520, "", "", llm::Retry::soon},
      {529, "", "", llm::Retry::soon},
      {501, "", "", llm::Retry::elsewhere},
      {505, "", "", llm::Retry::elsewhere},
      {302, "", "", llm::Retry::elsewhere},
      {200, "UnknownOperationException", "", llm::Retry::elsewhere},
      {400, "ValidationException", "v", llm::Retry::never},
      {400, "ValidationException", "Input is too long for requested model.", llm::Retry::never},
      {400, "ServiceQuotaExceededException", "q", llm::Retry::elsewhere},
      {403, "AccessDeniedException", "a", llm::Retry::never},
      {403, "ExpiredTokenException", "x", llm::Retry::never},
      {404, "ResourceNotFoundException", "n", llm::Retry::never},
  };
  for (const auto& each : cases) {
    EXPECT_EQ(translated(each.status, each.code, each.message).retry, each.expected)
        << each.status << " " << each.code;
  }
}

TEST(Errors, AModelThatSaysThatTheRequestIsAtFaultIsNotAskedAgain) {
  for (const auto& [original, expected] : {std::pair(400, llm::Retry::never),
                                           {422, llm::Retry::never},
                                           {429, llm::Retry::soon},
                                           {500, llm::Retry::soon},
                                           {0, llm::Retry::soon}}) {
    bedrock::ServiceError error;
    error.status = 424;
    error.code = "ModelErrorException";
    error.original_status = original;
    EXPECT_EQ(to_failure(error, {}, "some.model", CredentialOwner::caller).retry, expected)
        << original;
  }
}

TEST(Errors, ConnectionsThatFailAndAnswersThatMakeNoSenseAreWorthAnother) {
  for (const auto& [code, expected] : {std::pair(Errc::unreachable, llm::Retry::soon),
                                       {Errc::closed, llm::Retry::soon},
                                       {Errc::timeout, llm::Retry::soon},
                                       {Errc::tls, llm::Retry::elsewhere},
                                       {Errc::malformed, llm::Retry::elsewhere},
                                       {Errc::too_large, llm::Retry::elsewhere},
                                       {Errc::canceled, llm::Retry::never}}) {
    EXPECT_EQ(to_failure(Error(code, "")).retry, expected) << name(code);
  }
}

}  // namespace
}  // namespace gw::translate
