#include "aws/metadata_endpoints.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/ascii.h"

namespace gw::aws {
namespace {

constexpr std::string_view kEcs = "http://169.254.170.2";
constexpr std::string_view kImds = "http://169.254.169.254";
constexpr std::string_view kImdsIpv6 = "http://[fd00:ec2::254]";

bool is_visible(char c) { return c > ' ' && c < 0x7f; }

struct Url {
  Endpoint endpoint;
  std::string target;
};

// Unlike an endpoint it has a query, and a slash at the end that counts.
Result<Url> parse_url(std::string_view url) {
  const std::size_t scheme = url.find("://");
  const std::size_t slash = scheme == url.npos ? url.npos : url.find_first_of("/?", scheme + 3);
  auto endpoint = parse_endpoint(url.substr(0, slash));
  if (!endpoint) return std::unexpected(endpoint.error());
  std::string target(slash == url.npos ? std::string_view() : url.substr(slash));
  if (!target.starts_with('/')) target.insert(target.begin(), '/');
  if (!std::ranges::all_of(target, is_visible)) {
    return fail(Errc::invalid, "the URL has characters that none has");
  }
  return Url{*std::move(endpoint), std::move(target)};
}

// The hosts to which an authorization token may go without TLS.
bool may_be_plain(std::string_view host) {
  static constexpr std::array<std::string_view, 6> kHosts{
      "localhost", "::1", "169.254.170.2", "169.254.170.23", "fd00:ec2::23", "[::1]"};
  if (std::ranges::find(kHosts, host) != kHosts.end()) return true;
  // 127.0.0.0/8, as an address: a name may begin with "127." too.
  const auto is_digit_or_dot = [](char c) { return ascii::is_digit(c) || c == '.'; };
  return host.starts_with("127.") && std::ranges::all_of(host, is_digit_or_dot);
}

int number(std::string_view text, int fallback, int largest) {
  int value = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = error == std::errc() && stop == text.data() + text.size();
  return whole && value > 0 ? std::min(value, largest) : fallback;
}

bool is_true(std::string_view text) { return ascii::equal_ignoring_case(text, "true"); }

}  // namespace

Result<std::optional<ContainerSource>> container_source(const Environment& environment) {
  const std::string_view relative = get(environment, "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");
  const std::string_view full = get(environment, "AWS_CONTAINER_CREDENTIALS_FULL_URI");
  if (relative.empty() && full.empty()) return std::nullopt;
  auto url =
      parse_url(relative.empty() ? std::string(full) : std::string(kEcs) + std::string(relative));
  if (!url) {
    return fail(Errc::invalid, "AWS_CONTAINER_CREDENTIALS_" +
                                   std::string(relative.empty() ? "FULL" : "RELATIVE") +
                                   "_URI: " + url.error().message);
  }
  if (!url->endpoint.tls && !may_be_plain(url->endpoint.host)) {
    return fail(Errc::invalid,
                "AWS_CONTAINER_CREDENTIALS_FULL_URI: without https only a loopback "
                "address and the addresses of ECS and EKS may be asked");
  }
  ContainerSource source;
  source.endpoint = std::move(url->endpoint);
  source.target = std::move(url->target);
  source.token_file = get(environment, "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE");
  source.authorization = get(environment, "AWS_CONTAINER_AUTHORIZATION_TOKEN");
  return source;
}

Result<std::optional<MetadataSource>> metadata_source(const Environment& environment,
                                                      const SharedConfig& files,
                                                      std::string_view profile) {
  if (is_true(get(environment, "AWS_EC2_METADATA_DISABLED"))) return std::nullopt;
  const auto value = [&](std::string_view variable, std::string_view key) {
    const std::string_view set = get(environment, variable);
    return set.empty() ? files.get(profile, key) : set;
  };
  std::string_view url =
      value("AWS_EC2_METADATA_SERVICE_ENDPOINT", "ec2_metadata_service_endpoint");
  const std::string_view mode =
      value("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "ec2_metadata_service_endpoint_mode");
  if (url.empty()) url = ascii::equal_ignoring_case(mode, "ipv6") ? kImdsIpv6 : kImds;
  auto endpoint = parse_endpoint(url);
  if (!endpoint) {
    return fail(Errc::invalid, "AWS_EC2_METADATA_SERVICE_ENDPOINT: " + endpoint.error().message);
  }
  MetadataSource source;
  source.endpoint = *std::move(endpoint);
  source.version_1 = !is_true(value("AWS_EC2_METADATA_V1_DISABLED", "ec2_metadata_v1_disabled"));
  source.timeout_seconds =
      number(value("AWS_METADATA_SERVICE_TIMEOUT", "metadata_service_timeout"), 1, 60);
  source.attempts =
      number(value("AWS_METADATA_SERVICE_NUM_ATTEMPTS", "metadata_service_num_attempts"), 1, 10);
  return source;
}

}  // namespace gw::aws
