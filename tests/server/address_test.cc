#include <gtest/gtest.h>

#include "server/listener.h"

namespace gw::server {
namespace {

TEST(Address, ReadsHostAndPort) {
  const struct {
    std::string text, host;
    std::uint16_t port;
    bool loopback;
  } cases[] = {
      {"127.0.0.1:3000", "127.0.0.1", 3000, true},
      {"127.9.9.9:1", "127.9.9.9", 1, true},
      {"[::1]:0", "::1", 0, true},
      {"localhost:65535", "127.0.0.1", 65535, true},
      {":80", "::", 80, false},  // O8
      {"0.0.0.0:80", "0.0.0.0", 80, false},
      {"[::]:80", "::", 80, false},
      {"192.0.2.1:80", "192.0.2.1", 80, false},
  };
  for (const auto& c : cases) {
    const auto address = parse_address(c.text);
    ASSERT_TRUE(address) << c.text;
    EXPECT_EQ(address->host, c.host) << c.text;
    EXPECT_EQ(address->port, c.port) << c.text;
    EXPECT_EQ(is_loopback(*address), c.loopback) << c.text;
  }
}

TEST(Address, RefusesEverythingElse) {
  for (const std::string text :
       {"", "3000", "127.0.0.1", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:65536", "127.0.0.1:-1",
        "127.0.0.1:80 ", "::1:80", "[::1]", "[::1]80", "example.com:80", "999.0.0.1:80", "[:80"}) {
    const auto address = parse_address(text);
    ASSERT_FALSE(address) << text;
    EXPECT_EQ(address.error().code, Errc::invalid) << text;
  }
}

}  // namespace
}  // namespace gw::server
