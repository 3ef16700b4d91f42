#include "bedrock/inference_profile.h"

#include <vector>

#include <gtest/gtest.h>

namespace gw::bedrock {
namespace {

constexpr std::string_view kArn =
    "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abcdefghijkl";

TEST(InferenceProfile, OnlyApplicationProfilesAreOpaque) {
  EXPECT_TRUE(is_application_profile(kArn));
  EXPECT_FALSE(is_application_profile(
      "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.amazon.nova-lite-v1:0"));
  EXPECT_FALSE(is_application_profile("x:application-inference-profile/a"));
}

TEST(InferenceProfile, ItsPathIsEncodedOnce) {
  EXPECT_EQ(profile_path(kArn),
            "/inference-profiles/arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3A"
            "application-inference-profile%2Fabcdefghijkl");
}

TEST(InferenceProfile, TheFirstModelCounts) {
  const auto model = read_profile_model(
      R"({"models":[{"modelArn":"arn:aws:bedrock:us-east-1::foundation-model\/amazon.nova-lite-v1:0"},)"
      R"({"modelArn":"arn:aws:bedrock:us-west-2::foundation-model/amazon.nova-lite-v1:0"}]})");
  ASSERT_TRUE(model);
  EXPECT_EQ(*model, "amazon.nova-lite-v1:0");
}

TEST(InferenceProfile, OddAnswersAreErrors) {
  for (const char* body :
       {"", "[]", "{}", R"({"models":[]})", R"({"models":[1]})", R"({"models":[{"modelArn":7}]})",
        R"({"models":[{"modelArn":"arn:aws:bedrock:us-east-1::foundation-model"}]})"}) {
    EXPECT_FALSE(read_profile_model(body)) << body;
  }
}

TEST(ProfilesFor, AreThoseOfTheRegionsGeographiesInTheGivenOrder) {
  struct Case {
    std::string_view model, region;
    std::vector<std::string> geographies, profiles;
  };
  constexpr std::string_view kSonnet = "anthropic.claude-sonnet-4-6";
  const std::vector<Case> cases{
      {kSonnet, "us-east-1", {}, {}},
      {kSonnet, "us-east-1", {"us"}, {"us.anthropic.claude-sonnet-4-6"}},
      {kSonnet, "eu-central-1", {"us"}, {}},
      {kSonnet, "eu-central-1", {"us", "eu"}, {"eu.anthropic.claude-sonnet-4-6"}},
      {kSonnet, "us-gov-west-1", {"us", "us-gov"}, {"us-gov.anthropic.claude-sonnet-4-6"}},
      {kSonnet,
       "ap-northeast-1",
       {"jp", "apac", "au", "global"},
       {"jp.anthropic.claude-sonnet-4-6", "apac.anthropic.claude-sonnet-4-6",
        "global.anthropic.claude-sonnet-4-6"}},
      {"arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-pro-v1:0",
       "us-east-1",
       {"us"},
       {"us.amazon.nova-pro-v1:0"}},
      {"us.anthropic.claude-sonnet-4-6", "us-east-1", {"us", "global"}, {}},
      {"arn:aws:bedrock:us-east-1:1:provisioned-model/abc", "us-east-1", {"us"}, {}},
      {"arn:aws:bedrock:us-east-1:1:inference-profile/us.a.b", "us-east-1", {"us"}, {}}};
  for (const Case& c : cases) {
    EXPECT_EQ(profiles_for(c.model, c.region, c.geographies), c.profiles)
        << c.model << " in " << c.region;
  }
}

}  // namespace
}  // namespace gw::bedrock
