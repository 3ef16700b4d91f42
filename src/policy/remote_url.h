// A URL that somebody else has written and this process is to fetch: taken apart strictly, so that
// what is judged is what is connected to. RFC 3986; where browsers are lenient, it is refused.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace gw::policy {

struct RemoteUrl {
  bool tls = true;
  std::string host;  // lower case; a name, or an address in its usual form, IPv6 without brackets
  std::uint16_t port = 443;
  std::string target;  // path and query, as they go on the wire: "/a.png?b=c"

  friend bool operator==(const RemoteUrl&, const RemoteUrl&) = default;
};

// http and https only. Refused: user names and passwords, hosts in another form than usual
// (decimal, octal or hexadecimal addresses, percent-encoding, other scripts than ASCII), control
// characters and backslashes. Errors: invalid; they do not repeat the URL, which may hold secrets.
Result<RemoteUrl> parse_remote_url(std::string_view url);

// Where the Location of a redirect leads, which may be relative (RFC 3986 section 5.2). Errors: as
// above.
Result<RemoteUrl> resolve_location(const RemoteUrl& from, std::string_view location);

// "https://host:port", the port where it is not the usual one.
std::string origin(const RemoteUrl& url);

}  // namespace gw::policy
