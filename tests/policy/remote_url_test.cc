#include "policy/remote_url.h"

#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace gw::policy {
namespace {

std::string shown(const Result<RemoteUrl>& url) {
  if (!url) return "refused";
  return origin(*url) + " " + url->target;
}

TEST(RemoteUrl, IsTakenApart) {
  for (const auto& [written, parts] : std::vector<std::pair<std::string_view, std::string_view>>{
           {"https://example.com", "https://example.com /"},
           {"HTTPS://Example.COM/A.png?b=c#d", "https://example.com /A.png?b=c"},
           {"https://example.com.?b", "https://example.com /?b"},
           {"http://example.com:80/", "http://example.com /"},
           {"https://example.com:8443/a", "https://example.com:8443 /a"},
           {"https://example.com:/a", "https://example.com /a"},
           {"https://example.com#/@evil", "https://example.com /"},
           {"https://example.com/@evil.example/", "https://example.com /@evil.example/"},
           {"https://93.184.216.34/a", "https://93.184.216.34 /a"},
           {"https://[2606:2800:220:1::1]:444/a", "https://[2606:2800:220:1::1]:444 /a"},
           {"https://xn--bcher-kva.example/", "https://xn--bcher-kva.example /"},
           {"https://a_b.example/two words/é", "https://a_b.example /two%20words/%C3%A9"}}) {
    EXPECT_EQ(shown(parse_remote_url(written)), parts) << written;
  }
}

TEST(RemoteUrl, WhatServersDisagreeAboutIsRefused) {
  for (const std::string_view written :
       {"", "example.com", "https:example.com", "https:/example.com", "https:///a", "https://",
        "ftp://example.com/", "file:///etc/passwd", "gopher://example.com/", "data:,a",
        "https://user@example.com/", "https://user:secret@example.com/",
        "https://example.com@evil.example/", "https://a\\@evil.example/", "https://a\\b/",
        "https://exa%6dple.com/",
        ("https://b\xc3\xbc"
         "cher.example/"),
        "https://a b/", "https://a..b/", "https://1.2.3../", "https://.a/", "https://a,b/",
        "https://a\tb/", "https://a/\r\nHost: b", "https://a:0/", "https://a:65536/",
        "https://a:80x/", "https://a:-1/",
        // Addresses in disguise
        "https://2130706433/", "https://0x7f000001/", "https://0x7f.0.0.1/", "https://0177.0.0.1/",
        "https://127.1/", "https://127.0.0.01/", "https://1.2.3/", "https://1.2.3.4.5/",
        "https://1.2.3.256/", "https://a.1/", "https://a.0x1/", "https://[::1", "https://::1/",
        "https://[fe80::1%25eth0]/", "https://[localhost]/", "https://[v1.a]/"}) {
    EXPECT_EQ(shown(parse_remote_url(written)), "refused") << written;
  }
  EXPECT_FALSE(parse_remote_url("https://a/" + std::string(9000, 'a')));
}

TEST(RemoteUrl, NumbersInNamesAreNames) {
  for (const std::string_view host : {"1e100.net", "123.example", "0x7f.example", "a1"})
    EXPECT_TRUE(parse_remote_url("https://" + std::string(host) + "/")) << host;
}

TEST(RemoteUrl, RedirectsMayBeRelative) {
  const RemoteUrl from = parse_remote_url("https://a.example/b/c?d").value();
  for (const auto& [location, parts] : std::vector<std::pair<std::string_view, std::string_view>>{
           {"https://b.example/x", "https://b.example /x"},
           {"http://b.example/x", "http://b.example /x"},
           {"//b.example/x", "https://b.example /x"},
           {"/x?y", "https://a.example /x?y"},
           {"x", "https://a.example /b/x"},
           {"?y", "https://a.example /b/c?y"},
           {"", "https://a.example /b/c?d"},
           {"javascript:alert(1)", "refused"},
           {"https://user@b.example/", "refused"},
           {"/x\r\nset-cookie: a", "refused"}}) {
    EXPECT_EQ(shown(resolve_location(from, location)), parts) << location;
  }
}

TEST(RemoteUrl, ErrorsDoNotRepeatIt) {
  for (const std::string_view secret : {"https://user:hunter2@a/", "hunter2://a/"}) {
    const auto url = parse_remote_url(secret);
    ASSERT_FALSE(url);
    EXPECT_EQ(url.error().message.find("hunter2"), std::string::npos);
  }
}

}  // namespace
}  // namespace gw::policy
