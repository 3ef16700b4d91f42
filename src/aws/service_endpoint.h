// Where a service of AWS is: the host of its region, in the variant that was asked for, or what
// the environment and the profile say instead. Pure.
// https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
#pragma once

#include <string>
#include <string_view>

#include "aws/endpoint.h"
#include "aws/shared_config.h"
#include "base/environment.h"
#include "base/result.h"

namespace gw::aws {

// A service by its names in different places.
struct Service {
  std::string_view host;          // "bedrock-runtime", in front of the region
  std::string_view signing_name;  // "bedrock"
  std::string_view variable;      // "BEDROCK_RUNTIME", behind AWS_ENDPOINT_URL_
  std::string_view section;       // "bedrock_runtime", in a [services] section
};

inline constexpr Service kBedrockRuntime{"bedrock-runtime", "bedrock", "BEDROCK_RUNTIME",
                                         "bedrock_runtime"};
inline constexpr Service kBedrock{"bedrock", "bedrock", "BEDROCK", "bedrock"};
inline constexpr Service kSts{"sts", "sts", "STS", "sts"};
inline constexpr Service kSsoPortal{"portal.sso", "awsssoportal", "SSO", "sso"};
inline constexpr Service kSsoOidc{"oidc", "sso-oauth", "SSO_OIDC", "sso_oidc"};

// The URL to use instead of the region's host, the first of: AWS_ENDPOINT_URL_<SERVICE>,
// AWS_ENDPOINT_URL, endpoint_url of the service in the profile's [services] section, endpoint_url
// of the profile. "" when there is none, or AWS_IGNORE_CONFIGURED_ENDPOINT_URLS (or the profile's
// ignore_configured_endpoint_urls) is true.
std::string endpoint_override(const Service& service, const Environment& environment,
                              const SharedConfig& files, std::string_view profile);

// Which of a region's hosts: AWS_USE_FIPS_ENDPOINT, AWS_USE_DUALSTACK_ENDPOINT, or the profile's
// keys use_fips_endpoint, use_dualstack_endpoint.
EndpointVariant endpoint_variant(const Environment& environment, const SharedConfig& files,
                                 std::string_view profile);

// All of the above together. Errors: invalid: a URL that is none, a variant together with a URL, a
// variant that the region's partition does not have.
Result<Endpoint> find_endpoint(const Service& service, std::string_view region,
                               const Environment& environment, const SharedConfig& files,
                               std::string_view profile);

}  // namespace gw::aws
