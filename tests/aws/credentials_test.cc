#include "aws/credentials.h"

#include <gtest/gtest.h>

#include "base/encoding.h"

namespace gw::aws {
namespace {

TEST(ApiKeys, AreKnownByTheirForm) {
  for (const std::string_view key : {"bedrock-api-key-YmVk", "ABSKQmVkcm9jaw"}) {
    EXPECT_TRUE(is_bedrock_api_key(key)) << key;
  }
  for (const std::string_view other :
       {"", "sk-proj-abc", "absk", "Bedrock-api-key-x", "AKIDABSK"}) {
    EXPECT_FALSE(is_bedrock_api_key(other)) << other;
  }
}

std::string short_term(std::string_view query) {
  return "bedrock-api-key-" + to_base64("bedrock.amazonaws.com/?" + std::string(query));
}

TEST(ApiKeys, ShortTermOnesNameTheirRegion) {
  constexpr std::string_view kScope =
      "Action=CallWithBearerToken&X-Amz-Credential=ASIA%2F20240530%2Feu-west-1%2Fbedrock%2Faws4_"
      "request&X-Amz-Expires=43200";
  std::string key = short_term(kScope);
  EXPECT_EQ(region_of_api_key(key), "eu-west-1");
  while (key.ends_with('=')) key.pop_back();  // some encoders leave the padding out
  EXPECT_EQ(region_of_api_key(key), "eu-west-1");
}

TEST(ApiKeys, WithoutARegionHaveNone) {
  for (const std::string& key :
       {std::string("ABSKabc"), std::string("bedrock-api-key-EXAMPLE"),
        std::string("bedrock-api-key-!!"), short_term("Version=1"),
        short_term("X-Amz-Credential=a%2Fb"), short_term("X-Amz-Credential=a%2Fb%2Fevil.host%2Fc"),
        short_term("X-Amz-Credential=%2")}) {
    EXPECT_EQ(region_of_api_key(key), "") << key;
  }
}

}  // namespace
}  // namespace gw::aws
