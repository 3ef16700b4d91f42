// Credentials and region of a request: never mixed, never half, never a host name by surprise.
#include "gateway/bedrock/caller.h"

#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace gw::gateway {
namespace {

using Headers = std::vector<std::pair<std::string_view, std::string_view>>;

http::Fields fields_of(const Headers& headers) {
  http::Fields fields;
  for (const auto& [name, value] : headers) fields.add(name, value);
  return fields;
}

const Ambient& environment() {
  static const Ambient ambient{
      aws::Credentials{"AKIDENV", Secret("env-secret"), Secret("env-token")}, "", "eu-west-1"};
  return ambient;
}

Ambient empty_environment() { return {std::nullopt, "", "us-east-1"}; }

TEST(IdentifyCaller, TakesTheHeadersWhole) {
  const auto caller = identify_caller(
      fields_of({{"x-aws-access-key-id", "AKIDHEADER"}, {"X-AWS-Secret-Access-Key", "s"}}), "",
      environment());
  ASSERT_TRUE(caller);
  EXPECT_EQ(caller->credentials().access_key_id, "AKIDHEADER");
  EXPECT_EQ(caller->credentials().secret_access_key.reveal(), "s");
  EXPECT_TRUE(caller->credentials().session_token.empty())
      << "the environment's token was mixed with a header's key";
  EXPECT_EQ(caller->owner(), translate::CredentialOwner::caller);
}

TEST(IdentifyCaller, TakesTheEnvironmentWhole) {
  const auto caller = identify_caller(fields_of({}), "", environment());
  ASSERT_TRUE(caller);
  EXPECT_EQ(caller->credentials().access_key_id, "AKIDENV");
  EXPECT_EQ(caller->credentials().session_token.reveal(), "env-token");
  EXPECT_EQ(caller->owner(), translate::CredentialOwner::gateway);
}

TEST(IdentifyCaller, RefusesHalfAPairAndSaysWhichHalfIsMissing) {
  struct Case {
    Headers headers;
    std::string_view missing;
  };
  const std::vector<Case> cases = {
      {{{"x-aws-access-key-id", "A"}}, "x-aws-secret-access-key"},
      {{{"x-aws-secret-access-key", "s"}}, "x-aws-access-key-id"},
      {{{"x-aws-session-token", "t"}}, "x-aws-access-key-id"},
      {{{"x-aws-access-key-id", "A"}, {"x-aws-session-token", "t"}}, "x-aws-secret-access-key"},
      {{{"x-aws-access-key-id", "A"}, {"x-aws-secret-access-key", ""}}, "x-aws-secret-access-key"},
  };
  for (const Case& c : cases) {
    for (const Ambient& ambient : {environment(), empty_environment()}) {
      const auto caller = identify_caller(fields_of(c.headers), "", ambient);
      ASSERT_FALSE(caller) << c.missing;
      EXPECT_EQ(caller.error().status, 401);
      EXPECT_EQ(caller.error().param, c.missing);
    }
  }
}

TEST(IdentifyCaller, ListsTheWaysWhenThereAreNoCredentials) {
  const auto caller = identify_caller(fields_of({}), "", empty_environment());
  ASSERT_FALSE(caller);
  EXPECT_EQ(caller.error().status, 401);
  for (const std::string_view way : {"x-aws-access-key-id", "AWS_ACCESS_KEY_ID", "--demo"}) {
    EXPECT_NE(caller.error().message.find(way), std::string::npos) << way;
  }
}

TEST(IdentifyCaller, NamesTheHalfThatTheEnvironmentLacks) {
  Ambient half = empty_environment();
  half.missing = "AWS_SECRET_ACCESS_KEY";
  const auto caller = identify_caller(fields_of({}), "", half);
  ASSERT_FALSE(caller);
  EXPECT_NE(caller.error().message.find("AWS_SECRET_ACCESS_KEY"), std::string::npos);
}

TEST(IdentifyCaller, ChoosesTheRegionByHeaderThenModelThenEnvironment) {
  struct Case {
    std::string_view header, model, expected;
  };
  for (const Case& c : std::vector<Case>{{"ap-south-1", "us-west-2", "ap-south-1"},
                                         {"", "us-west-2", "us-west-2"},
                                         {"", "", "eu-west-1"}}) {
    const auto caller =
        identify_caller(fields_of({{"x-aws-region", c.header}}), c.model, environment());
    ASSERT_TRUE(caller);
    EXPECT_EQ(caller->region(), c.expected);
  }
}

TEST(IdentifyCaller, RefusesRegionsThatWouldChangeTheHost) {
  for (const std::string_view region :
       {"evil.example/", "us-east-1.evil", "-", "a b", "us_east_1"}) {
    const auto caller = identify_caller(fields_of({{"x-aws-region", region}}), "", environment());
    ASSERT_FALSE(caller) << region;
    EXPECT_EQ(caller.error().status, 400);
    EXPECT_EQ(caller.error().param, "x-aws-region");
  }
}

}  // namespace
}  // namespace gw::gateway
