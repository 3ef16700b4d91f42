// The way out through an HTTP proxy: CONNECT (RFC 9110 section 9.3.6), for destinations with TLS.
// Names to go past it are those of NO_PROXY. Pure, but for the sockets of the connector that uses
// it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/secret.h"
#include "io/destination.h"

namespace gw::io {

struct Proxy {
  Destination at;        // with TLS where its URL says so
  Secret authorization;  // the value of Proxy-Authorization; empty: none
  std::vector<std::string>
      exceptions;  // "example.com", ".example.com", "10.0.0.1", "host:443", "*"
};

// "http://user:password@proxy.example.com:3128"; the scheme may be missing. Errors: invalid; says
// what is wrong, without the password.
Result<Proxy> parse_proxy(std::string_view url, std::vector<std::string> exceptions);

// Whether a connection goes through the proxy: not without TLS, not to this machine or its
// neighbours (loopback and link-local addresses), not to an exception or what stands below it.
bool goes_through(const Proxy& proxy, const Destination& to);

std::string connect_request(const Proxy& proxy, const Destination& to);
// An answer to CONNECT.
struct ConnectAnswer {
  int status = 0;     // 0: there is no whole head yet
  std::string words;  // of a refusal, for people: the reason, and the body where that is plain text
  bool whole = true;  // more of the words may come
};
// What the proxy has answered so far. Errors: malformed, too_large.
Result<ConnectAnswer> read_connect_answer(std::string_view bytes);

}  // namespace gw::io
