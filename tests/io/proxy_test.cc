#include "io/proxy.h"

#include <gtest/gtest.h>

namespace gw::io {
namespace {

TEST(ParseProxy, TakesWhatPeopleWrite) {
  struct Case {
    std::string_view url, host;
    std::uint16_t port;
    std::string_view authorization;
    bool tls = false;
  };
  for (const Case& c :
       std::vector<Case>{{"http://proxy.example.com:3128", "proxy.example.com", 3128, ""},
                         {"proxy.example.com:3128/", "proxy.example.com", 3128, ""},
                         {"HTTP://10.0.0.1", "10.0.0.1", 80, ""},
                         {"http://[::1]:8080", "::1", 8080, ""},
                         {"https://proxy", "proxy", 443, "", true},
                         {"HTTPS://proxy:8443", "proxy", 8443, "", true},
                         {"http://user:p%40ss@proxy:1", "proxy", 1, "Basic dXNlcjpwQHNz"}}) {
    const auto proxy = parse_proxy(c.url, {});
    ASSERT_TRUE(proxy) << c.url << ": " << proxy.error().message;
    EXPECT_EQ(proxy->at.host, c.host);
    EXPECT_EQ(proxy->at.port, c.port);
    EXPECT_EQ(proxy->at.tls, c.tls);
    EXPECT_EQ(proxy->authorization.reveal(), c.authorization);
  }
}

TEST(ParseProxy, RefusesTheRestWithoutRepeatingThePassword) {
  for (const std::string_view url :
       {"", "http://", "https://", "http://proxy:port", "http://proxy:0", "http://pro xy:1",
        "http://u:SECRET@proxy:99999", "http://u:SECRET%0a@proxy:1", "http://u:SECRET%@proxy:1"}) {
    const auto proxy = parse_proxy(url, {});
    ASSERT_FALSE(proxy) << url;
    EXPECT_EQ(proxy.error().message.find("SECRET"), std::string::npos);
  }
}

Destination tls(std::string_view host, std::uint16_t port = 443) {
  Destination to;
  to.host = host;
  to.port = port;
  return to;
}

TEST(GoesThrough, ButPastTheExceptions) {
  const auto proxy =
      parse_proxy("http://proxy:3128", {"example.com", ".internal", "10.1.2.3", "one.test:8443"});
  ASSERT_TRUE(proxy);
  for (const std::string_view host :
       {"bedrock-runtime.us-east-1.amazonaws.com", "notexample.com", "internals", "10.1.2.4"}) {
    EXPECT_TRUE(goes_through(*proxy, tls(host))) << host;
  }
  for (const std::string_view host : {"example.com", "a.EXAMPLE.com", "a.b.internal", "10.1.2.3",
                                      "localhost", "127.0.0.1", "::1", "169.254.169.254"}) {
    EXPECT_FALSE(goes_through(*proxy, tls(host))) << host;
  }
  EXPECT_FALSE(goes_through(*proxy, tls("one.test", 8443)));
  EXPECT_TRUE(goes_through(*proxy, tls("one.test", 443)));
  Destination plain = tls("bedrock.example.org", 80);
  plain.tls = false;
  EXPECT_FALSE(goes_through(*proxy, plain));
  const auto none = parse_proxy("http://proxy:3128", {"*"});
  ASSERT_TRUE(none);
  EXPECT_FALSE(goes_through(*none, tls("bedrock-runtime.us-east-1.amazonaws.com")));
}

TEST(Connect, AsksAndHears) {
  const auto proxy = parse_proxy("http://u:p@proxy:3128", {});
  ASSERT_TRUE(proxy);
  EXPECT_EQ(connect_request(*proxy, tls("host.example")),
            "CONNECT host.example:443 HTTP/1.1\r\nhost: host.example:443\r\n"
            "proxy-authorization: Basic dTpw\r\n\r\n");
  EXPECT_TRUE(connect_request(*proxy, tls("fd00::1")).starts_with("CONNECT [fd00::1]:443 "));

  const auto status = [](std::string_view bytes) {
    return read_connect_answer(bytes).value_or(ConnectAnswer{-1}).status;
  };
  EXPECT_EQ(status("HTTP/1.1 200 Connection established\r\n\r\n"), 200);
  EXPECT_EQ(status("HTTP/1.0 407 Auth\r\nproxy-authenticate: Basic\r\n\r\n"), 407);
  EXPECT_EQ(status("HTTP/1.1 200 OK\r\n"), 0);
  EXPECT_EQ(status("HTTP/1.1 200 OK\r\n\r\nTLS?"), -1);
  for (const std::string_view odd :
       {"SSH-2.0\r\n\r\n", "HTTP/1.1 2000\r\n\r\nmore", "HTTP/1.1 abc d\r\n\r\n", "\r\n\r\n"}) {
    EXPECT_FALSE(read_connect_answer(odd)) << odd;
  }
  EXPECT_FALSE(read_connect_answer(std::string(20'000, 'x')));
}

TEST(Connect, O4ARefusalIsHeardWithItsWords) {
  struct Case {
    std::string answer;
    std::string_view words;
    bool whole = true;
  };
  const std::string refused = "HTTP/1.1 403 Forbidden\r\ncontent-length: 9\r\n\r\n";
  const std::string long_one =
      "HTTP/1.1 403 F\r\nContent-Length: 99999\r\n\r\n" + std::string(400, 'x');
  const std::string most = "F: " + std::string(300, 'x');
  const Case cases[] = {
      {"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", "Proxy Authentication Required"},
      {"HTTP/1.1 403 \r\n\r\nBlocked by\r\npolicy 7\n", "Blocked by  policy 7"},
      {"HTTP/1.1 403\r\n\r\n", ""},
      {"HTTP/1.1 502 Bad Gateway\r\n\r\n<html>no</html>", "Bad Gateway"},
      {"HTTP/1.1 502 Bad\x01\r\n\r\n\xff", ""},
      {refused, "Forbidden", false},
      {refused + "Block", "Forbidden: Block", false},
      {refused + "Blocked 7", "Forbidden: Blocked 7"},
      {long_one, most},
  };
  for (const auto& [answer, words, whole] : cases) {
    const auto read = read_connect_answer(answer);
    ASSERT_TRUE(read) << answer;
    EXPECT_EQ(read->words, words) << answer;
    EXPECT_EQ(read->whole, whole) << answer;
  }
}

}  // namespace
}  // namespace gw::io
