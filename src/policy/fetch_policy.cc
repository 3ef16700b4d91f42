#include "policy/fetch_policy.h"

#include <algorithm>
#include <array>

namespace gw::policy {

namespace {

// Names by which clouds and clusters call their insides; what they resolve to is judged as well.
bool is_internal_name(std::string_view host) {
  static constexpr std::array<std::string_view, 3> kDomains{"localhost", "internal", "local"};
  return std::ranges::any_of(kDomains, [&](std::string_view domain) {
    return host == domain ||
           (host.ends_with(domain) && host[host.size() - domain.size() - 1] == '.');
  });
}

}  // namespace

Result<Reach> judge(const RemoteUrl& url, const FetchPolicy& policy) {
  if (std::ranges::find(policy.private_origins, origin(url)) != policy.private_origins.end())
    return Reach::any_address;
  const auto is_match = [&](const std::string& pattern) { return matches_host(pattern, url.host); };
  if (std::ranges::none_of(policy.hosts, is_match)) {
    return fail(Errc::invalid,
                "this gateway does not fetch from '" + url.host + "' (media.fetch_hosts)");
  }
  if (is_internal_name(url.host))
    return fail(Errc::invalid, "'" + url.host + "' is a name of a private network");
  if (!url.tls && !policy.http)
    return fail(Errc::invalid, "this gateway fetches over https only (media.fetch_http)");
  if (url.port != (url.tls ? 443 : 80))
    return fail(Errc::invalid, "it names another port than the usual one");
  return Reach::public_addresses;
}

bool is_host_pattern(std::string_view text) {
  if (text == "*") return true;
  if (text.starts_with("*.")) text.remove_prefix(2);
  const auto url = parse_remote_url("https://" + std::string(text));
  return url && url->host == text && url->port == 443 && url->target == "/";
}

bool matches_host(std::string_view pattern, std::string_view host) {
  if (pattern == "*") return true;
  if (pattern.starts_with("*.")) return host.ends_with(pattern.substr(1));
  return pattern == host;
}

bool is_origin(std::string_view text) {
  const auto url = parse_remote_url(text);
  return url && origin(*url) == text;
}

}  // namespace gw::policy
