#include "gateway/front/browser_guard.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gw::gateway {
namespace {

using Given = std::vector<std::pair<std::string_view, std::string_view>>;

http::Fields with(const Given& given) {
  http::Fields fields;
  for (const auto& [name, value] : given) fields.add(name, value);
  return fields;
}

bool passes(const Given& given, const BrowserGuard& guard = {{}, {}}) {
  return !guard.object(with(given));
}

TEST(BrowserGuard, O6OwnNamesPass) {
  for (const std::string_view host :
       {"127.0.0.1:3000", "10.1.2.3", "[::1]:3000", "[::1]", "localhost:3000", "LocalHost",
        "localhost.:3000", "gateway.localhost", "bedrock-gateway:3000", ""}) {
    EXPECT_TRUE(passes({{"host", host}})) << host;
  }
}

TEST(BrowserGuard, O6NamesOfOthersDoNot) {
  for (const std::string_view host :
       {"evil.example", "evil.example:3000", "127.0.0.1.evil.example:3000",
        "localhost.evil.example", "1.evil", "[::1].evil.example:80", "evil.example.",
        "127.0.0.1@evil.example"}) {
    EXPECT_FALSE(passes({{"host", host}})) << host;
  }
}

TEST(BrowserGuard, O6TheOperatorNamesMore) {
  const BrowserGuard guard({"gw.example.com", "*.corp.example"}, {});
  EXPECT_TRUE(passes({{"host", "GW.example.com:443"}}, guard));
  EXPECT_TRUE(passes({{"host", "a.corp.example"}}, guard));
  EXPECT_FALSE(passes({{"host", "example.com"}}, guard));
}

TEST(BrowserGuard, O6PagesOfOthersDoNotPass) {
  const std::string_view host = "127.0.0.1:3000";
  for (const std::string_view origin :
       {"https://evil.example", "http://127.0.0.1:3001", "http://127.0.0.1", "null", "",
        "http://127.0.0.1:3000.evil.example", "chrome-extension://abc"}) {
    EXPECT_FALSE(passes({{"host", host}, {"origin", origin}})) << origin;
  }
  EXPECT_FALSE(passes({{"host", host}, {"sec-fetch-site", "cross-site"}}));
  EXPECT_TRUE(passes({{"host", host}, {"sec-fetch-site", "none"}}));
  EXPECT_TRUE(passes({{"host", host}, {"origin", "http://127.0.0.1:3000"}}));
}

TEST(BrowserGuard, O6AllowedOriginsPass) {
  const Given given{{"host", "127.0.0.1:3000"},
                    {"origin", "https://chat.example"},
                    {"sec-fetch-site", "cross-site"}};
  EXPECT_FALSE(passes(given));
  EXPECT_TRUE(passes(given, {{}, {"https://chat.example"}}));
  EXPECT_TRUE(passes(given, {{}, {"*"}}));
}

TEST(BrowserGuard, O6WhoPaysByItselfPasses) {
  const Given foreign{{"host", "evil.example"}, {"origin", "https://evil.example"}};
  const Given own[] = {{{"x-aws-bearer-token", "b"}},
                       {{"x-aws-access-key-id", "a"}, {"x-aws-secret-access-key", "s"}},
                       {{"x-aws-access-key-id", "a"}},
                       {{"authorization", "Bearer ABSKx"}}};
  for (Given given : own) {
    given.insert(given.end(), foreign.begin(), foreign.end());
    EXPECT_TRUE(passes(given));
  }
  Given placeholder{{"authorization", "Bearer sk-none"}};
  placeholder.insert(placeholder.end(), foreign.begin(), foreign.end());
  EXPECT_FALSE(passes(placeholder));
  EXPECT_FALSE(BrowserGuard().object(with(foreign)));  // where there is nothing to guard
}

}  // namespace
}  // namespace gw::gateway
