// Host names of AWS services by region and partition.
// https://docs.aws.amazon.com/general/latest/gr/bedrock.html
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace gw::aws {

struct Endpoint {
  bool tls = true;
  std::string host;  // name or address, no brackets
  std::uint16_t port = 443;
  std::string path;  // in front of the operation's path; "" or "/prefix" without a slash at the end
  std::string
      authority;  // the Host header as sent and signed; the port stands when it is not the scheme's
};

struct EndpointVariant {
  bool fips = false;        // with cryptography as FIPS 140 wants it
  bool dual_stack = false;  // with IPv6 addresses as well
};

// `service` as in the host name: "bedrock-runtime". `region` must be valid (is_valid_region).
Endpoint regional_endpoint(std::string_view service, std::string_view region);
// Errors: invalid: the region's partition has no such hosts.
Result<Endpoint> regional_endpoint(std::string_view service, std::string_view region,
                                   EndpointVariant variant);
// An override such as AWS_ENDPOINT_URL_BEDROCK_RUNTIME: http or https, host, optional port and
// path.
Result<Endpoint> parse_endpoint(std::string_view url);

}  // namespace gw::aws
