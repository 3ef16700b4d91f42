#include "aws/service_endpoint.h"

#include <gtest/gtest.h>

namespace gw::aws {
namespace {

SharedConfig config(std::string_view text) { return {Ini(Secret(text)), Ini()}; }

TEST(ServiceEndpoint, IsTheHostOfRegionAndVariant) {
  struct Case {
    Service service;
    std::string_view region;
    EndpointVariant variant;
    std::string_view host;
  };
  const EndpointVariant plain;
  const EndpointVariant fips{true, false};
  const EndpointVariant dual{false, true};
  const EndpointVariant both{true, true};
  for (const Case& c : std::vector<Case>{
           {kBedrockRuntime, "us-east-1", plain, "bedrock-runtime.us-east-1.amazonaws.com"},
           {kBedrockRuntime, "us-east-1", fips, "bedrock-runtime-fips.us-east-1.amazonaws.com"},
           {kBedrockRuntime, "eu-west-1", dual, "bedrock-runtime.eu-west-1.api.aws"},
           {kBedrockRuntime, "us-east-1", both, "bedrock-runtime-fips.us-east-1.api.aws"},
           {kBedrockRuntime, "us-gov-west-1", fips,
            "bedrock-runtime-fips.us-gov-west-1.amazonaws.com"},
           {kBedrockRuntime, "cn-north-1", plain, "bedrock-runtime.cn-north-1.amazonaws.com.cn"},
           {kBedrockRuntime, "cn-north-1", dual,
            "bedrock-runtime.cn-north-1.api.amazonwebservices.com.cn"},
           {kBedrockRuntime, "us-iso-east-1", fips,
            "bedrock-runtime-fips.us-iso-east-1.c2s.ic.gov"},
           {kBedrockRuntime, "eusc-de-east-1", plain,
            "bedrock-runtime.eusc-de-east-1.amazonaws.eu"},
           {kSts, "us-east-1", plain, "sts.us-east-1.amazonaws.com"},
           {kSts, "us-east-1", fips, "sts-fips.us-east-1.amazonaws.com"},
           {kSts, "us-gov-west-1", fips, "sts.us-gov-west-1.amazonaws.com"},
           {kSsoPortal, "eu-west-1", plain, "portal.sso.eu-west-1.amazonaws.com"},
           {kSsoOidc, "eu-west-1", plain, "oidc.eu-west-1.amazonaws.com"}}) {
    const auto endpoint = regional_endpoint(c.service.host, c.region, c.variant);
    ASSERT_TRUE(endpoint) << c.host;
    EXPECT_EQ(endpoint->host, c.host);
    EXPECT_EQ(endpoint->authority, c.host);
    EXPECT_TRUE(endpoint->tls);
  }
  EXPECT_FALSE(regional_endpoint("bedrock-runtime", "us-isob-east-1", dual));
}

// Each place alone, and before all that stand below it.
TEST(ServiceEndpoint, IsWhatTheFirstOfThesePlacesSays) {
  Environment environment{{"AWS_ENDPOINT_URL_BEDROCK_RUNTIME", "http://localhost:1"},
                          {"AWS_ENDPOINT_URL", "http://localhost:2"}};
  const SharedConfig files = config(
      "[profile dev]\nservices = local\nendpoint_url = http://localhost:4\n"
      "[services local]\nbedrock_runtime =\n  endpoint_url = http://localhost:3\n");
  const auto url = [&](const Service& service) {
    return endpoint_override(service, environment, files, "dev");
  };
  EXPECT_EQ(url(kBedrockRuntime), "http://localhost:1");
  EXPECT_EQ(url(kSts), "http://localhost:2");
  environment.erase("AWS_ENDPOINT_URL_BEDROCK_RUNTIME");
  EXPECT_EQ(url(kBedrockRuntime), "http://localhost:2");
  environment.erase("AWS_ENDPOINT_URL");
  EXPECT_EQ(url(kBedrockRuntime), "http://localhost:3");
  EXPECT_EQ(url(kSts), "http://localhost:4");
  EXPECT_EQ(endpoint_override(kSts, environment, files, "default"), "");
  environment["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] = "true";
  EXPECT_EQ(url(kBedrockRuntime), "");
}

TEST(ServiceEndpoint, RefusesAVariantOfAUrl) {
  const SharedConfig files = config("[default]\nuse_fips_endpoint = true\n");
  const auto plain = find_endpoint(kSts, "us-east-1", {}, files, "default");
  ASSERT_TRUE(plain);
  EXPECT_EQ(plain->host, "sts-fips.us-east-1.amazonaws.com");
  EXPECT_FALSE(find_endpoint(kSts, "us-east-1", {{"AWS_ENDPOINT_URL", "http://localhost"}}, files,
                             "default"));
  const auto off =
      find_endpoint(kSts, "us-east-1", {{"AWS_USE_FIPS_ENDPOINT", "false"}}, files, "default");
  ASSERT_TRUE(off);
  EXPECT_EQ(off->host, "sts.us-east-1.amazonaws.com") << "the environment counts before a profile";
}

}  // namespace
}  // namespace gw::aws
