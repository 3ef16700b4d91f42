#include "bedrock/model_id.h"

#include <string>

#include <gtest/gtest.h>

namespace gw::bedrock {
namespace {

struct IdCase {
  std::string_view text;
  std::string_view base;
  std::string_view region = "";
};

TEST(ModelId, KnowsTheModelBehindEveryForm) {
  constexpr std::string_view kSonnet = "anthropic.claude-3-sonnet-20240229-v1:0";
  const IdCase cases[] = {
      {kSonnet, kSonnet},
      {"us.anthropic.claude-3-sonnet-20240229-v1:0", kSonnet},
      {"us-gov.anthropic.claude-3-sonnet-20240229-v1:0", kSonnet},
      {"global.anthropic.claude-3-sonnet-20240229-v1:0", kSonnet},
      {"mars.anthropic.claude-3-sonnet-20240229-v1:0", kSonnet},
      {"eu.ai21.jamba-x", "ai21.jamba-x"},
      {"amazon.titan-tg1-large", "amazon.titan-tg1-large"},
      // Dots that are no border of a prefix.
      {"zai.glm-4.7-flash", "zai.glm-4.7-flash"},
      {"us.zai.glm-5.3", "zai.glm-5.3"},
      {"deepseek.v3.2-v1:0", "deepseek.v3.2-v1:0"},
      {"openai.gpt-5.6-luna", "openai.gpt-5.6-luna"},
      {"minimax.minimax-m2.1", "minimax.minimax-m2.1"},
      {"arn:aws:bedrock:us-west-2::foundation-model/anthropic.claude-3-sonnet-20240229-v1:0",
       kSonnet, "us-west-2"},
      {"arn:aws-us-gov:bedrock:us-gov-west-1:123456789012:inference-profile/"
       "us-gov.anthropic.claude-3-sonnet-20240229-v1:0",
       kSonnet, "us-gov-west-1"},
      {"arn:aws:bedrock:us-east-1:123456789012:custom-model/"
       "anthropic.claude-3-sonnet-20240229-v1:0/abcdefghijkl",
       kSonnet, "us-east-1"},
      {"arn:aws:bedrock:eu-west-1:123456789012:application-inference-profile/abcdefghijkl", "",
       "eu-west-1"},
      {"arn:aws:bedrock:eu-west-1:123456789012:provisioned-model/abcdefghijkl", "", "eu-west-1"},
      {"arn:aws:bedrock:eu-west-1:123456789012:imported-model/abcdefghijkl", "", "eu-west-1"},
      {"arn:aws:sagemaker:ap-south-1:123456789012:endpoint/my-llama", "", "ap-south-1"},
      {"arn:aws", ""},
      {"llama", "llama"},
  };
  for (const auto& [text, base, region] : cases) {
    const auto id = parse_model_id(text);
    ASSERT_TRUE(id) << text;
    EXPECT_EQ(id->value, text);
    EXPECT_EQ(base_model(id->value), base) << text;
    EXPECT_EQ(id->region, region) << text;
  }
}

TEST(ModelId, MayStandBehindARegion) {
  struct Addressed {
    std::string_view text;
    std::string_view value;
    std::string_view region;
  };
  const Addressed cases[] = {
      {"eu-west-1/amazon.nova-lite-v1:0", "amazon.nova-lite-v1:0", "eu-west-1"},
      {"us-gov-west-1/us-gov.amazon.nova-pro-v1:0", "us-gov.amazon.nova-pro-v1:0", "us-gov-west-1"},
      {"ap-southeast-2%2Famazon.nova-lite-v1:0", "amazon.nova-lite-v1:0", "ap-southeast-2"},
      // Behind the name of the provider.
      {"bedrock/us.amazon.nova-lite-v1:0", "us.amazon.nova-lite-v1:0", ""},
      {"amazon-bedrock/amazon.nova-lite-v1:0", "amazon.nova-lite-v1:0", ""},
      {"bedrock/eu-west-1/amazon.nova-lite-v1:0", "amazon.nova-lite-v1:0", "eu-west-1"},
      {"bedrock%2Fx.y", "x.y", ""},
      {"bedrock/converse/us.amazon.nova-lite-v1:0", "us.amazon.nova-lite-v1:0", ""},
      {"bedrock/invoke/amazon.nova-lite-v1:0", "amazon.nova-lite-v1:0", ""},
      {"amazon.nova-2..x", "amazon.nova-2..x", ""},  // no segment of its own
      {"bedrock/bedrock/x", "bedrock/x", ""},
      // No region: Bedrock says what it thinks of such an id.
      {"anthropic/claude-3", "anthropic/claude-3", ""},
      {"gpt-4/x", "gpt-4/x", ""},
      {"us-east-/x", "us-east-/x", ""},
      {"evil.example-a-1/x", "evil.example-a-1/x", ""},
      {"/x", "/x", ""},
  };
  for (const auto& [text, value, region] : cases) {
    const auto id = parse_model_id(text);
    ASSERT_TRUE(id) << text;
    EXPECT_EQ(id->value, value) << text;
    EXPECT_EQ(id->region, region) << text;
  }
  EXPECT_FALSE(parse_model_id("eu-west-1/"));
  EXPECT_FALSE(parse_model_id("bedrock/"));
  EXPECT_FALSE(parse_model_id("eu-west-1/.."));
}

TEST(ModelId, IsDecodedOnce) {
  const auto id = parse_model_id(
      "arn%3Aaws%3Abedrock%3Aus-east-1%3A1%3Ainference-profile%2Fus.meta.llama3%3A0");
  ASSERT_TRUE(id);
  EXPECT_EQ(id->value, "arn:aws:bedrock:us-east-1:1:inference-profile/us.meta.llama3:0");
  EXPECT_EQ(base_model(id->value), "meta.llama3:0");
  EXPECT_EQ(id->region, "us-east-1");
}

TEST(ModelId, RefusesWhatCannotBeOne) {
  for (const std::string& text : {std::string(),
                                  std::string(2049, 'a'),
                                  std::string("a\nb"),
                                  std::string("a%0Ab"),
                                  std::string("a%7Fb"),
                                  std::string("a%4"),
                                  std::string("."),
                                  std::string("%2e%2E"),
                                  std::string("../../x"),
                                  std::string("a/../b"),
                                  std::string("a/."),
                                  std::string("./a"),
                                  std::string("%2e%2e%2fx"),
                                  std::string("bedrock/../x"),
                                  std::string("eu-west-1/../x"),
                                  std::string("a b"),
                                  std::string("a?b"),
                                  std::string("a#b"),
                                  std::string("a\\..\\b"),
                                  std::string("a%252e"),
                                  std::string("\xc3\xa4"),
                                  std::string("a\"b"),
                                  std::string("a{b}"),
                                  std::string("arn:aws:bedrock:us-east-1:1:x/../y")}) {
    const auto id = parse_model_id(text);
    ASSERT_FALSE(id) << text;
    EXPECT_EQ(id.error().code, Errc::invalid);
  }
  EXPECT_TRUE(parse_model_id(std::string(2048, 'a')));
}

}  // namespace
}  // namespace gw::bedrock
