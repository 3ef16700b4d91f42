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

struct Case {
  int status;
  const char* code;
  const char* message;
  int client_status;
  const char* client_type;
  const char* client_code;
};

TEST(Errors, EveryServiceErrorHasItsPlaceInOpenAisTerms) {
  const Case cases[] = {
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
  for (const Case& c : cases) {
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
  EXPECT_EQ(gateways.status, 401);
  EXPECT_THAT(gateways.message, Not(HasSubstr("does not match")));
  EXPECT_THAT(gateways.message, HasSubstr("operator"));
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
