// Which addresses are on the public Internet: those a server may be sent to by somebody else's URL
// without reaching its own network.
#pragma once

#include <cstdint>
#include <span>

namespace gw::policy {

// `address`: 4 bytes of IPv4 or 16 of IPv6, in network order. False for what IANA's registries of
// special-purpose addresses list (RFC 6890: loopback, private, link-local with the metadata
// services, shared, multicast, documentation and so on), and for every IPv6 address that stands for
// an IPv4 one (mapped, compatible, NAT64, 6to4, Teredo).
bool is_public_address(std::span<const std::uint8_t> address);

}  // namespace gw::policy
