#include "bedrock/residency.h"

#include <gtest/gtest.h>

namespace gw::bedrock {
namespace {

Residency residency(std::vector<std::string> terms) {
  const auto parsed = Residency::parse(terms);
  EXPECT_TRUE(parsed) << parsed.error().message;
  return parsed.value_or(Residency());
}

struct ResidencyCase {
  std::vector<std::string> terms;
  std::string_view region;
  std::string_view model;
  bool allowed;
};

constexpr std::string_view kClaude = "anthropic.claude-sonnet-4-6";
constexpr std::string_view kEuClaude = "eu.anthropic.claude-sonnet-4-6";
constexpr std::string_view kUsClaude = "us.anthropic.claude-sonnet-4-6";
constexpr std::string_view kGlobalClaude = "global.anthropic.claude-sonnet-4-6";

TEST(Residency, HoldsTheRegionAndWhereAProfileMayGo) {
  const ResidencyCase cases[] = {
      {{}, "us-east-1", kGlobalClaude, true},  // no limit
      // The region that is called.
      {{"eu"}, "eu-central-1", kClaude, true},
      {{"eu"}, "us-east-1", kClaude, false},
      {{"eu"}, "eu-west-2", kClaude, false},     // London
      {{"eu"}, "eu-central-2", kClaude, false},  // Zurich
      {{"eu-*"}, "eu-west-2", kClaude, true},
      {{"eu-central-1"}, "eu-central-1", kClaude, true},
      {{"eu-central-1"}, "eu-central-10", kClaude, false},
      {{"us"}, "us-gov-west-1", kClaude, false},
      {{"us-gov"}, "us-gov-west-1", kClaude, true},
      {{"eu", "ca-central-1"}, "ca-central-1", kClaude, true},
      {{"apac"}, "ap-southeast-1", kClaude, true},
      // The regions that a profile may choose.
      {{"eu"}, "eu-central-1", kEuClaude, true},
      {{"eu"}, "eu-central-1", kUsClaude, false},
      {{"eu"}, "eu-central-1", kGlobalClaude, false},
      {{"eu-*"}, "eu-central-1", kEuClaude, true},
      {{"eu-central-1"}, "eu-central-1", kEuClaude, false},  // it may go to Stockholm
      {{"eu-central-*", "eu-north-1", "eu-south-*", "eu-west-*"}, "eu-west-1", kEuClaude, true},
      {{"ca"}, "ca-central-1", kUsClaude, false},  // from Canada to the United States
      {{"us", "ca"}, "ca-central-1", kUsClaude, true},
      {{"jp"}, "ap-northeast-1", "jp.anthropic.claude-sonnet-4-5-20250929-v1:0", true},
      {{"jp"}, "ap-northeast-1", "apac.anthropic.claude-sonnet-4-20250514-v1:0", false},
      {{"apac"}, "ap-northeast-1", "jp.anthropic.claude-sonnet-4-5-20250929-v1:0", true},
      {{"us-gov"}, "us-gov-west-1", "us-gov.anthropic.claude-sonnet-4-5-20250929-v1:0", true},
      // Prefixes that nobody knows yet go anywhere, also in front of odd names.
      {{"eu"}, "eu-central-1", "mars.anthropic.claude-sonnet-4-6", false},
      {{"eu"}, "eu-central-1", "global.a-b.model", false},
      {{"eu"}, "eu-central-1", "deepseek.v3.2", true},
      // ARNs.
      {{"eu"},
       "eu-west-1",
       "arn:aws:bedrock:eu-west-1::foundation-model/amazon.nova-pro-v1:0",
       true},
      {{"eu"},
       "eu-west-1",
       "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-pro-v1:0",
       false},
      {{"eu"},
       "eu-west-1",
       "arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.amazon.nova-pro-v1:0",
       true},
      {{"eu"},
       "eu-west-1",
       "arn:aws:bedrock:eu-west-1:123456789012:inference-profile/global.amazon.nova-pro-v1:0",
       false},
      {{"eu"},
       "eu-west-1",
       "arn:aws:bedrock:eu-west-1:123456789012:imported-model/abcdef012345",
       true},
      {{"eu"},
       "eu-west-1",
       "arn:aws:bedrock:eu-west-1:123456789012:provisioned-model/abcdef",
       true},
      {{"eu"},
       "eu-west-1",
       "arn:aws:bedrock:eu-west-1:123456789012:application-inference-profile/abcdef012345",
       false},
      {{"eu"},
       "eu-west-1",
       "arn:aws:bedrock:eu-west-1:123456789012:default-prompt-router/x:1",
       false},
      {{"eu"}, "eu-west-1", "arn:", false},
  };
  for (const ResidencyCase& c : cases) {
    std::string terms;
    for (const auto& term : c.terms) terms += term + " ";
    EXPECT_EQ(residency(c.terms).allows(c.region, c.model), c.allowed)
        << terms << c.region << " " << c.model;
  }
}

TEST(Residency, OfTwoBothHold) {
  const Residency both = residency({"eu"}).with(residency({"eu-central-1", "us-east-1"}));
  EXPECT_TRUE(both.allows("eu-central-1", kClaude));
  EXPECT_FALSE(both.allows("eu-west-1", kClaude));
  EXPECT_FALSE(both.allows("us-east-1", kClaude));
  EXPECT_FALSE(both.allows("eu-central-1", kEuClaude));
  EXPECT_FALSE(Residency().with(Residency()).limited());
  EXPECT_TRUE(Residency().with(residency({"eu"})).allows("eu-west-1", kEuClaude));
}

TEST(Residency, SaysWhyNot) {
  const Residency eu = residency({"eu", "ca-central-1"});
  EXPECT_EQ(eu.check("us-east-1", kClaude).error().message,
            "the region 'us-east-1' is outside of the residency eu, ca-central-1");
  EXPECT_EQ(eu.check("eu-west-1", kUsClaude).error().message,
            "'us.anthropic.claude-sonnet-4-6' may be answered outside of the residency eu, "
            "ca-central-1");
  EXPECT_EQ(
      eu.check_model("arn:aws:bedrock:eu-west-1:1:application-inference-profile/a").error().message,
      "'arn:aws:bedrock:eu-west-1:1:application-inference-profile/a' may be answered outside "
      "of the residency eu, ca-central-1: what it stands for does not say where");
}

TEST(Residency, OtherTermsAreMistakes) {
  for (const std::string term :
       {"europe", "EU", "", "*", "eu*", "eu-*-1", "global", "eu central-1"})
    EXPECT_FALSE(Residency::parse(std::vector{term})) << term;
}

// Whoever looks for the profile of a region finds it among the geographies.
TEST(Geographies, AreRegionsOrBeginningsOfThem) {
  for (const Geography& geography : geographies()) {
    for (const std::string_view region : geography.regions) {
      EXPECT_TRUE(Residency::parse(std::vector{std::string(region)})) << region;
    }
  }
}

}  // namespace
}  // namespace gw::bedrock
