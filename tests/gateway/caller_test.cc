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

std::expected<Caller, llm::Failure> identify(const http::Fields& fields,
                                             std::string_view model_region,
                                             const Ambient& ambient) {
  return identify_caller({fields, KeyField::none, model_region}, ambient);
}

const Ambient& environment() {
  static const Ambient ambient{
      credentials::fixed({"AKIDENV", Secret("env-secret"), Secret("env-token")}), "", "eu-west-1"};
  return ambient;
}

Ambient empty_environment() { return {nullptr, "", "us-east-1"}; }

TEST(IdentifyCaller, TakesTheHeadersWhole) {
  const auto caller =
      identify(fields_of({{"x-aws-access-key-id", "AKIDHEADER"}, {"X-AWS-Secret-Access-Key", "s"}}),
               "", environment());
  ASSERT_TRUE(caller);
  EXPECT_EQ(caller->own()->access_key_id, "AKIDHEADER");
  EXPECT_EQ(caller->own()->secret_access_key.reveal(), "s");
  EXPECT_TRUE(caller->own()->session_token.empty())
      << "the environment's token was mixed with a header's key";
  EXPECT_EQ(caller->owner(), translate::CredentialOwner::caller);
}

TEST(IdentifyCaller, TakesTheEnvironmentWhole) {
  const auto caller = identify(fields_of({}), "", environment());
  ASSERT_TRUE(caller);
  EXPECT_FALSE(caller->own());
  EXPECT_EQ(caller->ambient(), environment().identity);
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
      const auto caller = identify(fields_of(c.headers), "", ambient);
      ASSERT_FALSE(caller) << c.missing;
      EXPECT_EQ(caller.error().status, 401);
      EXPECT_EQ(caller.error().param, c.missing);
    }
  }
}

TEST(IdentifyCaller, ListsTheWaysWhenThereAreNoCredentials) {
  const auto caller = identify(fields_of({}), "", empty_environment());
  ASSERT_FALSE(caller);
  EXPECT_EQ(caller.error().status, 401);
  for (const std::string_view way : {"x-aws-access-key-id", "AWS_ACCESS_KEY_ID", "--demo"}) {
    EXPECT_NE(caller.error().message.find(way), std::string::npos) << way;
  }
}

TEST(IdentifyCaller, NamesTheHalfThatTheEnvironmentLacks) {
  Ambient half = empty_environment();
  half.missing = "AWS_SECRET_ACCESS_KEY";
  const auto caller = identify(fields_of({}), "", half);
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
    const auto caller = identify(fields_of({{"x-aws-region", c.header}}), c.model, environment());
    ASSERT_TRUE(caller);
    EXPECT_EQ(caller->region(), c.expected);
  }
}

TEST(IdentifyCaller, RefusesRegionsThatWouldChangeTheHost) {
  for (const std::string_view region :
       {"evil.example/", "us-east-1.evil", "-", "a b", "us_east_1"}) {
    const auto caller = identify(fields_of({{"x-aws-region", region}}), "", environment());
    ASSERT_FALSE(caller) << region;
    EXPECT_EQ(caller.error().status, 400);
    EXPECT_EQ(caller.error().param, "x-aws-region");
  }
}

// Base64 of "bedrock.amazonaws.com/?Action=CallWithBearerToken&X-Amz-Credential=
// AKID%2F20240530%2Fap-south-1%2Fbedrock%2Faws4_request&Version=1".
constexpr std::string_view kShortTermKey =
    "bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29tLz9BY3Rpb249Q2FsbFdpdGhCZWFyZXJUb2tlbiZYLUFtei1Dcm"
    "VkZW50aWFsPUFLSUQlMkYyMDI0MDUzMCUyRmFwLXNvdXRoLTElMkZiZWRyb2NrJTJGYXdzNF9yZXF1ZXN0JlZlcnNpb249"
    "MQ==";

