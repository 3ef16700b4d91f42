#include <charconv>

#include <boost/asio/ip/address.hpp>

#include "server/listener.h"

namespace gw::server {

Result<Address> parse_address(std::string_view text) {
  const auto refuse = [text] {
    return fail(Errc::invalid, "'" + std::string(text) +
                                   "' is not an address to listen on; examples: 127.0.0.1:3000, "
                                   "[::1]:3000, :3000 for all addresses");
  };
  const auto colon = text.rfind(':');
  if (colon == text.npos) return refuse();
  std::string_view host = text.substr(0, colon);
  const std::string_view digits = text.substr(colon + 1);
  Address address;
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), address.port);
  if (error != std::errc() || end != digits.data() + digits.size()) return refuse();
  if (host.starts_with('[') && host.ends_with(']')) {
    host = host.substr(1, host.size() - 2);
  } else if (host.find(':') != host.npos) {
    return refuse();  // an IPv6 address needs brackets
  }
  address.host = host.empty() ? "::" : host == "localhost" ? "127.0.0.1" : host;
  boost::system::error_code invalid;
  boost::asio::ip::make_address(address.host, invalid);
  if (invalid) return refuse();
  return address;
}

std::string to_string(const Address& address) {
  const bool v6 = address.host.find(':') != std::string::npos;
  return (v6 ? "[" + address.host + "]" : address.host) + ":" + std::to_string(address.port);
}

bool is_loopback(const Address& address) {
  boost::system::error_code invalid;
  const auto ip = boost::asio::ip::make_address(address.host, invalid);
  return !invalid && ip.is_loopback();
}

}  // namespace gw::server
