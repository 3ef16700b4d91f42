#include "simulator/access.h"

#include <gtest/gtest.h>

#include "aws/sigv4.h"

namespace gw::simulator {
namespace {

constexpr std::int64_t kNow = 1'800'000'000;
constexpr std::string_view kBody = "{}";

struct Caller {
  std::string_view key_id = "AKIDEXAMPLE";
  std::string_view secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
  std::string_view token;
  std::string_view service = "bedrock";
  std::int64_t time = kNow;
};

http::RequestHead signed_head(const Caller& caller) {
  http::RequestHead head;
  head.method = "POST";
  head.target = "/model/anthropic.claude-v2%3A1/converse";
  head.fields.add("host", "localhost");
  const aws::Credentials credentials{std::string(caller.key_id), Secret(caller.secret),
                                     Secret(caller.token)};
  aws::SigningKeys keys;
  const aws::Header host{"host", "localhost"};
  const aws::SigningInput input{.method = "POST",
                                .path = head.target,
                                .query = "",
                                .headers = std::span(&host, 1),
                                .body = kBody,
                                .service = caller.service,
                                .region = "eu-west-3",
                                .time = caller.time};
  const aws::Signature signature = aws::sign(input, credentials, keys);
  head.fields.add("x-amz-date", signature.amz_date);
  head.fields.add("x-amz-content-sha256", signature.content_sha256);
  if (!caller.token.empty()) head.fields.add("x-amz-security-token", caller.token);
  head.fields.add("authorization", signature.authorization);
  return head;
}

std::string refusal_of_caller(const Caller& caller) {
  const auto refusal = refuse_access(example_access(), signed_head(caller), kBody, kNow);
  return refusal ? refusal->code : "";
}

TEST(Access, GoodSignaturesPass) {
  EXPECT_EQ(refusal_of_caller({}), "");
  EXPECT_EQ(refusal_of_caller({.key_id = "ASIAIOSFODNN7EXAMPLE",
                               .secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
                               .token = "EXAMPLE-TOKEN"}),
            "");
  EXPECT_EQ(refusal_of_caller({.time = kNow - 299}), "");
}

TEST(Access, BadOnesAreRefusedAsAwsDoes) {
  EXPECT_EQ(refusal_of_caller({.key_id = "AKIDUNKNOWN"}), "UnrecognizedClientException");
  EXPECT_EQ(refusal_of_caller({.secret = "wrong"}), "InvalidSignatureException");
  EXPECT_EQ(refusal_of_caller({.token = "unasked"}), "UnrecognizedClientException");
  EXPECT_EQ(refusal_of_caller({.service = "bedrock-runtime"}), "InvalidSignatureException");
  EXPECT_EQ(refusal_of_caller({.time = kNow - 301}), "InvalidSignatureException");
  EXPECT_EQ(refusal_of_caller({.time = kNow + 301}), "InvalidSignatureException");
  EXPECT_EQ(refusal_of_caller({.key_id = "ASIAIOSFODNN7EXAMPLE",
                               .secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
                               .token = "EXPIRED-TOKEN"}),
            "ExpiredTokenException");
  const auto changed_body = refuse_access(example_access(), signed_head({}), "{ }", kNow);
  ASSERT_TRUE(changed_body);
  EXPECT_EQ(changed_body->code, "InvalidSignatureException");
}

std::string refusal_with(std::string_view authorization, const Access& access) {
  http::RequestHead head;
  head.fields.add("host", "localhost");
  if (!authorization.empty()) head.fields.add("authorization", authorization);
  const auto refusal = refuse_access(access, head, kBody, kNow);
  return refusal ? refusal->code : "";
}

TEST(Access, ApiKeysAndUnsignedRequests) {
  const Access access = example_access();
  EXPECT_EQ(refusal_with("", access), "MissingAuthenticationTokenException");
  EXPECT_EQ(refusal_with("Bearer bedrock-api-key-EXAMPLE", access), "");
  EXPECT_EQ(refusal_with("Bearer other", access), "AccessDeniedException");
  EXPECT_NE(refusal_with("Basic abc", access), "");
}

TEST(Access, AnyCredentialsMayBeGoodButThereMustBeSome) {
  const Access any{.accept_any = true};
  EXPECT_EQ(refusal_with("", any), "MissingAuthenticationTokenException");
  EXPECT_EQ(refusal_with("Bearer x", any), "");
  EXPECT_FALSE(refuse_access(any, signed_head({.secret = "wrong"}), kBody, kNow));
}

}  // namespace
}  // namespace gw::simulator