TEST(IdentifyCaller, TakesABedrockApiKeyWhereverItStands) {
  struct Case {
    std::string_view header, value, key;
  };
  for (const Case& c :
       std::vector<Case>{{"x-aws-bearer-token", "any-form-of-key", "any-form-of-key"},
                         {"authorization", "Bearer ABSKQmVkcm9jaw==", "ABSKQmVkcm9jaw=="},
                         {"Authorization", "bearer  bedrock-api-key-abc", "bedrock-api-key-abc"}}) {
    const auto caller = identify(fields_of({{c.header, c.value}}), "", environment());
    ASSERT_TRUE(caller) << c.value;
    EXPECT_EQ(caller->own()->api_key.reveal(), c.key);
    EXPECT_TRUE(caller->own()->access_key_id.empty());
    EXPECT_EQ(caller->owner(), translate::CredentialOwner::caller);
  }
}

TEST(IdentifyCaller, LeavesOtherBearerTokensAlone) {
  for (const std::string_view value : {"Bearer sk-abcdef", "Bearer ", "ABSKwithout-scheme",
                                       "Basic ABSKabc", "Bearer absk-lower"}) {
    const auto caller = identify(fields_of({{"authorization", value}}), "", environment());
    ASSERT_TRUE(caller);
    EXPECT_EQ(caller->owner(), translate::CredentialOwner::gateway) << value;
  }
}

TEST(IdentifyCaller, TakesABedrockApiKeyInAnthropicsFieldToo) {
  const http::Fields fields = fields_of({{"x-api-key", "ABSKabc"}});
  EXPECT_TRUE(identify_caller({fields, KeyField::none, ""}, environment())->own());
  EXPECT_FALSE(identify_caller({fields, KeyField::x_api_key, ""}, environment())->own());
}

TEST(IdentifyCaller, NeverSendsAGatewayKeyToAws) {
  const http::Fields fields = fields_of({{"authorization", "Bearer ABSKa-gateway-key"}});
  const auto caller = identify_caller({fields, KeyField::authorization, ""}, environment());
  ASSERT_TRUE(caller);
  EXPECT_FALSE(caller->own());
  EXPECT_EQ(caller->owner(), translate::CredentialOwner::gateway);
}

TEST(IdentifyCaller, PrefersAccessKeysToTheApiKeyThatAnSdkMustHave) {
  const auto caller = identify(fields_of({{"x-aws-access-key-id", "AKIDHEADER"},
                                          {"x-aws-secret-access-key", "s"},
                                          {"authorization", "Bearer ABSKabc"}}),
                               "", environment());
  ASSERT_TRUE(caller);
  EXPECT_EQ(caller->own()->access_key_id, "AKIDHEADER");
  EXPECT_TRUE(caller->own()->api_key.empty());
}

TEST(IdentifyCaller, RefusesTwoIdentitiesAtOnce) {
  const auto caller = identify(fields_of({{"x-aws-access-key-id", "AKIDHEADER"},
                                          {"x-aws-secret-access-key", "s"},
                                          {"x-aws-bearer-token", "ABSKabc"}}),
                               "", environment());
  ASSERT_FALSE(caller);
  EXPECT_EQ(caller.error().status, 400);
  EXPECT_EQ(caller.error().param, "x-aws-bearer-token");
}

TEST(IdentifyCaller, GoesWhereAShortTermKeyIsGood) {
  struct Case {
    std::string_view header, model, expected;
  };
  const std::string bearer = "Bearer " + std::string(kShortTermKey);
  for (const Case& c : std::vector<Case>{{"us-west-2", "", "us-west-2"},
                                         {"", "us-west-2", "us-west-2"},
                                         {"", "", "ap-south-1"}}) {
    const auto caller = identify(fields_of({{"authorization", bearer}, {"x-aws-region", c.header}}),
                                 c.model, environment());
    ASSERT_TRUE(caller);
    EXPECT_EQ(caller->region(), c.expected);
  }
}

}  // namespace
}  // namespace gw::gateway
