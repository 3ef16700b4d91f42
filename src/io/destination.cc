#include "io/destination.h"

namespace gw::io {

std::string to_string(const Destination& destination) {
  const bool is_ipv6 = destination.host.contains(':');
  const std::string host = is_ipv6 ? '[' + destination.host + ']' : destination.host;
  return host + ':' + std::to_string(destination.port);
}

}  // namespace gw::io
