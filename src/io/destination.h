// Where a connection goes.
#pragma once

#include <cstdint>
#include <string>

namespace gw::io {

struct Destination {
  std::string host;  // a name, or an address (IPv6 without brackets)
  std::uint16_t port = 443;
  bool tls = true;
  friend bool operator==(const Destination&, const Destination&) = default;
};

// "host:port", for messages.
std::string to_string(const Destination& destination);

}  // namespace gw::io
