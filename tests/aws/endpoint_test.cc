#include "aws/endpoint.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "aws/credentials.h"

namespace gw::aws {
namespace {

TEST(RegionalEndpoint, KnowsThePartitions) {
  struct Case {
    std::string_view region;
    std::string_view host;
  };
  for (const Case& c :
       std::vector<Case>{{"us-east-1", "bedrock-runtime.us-east-1.amazonaws.com"},
                         {"ap-southeast-3", "bedrock-runtime.ap-southeast-3.amazonaws.com"},
                         {"us-gov-west-1", "bedrock-runtime.us-gov-west-1.amazonaws.com"},
                         {"cn-north-1", "bedrock-runtime.cn-north-1.amazonaws.com.cn"},
                         {"us-iso-east-1", "bedrock-runtime.us-iso-east-1.c2s.ic.gov"},
                         {"us-isob-east-1", "bedrock-runtime.us-isob-east-1.sc2s.sgov.gov"},
                         {"eu-isoe-west-1", "bedrock-runtime.eu-isoe-west-1.cloud.adc-e.uk"},
                         {"us-isof-south-1", "bedrock-runtime.us-isof-south-1.csp.hci.ic.gov"},
                         {"eusc-de-east-1", "bedrock-runtime.eusc-de-east-1.amazonaws.eu"}}) {
    const Endpoint endpoint = regional_endpoint("bedrock-runtime", c.region);
    EXPECT_EQ(endpoint.host, c.host);
    EXPECT_EQ(endpoint.authority, c.host);
    EXPECT_TRUE(endpoint.tls);
    EXPECT_EQ(endpoint.port, 443);
    EXPECT_EQ(endpoint.path, "");
  }
}

TEST(ParseEndpoint, TakesUrlsApart) {
  struct Case {
    std::string_view url;
    bool tls;
    std::string_view host;
    int port;
    std::string_view path;
    std::string_view authority;
  };
  for (const Case& c : std::vector<Case>{
           {"https://example.com", true, "example.com", 443, "", "example.com"},
           {"http://example.com", false, "example.com", 80, "", "example.com"},
           {"HTTPS://Example.COM/", true, "example.com", 443, "", "example.com"},
           {"https://example.com:443", true, "example.com", 443, "", "example.com"},
           {"http://example.com:443", false, "example.com", 443, "", "example.com:443"},
           {"http://127.0.0.1:8080/", false, "127.0.0.1", 8080, "", "127.0.0.1:8080"},
           {"http://[::1]:8080", false, "::1", 8080, "", "[::1]:8080"},
           {"https://[2001:DB8::1]", true, "2001:db8::1", 443, "", "[2001:db8::1]"},
           {"https://host/base/path", true, "host", 443, "/base/path", "host"},
           {"https://host:1/base/%20//", true, "host", 1, "/base/%20", "host:1"},
           {"https://vpce-1.bedrock-runtime.us-east-1.vpce.amazonaws.com", true,
            "vpce-1.bedrock-runtime.us-east-1.vpce.amazonaws.com", 443, "",
            "vpce-1.bedrock-runtime.us-east-1.vpce.amazonaws.com"}}) {
    SCOPED_TRACE(c.url);
    const auto endpoint = parse_endpoint(c.url);
    ASSERT_TRUE(endpoint.has_value());
    EXPECT_EQ(endpoint->tls, c.tls);
    EXPECT_EQ(endpoint->host, c.host);
    EXPECT_EQ(endpoint->port, c.port);
    EXPECT_EQ(endpoint->path, c.path);
    EXPECT_EQ(endpoint->authority, c.authority);
  }
}

TEST(ParseEndpoint, RefusesEverythingElseAndSaysWhich) {
  for (const std::string_view url : {"",
                                     "example.com",
                                     "ftp://example.com",
                                     "https:/example.com",
                                     "https://",
                                     "https:///path",
                                     "https://:443",
                                     "https://user@host",
                                     "https://user:password@host",
                                     "https://host:",
                                     "https://host:0",
                                     "https://host:65536",
                                     "https://host:-1",
                                     "https://host:80x",
                                     "https://ho st",
                                     "https://host\r\nx: y",
                                     "https://host?query",
                                     "https://host/path?query",
                                     "https://host/path#fragment",
                                     "https://host/a b",
                                     "https://[::1",
                                     "https://[]",
                                     "https://[host]",
                                     "https://[::1]x",
                                     " https://host"}) {
    const auto endpoint = parse_endpoint(url);
    ASSERT_FALSE(endpoint.has_value()) << url;
    EXPECT_EQ(endpoint.error().code, Errc::invalid);
    EXPECT_TRUE(endpoint.error().message.contains(url));
  }
}

TEST(Region, IsALabelOfAHostName) {
  for (const std::string_view region : {"us-east-1", "x", "eusc-de-east-1", "local"}) {
    EXPECT_TRUE(is_valid_region(region)) << region;
  }
  for (const std::string& region :
       {std::string(), std::string("-us"), std::string("us-"), std::string("us.east"),
        std::string("us-east-1/"), std::string("us east"), std::string("us\r\n"),
        std::string("evil.com#"), std::string("us_east"), std::string(64, 'a')}) {
    EXPECT_FALSE(is_valid_region(region)) << region;
  }
}

}  // namespace
}  // namespace gw::aws
