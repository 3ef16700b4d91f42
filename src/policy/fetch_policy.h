// Which URLs a client may have fetched, as far as the URL tells; the addresses behind its host are
// judged when they are known (public_address.h).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "policy/remote_url.h"

namespace gw::policy {

struct FetchPolicy {
  // "images.example.com", "*.example.com" (what ends like that, not example.com itself), or "*".
  // Lower case. Nothing: nothing is fetched.
  std::vector<std::string> hosts;
  bool http = false;  // without TLS as well
  // "http://minio.internal:9000": the operator's own, on any port and any address.
  std::vector<std::string> private_origins;

  bool enabled() const { return !hosts.empty() || !private_origins.empty(); }
};

enum class Reach {
  public_addresses,  // only they may be connected to
  any_address,
};

// Errors: invalid; says what the operator or the client can do.
Result<Reach> judge(const RemoteUrl& url, const FetchPolicy& policy);

bool is_host_pattern(std::string_view text);
// `host` in lower case.
bool matches_host(std::string_view pattern, std::string_view host);
// A complete and usual origin: origin() of it is the same text.
bool is_origin(std::string_view text);

}  // namespace gw::policy
