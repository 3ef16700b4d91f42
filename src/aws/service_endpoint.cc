#include "aws/service_endpoint.h"

#include "base/ascii.h"

namespace gw::aws {
namespace {

bool is_true_setting(std::string_view text) { return ascii::equal_ignoring_case(text, "true"); }

bool is_on(std::string_view variable, std::string_view key, const Environment& environment,
           const SharedConfig& files, std::string_view profile) {
  const std::string_view set = get(environment, variable);
  return is_true_setting(set.empty() ? files.get(profile, key) : set);
}

}  // namespace

std::string endpoint_override(const Service& service, const Environment& environment,
                              const SharedConfig& files, std::string_view profile) {
  if (is_on("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "ignore_configured_endpoint_urls", environment,
            files, profile)) {
    return "";
  }
  const std::string own = "AWS_ENDPOINT_URL_" + std::string(service.variable);
  for (const std::string_view url : {get(environment, own), get(environment, "AWS_ENDPOINT_URL"),
                                     files.service(profile, service.section, "endpoint_url"),
                                     files.get(profile, "endpoint_url")}) {
    if (!url.empty()) return std::string(url);
  }
  return "";
}

EndpointVariant endpoint_variant(const Environment& environment, const SharedConfig& files,
                                 std::string_view profile) {
  return {
      is_on("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint", environment, files, profile),
      is_on("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint", environment, files, profile)};
}

Result<Endpoint> find_endpoint(const Service& service, std::string_view region,
                               const Environment& environment, const SharedConfig& files,
                               std::string_view profile) {
  const EndpointVariant variant = endpoint_variant(environment, files, profile);
  const std::string url = endpoint_override(service, environment, files, profile);
  if (url.empty()) return regional_endpoint(service.host, region, variant);
  if (variant.fips || variant.dual_stack) {
    return fail(Errc::invalid,
                "a FIPS or dual-stack endpoint was asked for together with the URL " + url +
                    ". Choose one of them");
  }
  return parse_endpoint(url);
}

}  // namespace gw::aws
