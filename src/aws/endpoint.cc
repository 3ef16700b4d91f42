#include "aws/endpoint.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include "base/ascii.h"

namespace gw::aws {
namespace {

struct Partition {
  std::string_view region_prefix;
  std::string_view dns_suffix;
  std::string_view dual_stack_suffix;  // empty: there are no such hosts
};

// The last one is of every other region, the us-gov- ones among them.
constexpr std::array kPartitions{
    Partition{"cn-", "amazonaws.com.cn", "api.amazonwebservices.com.cn"},
    Partition{"us-iso-", "c2s.ic.gov", ""},
    Partition{"us-isob-", "sc2s.sgov.gov", ""},
    Partition{"eu-isoe-", "cloud.adc-e.uk", ""},
    Partition{"us-isof-", "csp.hci.ic.gov", ""},
    Partition{"eusc-", "amazonaws.eu", "api.amazonwebservices.eu"},
    Partition{"", "amazonaws.com", "api.aws"},
};

const Partition& partition_of(std::string_view region) {
  return *std::ranges::find_if(kPartitions, [region](const Partition& partition) {
    return region.starts_with(partition.region_prefix);
  });
}

bool is_name_byte(char c) {
  return ascii::is_alpha(c) || ascii::is_digit(c) || c == '-' || c == '.' || c == '_';
}

bool is_ipv6_byte(char c) {
  return ascii::is_digit(c) || (ascii::lower(c) >= 'a' && ascii::lower(c) <= 'f') || c == ':' ||
         c == '.';
}

// RFC 3986 section 3.3, where a percent sign starts an escape.
bool is_path_byte(char c) {
  return ascii::is_alpha(c) || ascii::is_digit(c) ||
         std::string_view("/-._~%!$&'()*+,;=:@").contains(c);
}

std::optional<std::uint16_t> parse_port(std::string_view digits) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (error != std::errc() || end != digits.data() + digits.size() || port == 0) return {};
  return port;
}

// Takes the host off the front, an IPv6 address with its brackets; empty when there is none.
std::string_view take_host(std::string_view& rest) {
  std::size_t size = 0;
  if (rest.starts_with('[')) {
    const std::size_t close = rest.find(']');
    if (close == std::string_view::npos) return {};
    const std::string_view address = rest.substr(1, close - 1);
    if (!address.contains(':') || !std::ranges::all_of(address, is_ipv6_byte)) return {};
    size = close + 1;
  } else {
    size = static_cast<std::size_t>(std::ranges::find_if_not(rest, is_name_byte) - rest.begin());
  }
  const std::string_view host = rest.substr(0, size);
  rest.remove_prefix(size);
  return host;
}

Endpoint at_host(std::string_view service, std::string_view variant, std::string_view region,
                 std::string_view suffix) {
  Endpoint endpoint;
  endpoint.host.append(service).append(variant).append(".").append(region).append(".").append(
      suffix);
  endpoint.authority = endpoint.host;
  return endpoint;
}

std::unexpected<Error> refuse(std::string_view url, std::string_view why) {
  return fail(Errc::invalid, '"' + std::string(url) + "\" is not an endpoint: " + std::string(why));
}

}  // namespace

Endpoint regional_endpoint(std::string_view service, std::string_view region) {
  return at_host(service, "", region, partition_of(region).dns_suffix);
}

Result<Endpoint> regional_endpoint(std::string_view service, std::string_view region,
                                   EndpointVariant variant) {
  const Partition& partition = partition_of(region);
  if (variant.dual_stack && partition.dual_stack_suffix.empty()) {
    return fail(Errc::invalid,
                "the region " + std::string(region) +
                    " has no dual-stack endpoints. Unset AWS_USE_DUALSTACK_ENDPOINT");
  }
  // In GovCloud every host of STS is a FIPS one.
  const bool always = service == "sts" && region.starts_with("us-gov-") && !variant.dual_stack;
  return at_host(service, variant.fips && !always ? "-fips" : "", region,
                 variant.dual_stack ? partition.dual_stack_suffix : partition.dns_suffix);
}

Result<Endpoint> parse_endpoint(std::string_view url) {
  Endpoint endpoint;
  std::string_view rest = url;
  if (ascii::starts_with_ignoring_case(rest, "https://")) {
    rest.remove_prefix(8);
  } else if (ascii::starts_with_ignoring_case(rest, "http://")) {
    rest.remove_prefix(7);
    endpoint.tls = false;
    endpoint.port = 80;
  } else {
    return refuse(url, "it must start with https:// or http://");
  }

  const std::string host = ascii::to_lower(take_host(rest));
  if (host.empty()) return refuse(url, "it needs the name or address of a host");
  endpoint.host = host.starts_with('[') ? host.substr(1, host.size() - 2) : host;
  endpoint.authority = host;

  if (rest.starts_with(':')) {
    const std::string_view digits = rest.substr(1, rest.find('/') - 1);
    const auto port = parse_port(digits);
    if (!port) return refuse(url, "the port must be a number from 1 to 65535");
    rest.remove_prefix(1 + digits.size());
    if (*port != std::exchange(endpoint.port, *port)) {
      endpoint.authority.append(":").append(std::to_string(*port));
    }
  }

  if (!rest.empty() && rest.front() != '/') return refuse(url, "the host has a wrong character");
  if (!std::ranges::all_of(rest, is_path_byte)) {
    return refuse(url, "the path has a wrong character, or there is a query behind it");
  }
  while (rest.ends_with('/')) rest.remove_suffix(1);
  endpoint.path = rest;
  return endpoint;
}

}  // namespace gw::aws
