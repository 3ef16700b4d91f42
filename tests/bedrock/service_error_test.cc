#include "bedrock/service_error.h"

#include <gtest/gtest.h>

#include "answers.h"

namespace gw::bedrock {
namespace {

struct ErrorCase {
  std::string_view type;  // the header x-amzn-errortype
  std::string_view body;
  std::string_view code;
  std::string_view message;
};

ServiceError read(int status, std::string_view type, std::string_view body) {
  const Buffer bytes = buffer_of(body);
  return read_service_error(status, type, bytes.view());
}

TEST(ServiceError, IsReadFromEveryForm) {
  const ErrorCase cases[] = {
      {"ThrottlingException", R"({"message":"Too many tokens"})", "ThrottlingException",
       "Too many tokens"},
      {"ValidationException:http://internal.amazon.com/coral/com.amazon.bedrock/",
       R"({"message":"bad"})", "ValidationException", "bad"},
      {"com.amazon#AccessDeniedException,x", R"({"Message":"no"})", "AccessDeniedException", "no"},
      {"", R"({"__type":"com.amazon.coral#ExpiredTokenException","message":"old"})",
       "ExpiredTokenException", "old"},
      {"", R"({"code":"InvalidSignatureException","message":"sig"})", "InvalidSignatureException",
       "sig"},
      {"A", R"({"code":"B","__type":"C","message":"header first"})", "A", "header first"},
      {"", R"({"message":null,"Message":"capital"})", "", "capital"},
      {"X", R"({"message":"caf\u00e9 \ud83d\ude00"})", "X", "caf\u00e9 \U0001F600"},
      {"X", R"({"message":42})", "X", ""},
      {"X", R"(["message"])", "X", R"(["message"])"},
      {"X", "", "X", ""},
      {"X", "  upstream connect error \n", "X", "upstream connect error"},
      {"", "<html><body>502 Bad Gateway</body></html>", "", ""},
      {"", "\x01\x02", "", ""},
  };
  for (const auto& [type, body, code, message] : cases) {
    const auto error = read(418, type, body);
    EXPECT_EQ(error.status, 418) << body;
    EXPECT_EQ(error.code, code) << body;
    EXPECT_EQ(error.message, message) << body;
  }
  EXPECT_EQ(read(500, "", std::string(10'000, 'x')).message, "");
}

TEST(ServiceError, O10DoesNotRepeatWhatWasSigned) {
  for (const std::string_view signed_text :
       {"The Canonical String for this request should have been 'POST\\nx-amz-security-token:T'",
        "the canonical string was x-amz-security-token:T", "X-Amz-Security-Token:T",
        "The String-to-Sign should have been 'T'"}) {
    const std::string body =
        R"({"message":"It does not match.\n\n)" + std::string(signed_text) + "\"}";
    EXPECT_EQ(read(403, "InvalidSignatureException", body).message, "It does not match.");
    EXPECT_EQ(
        read(403, "InvalidSignatureException", "It does not match. " + std::string(signed_text))
            .message,
        "It does not match.");
  }
}

TEST(ServiceError, IsFoundInWhatHasTheStatusOfAnAnswer) {  // A16
  const ErrorCase cases[] = {
      {"",
       R"({"Output":{"__type":"com.amazon.coral.service#UnknownOperationException"},)"
       R"("Version":"1.0"})",
       "UnknownOperationException", ""},
      {"", R"({"__type":"x#ThrottlingException","message":"slow"})", "ThrottlingException", "slow"},
      {"ThrottlingException", R"({"message":"slow"})", "ThrottlingException", "slow"},
      {"ThrottlingException", "", "ThrottlingException", ""},
      {"", R"({"message":"Too many tokens"})", "", "Too many tokens"},
  };
  for (const auto& [type, body, code, message] : cases) {
    const Buffer bytes = buffer_of(body);
    const auto error = find_service_error(type, bytes.view());
    ASSERT_TRUE(error) << body;
    EXPECT_EQ(error->status, 200);
    EXPECT_EQ(error->code, code) << body;
    EXPECT_EQ(error->message, message) << body;
  }
}

TEST(ServiceError, IsNotFoundInWhatNamesNone) {
  for (const std::string_view body :
       {"", "null", "1", "words", "[]", "{}", R"({"output":7})", R"({"Output":{}})",
        R"({"Output":{"Output":{"__type":"x"}}})", R"({"message":{}})", R"({"message":"x")",
        "<html>maintenance</html>"}) {
    const Buffer bytes = buffer_of(body);
    EXPECT_FALSE(find_service_error("", bytes.view())) << body;
  }
}

TEST(ServiceError, KeepsTheModelsOwnStatus) {
  const auto error = read(424, "ModelErrorException",
                          R"({"message":"m","originalStatusCode":429,"resourceName":"r"})");
  EXPECT_EQ(error.original_status, 429);
  EXPECT_EQ(read(424, "", R"({"originalStatusCode":99999999999})").original_status, 0);
  EXPECT_EQ(read(424, "", R"({"originalStatusCode":"429"})").original_status, 0);
}

TEST(StreamError, OrdinaryEventsAreNone) {
  EXPECT_FALSE(read_stream_error({.message_type = "event", .event_type = "messageStop"}));
  EXPECT_FALSE(read_stream_error({}));
}

TEST(StreamError, ExceptionsHaveTheStatusOfTheirKind) {
  const struct {
    std::string_view type;
    std::string_view code;
    int status;
  } cases[] = {
      {"internalServerException", "InternalServerException", 500},
      {"modelStreamErrorException", "ModelStreamErrorException", 424},
      {"validationException", "ValidationException", 400},
      {"throttlingException", "ThrottlingException", 429},
      {"ThrottlingException", "ThrottlingException", 429},
      {"serviceUnavailableException", "ServiceUnavailableException", 503},
      {"modelTimeoutException", "ModelTimeoutException", 408},
      {"somethingNewException", "SomethingNewException", 500},
      {"", "", 500},
  };
  const Buffer payload = buffer_of(
      R"({"message":"why","originalStatusCode":503,"originalMessage":"the model's words"})");
  for (const auto& [type, code, status] : cases) {
    const auto error = read_stream_error(
        {.message_type = "exception", .exception_type = type, .payload = payload.view()});
    ASSERT_TRUE(error) << type;
    EXPECT_EQ(error->code, code);
    EXPECT_EQ(error->status, status) << type;
    EXPECT_EQ(error->message, "why");
    EXPECT_EQ(error->original_status, 503);
  }
}

TEST(StreamError, ExceptionsAreErrorsWhateverTheMessageIsSaidToBe) {  // U1
  for (const std::string_view type : {"", "event", "Exception", "error", "something new"}) {
    const auto error = read_stream_error(
        {.message_type = type, .exception_type = "throttlingException", .payload = ""});
    ASSERT_TRUE(error) << type;
    EXPECT_EQ(error->code, "ThrottlingException");
    EXPECT_EQ(error->status, 429);
  }
}

TEST(StreamError, UnmodelledErrorsAreInTheHeaders) {
  const auto error = read_stream_error(
      {.message_type = "error", .error_code = "InternalFailure", .error_message = "it broke"});
  ASSERT_TRUE(error);
  EXPECT_EQ(error->code, "InternalFailure");
  EXPECT_EQ(error->message, "it broke");
  EXPECT_EQ(error->status, 500);
}

}  // namespace
}  // namespace gw::bedrock
