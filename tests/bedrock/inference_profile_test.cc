#include "bedrock/inference_profile.h"

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

}  // namespace
}  // namespace gw::bedrock
