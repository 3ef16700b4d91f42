#include "policy/public_address.h"

#include <algorithm>
#include <array>

namespace gw::policy {

namespace {

struct Range {
  std::array<std::uint8_t, 6> prefix;
  unsigned bits;
};

bool contains(const Range& range, std::span<const std::uint8_t> address) {
  for (unsigned bit = 0; bit < range.bits; ++bit) {
    const unsigned mask = 0x80U >> (bit % 8);
    if (((range.prefix[bit / 8] ^ address[bit / 8]) & mask) != 0) return false;
  }
  return true;
}

// https://www.iana.org/assignments/iana-ipv4-special-registry
constexpr std::array kSpecialV4{
    Range{{0}, 8},                  // this network
    Range{{10}, 8},                 // private
    Range{{100, 64}, 10},           // shared (carrier-grade NAT)
    Range{{127}, 8},                // loopback
    Range{{168, 63, 129, 16}, 32},  // Azure's services for its machines
    Range{{169, 254}, 16},          // link-local: 169.254.169.254 tells credentials
    Range{{172, 16}, 12},           // private
    Range{{192, 0, 0}, 24},         // protocol assignments
    Range{{192, 0, 2}, 24},         // documentation
    Range{{192, 88, 99}, 24},       // 6to4 relays
    Range{{192, 168}, 16},          // private
    Range{{198, 18}, 15},           // benchmarks
    Range{{198, 51, 100}, 24},      // documentation
    Range{{203, 0, 113}, 24},       // documentation
    Range{{224}, 4},                // multicast
    Range{{240}, 4},                // reserved, broadcast
};

// https://www.iana.org/assignments/ipv6-address-space: global unicast is 2000::/3 and nothing else,
// which leaves out loopback, mapped and compatible addresses, NAT64, fc00::/7 (with AWS's
// fd00:ec2::254), link-local and multicast.
constexpr Range kGlobalV6{{0x20}, 3};
constexpr std::array kSpecialV6{
    Range{{0x20, 0x01, 0x00}, 23},        // protocol assignments, Teredo among them
    Range{{0x20, 0x01, 0x0d, 0xb8}, 32},  // documentation
    Range{{0x20, 0x02}, 16},              // 6to4
    Range{{0x3f, 0xff, 0x00}, 20},        // documentation
};

}  // namespace

bool is_public_address(std::span<const std::uint8_t> address) {
  const auto is_in = [&](const Range& range) { return contains(range, address); };
  if (address.size() == 4) return std::ranges::none_of(kSpecialV4, is_in);
  return address.size() == 16 && is_in(kGlobalV6) && std::ranges::none_of(kSpecialV6, is_in);
}

}  // namespace gw::policy
