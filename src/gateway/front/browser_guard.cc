#include "gateway/front/browser_guard.h"

#include <algorithm>

#include "base/ascii.h"
#include "gateway/bedrock/caller.h"
#include "policy/fetch_policy.h"

namespace gw::gateway {

namespace {

// Of a field Host: without the port and the dot of the root.
std::string host_name(std::string_view host) {
  host = host.substr(0, host.find(':', host.starts_with('[') ? host.find(']') : 0));
  if (host.ends_with('.')) host.remove_suffix(1);
  return ascii::to_lower(host);
}

// What no stranger can have resolve to an address of his choice: addresses, which browsers tell by
// the last label (https://url.spec.whatwg.org/#ends-in-a-number-checker), names of the machine
// itself, and those without a dot, as containers have in their network.
bool is_out_of_reach(std::string_view name) {
  if (name.starts_with('[') && name.ends_with(']')) return true;
  if (name.ends_with(".localhost")) return true;
  const std::string_view last = name.substr(name.rfind('.') + 1);
  return last.size() == name.size() || std::ranges::all_of(last, ascii::is_digit);
}

bool is_own_host(std::string_view host, const std::vector<std::string>& hosts) {
  const std::string name = host_name(host);
  return is_out_of_reach(name) || std::ranges::any_of(hosts, [&](const std::string& pattern) {
           return policy::matches_host(pattern, name);
         });
}

bool is_own_origin(std::string_view origin, std::string_view host,
                   const std::vector<std::string>& origins) {
  const std::size_t scheme = origin.find("://");
  if (scheme != origin.npos && ascii::equal_ignoring_case(origin.substr(scheme + 3), host))
    return true;
  return std::ranges::any_of(
      origins, [&](const std::string& known) { return known == "*" || known == origin; });
}

constexpr std::string_view kRemedy = " Set auth.keys, or name it in ";

}  // namespace

Stranger find_stranger(const http::Fields& fields, const std::vector<std::string>& hosts,
                       const std::vector<std::string>& origins) {
  const std::string_view host = fields.get("host");
  if (!is_own_host(host, hosts)) return Stranger::host;
  const auto origin = fields.find("origin");
  if (origin) return is_own_origin(*origin, host, origins) ? Stranger::none : Stranger::origin;
  return fields.get("sec-fetch-site") == "cross-site" ? Stranger::cross_site : Stranger::none;
}

std::optional<std::string> BrowserGuard::object(const http::Fields& fields) const {
  if (!active_ || has_credentials(fields)) return std::nullopt;
  switch (find_stranger(fields, hosts_, origins_)) {
    case Stranger::none:
      break;
    case Stranger::host:
      return "This gateway has no key, and does not know '" + std::string(fields.get("host")) +
             "' as a name of its own: it may be that of another site, made to lead here." +
             std::string(kRemedy) + "server.hosts.";
    case Stranger::origin:
      return "This gateway has no key, and the request comes from a page of another site, '" +
             std::string(fields.get("origin")) + "'." + std::string(kRemedy) +
             "server.cors_origins.";
    case Stranger::cross_site:
      return "This gateway has no key, and the request comes from a page of another site." +
             std::string(kRemedy) + "server.cors_origins.";
  }
  return std::nullopt;
}

}  // namespace gw::gateway
