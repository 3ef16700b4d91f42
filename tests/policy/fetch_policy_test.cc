#include "policy/fetch_policy.h"

#include <vector>

#include <gtest/gtest.h>

namespace gw::policy {
namespace {

std::string judged(std::string_view url, const FetchPolicy& policy) {
  const auto reach = judge(parse_remote_url(url).value(), policy);
  if (!reach) return reach.error().message;
  return *reach == Reach::any_address ? "any address" : "public addresses";
}

TEST(FetchPolicy, AllowsWhatIsListed) {
  const FetchPolicy policy{.hosts = {"a.example", "*.b.example"}};
  for (const std::string_view url : {"https://a.example/", "https://x.b.example/",
                                     "https://x.y.b.example/", "https://A.Example./"})
    EXPECT_EQ(judged(url, policy), "public addresses") << url;
  for (const std::string_view url :
       {"https://b.example/", "https://xb.example/", "https://a.example.evil/",
        "https://x.a.example/", "https://1.1.1.1/", "https://evil.example/?a.example"})
    EXPECT_TRUE(judged(url, policy).contains("media.fetch_hosts")) << url;
}

TEST(FetchPolicy, AllHostsAreThoseOfTheInternet) {
  const FetchPolicy policy{.hosts = {"*"}, .http = true};
  EXPECT_EQ(judged("https://a.example/", policy), "public addresses");
  EXPECT_EQ(judged("http://1.1.1.1/", policy), "public addresses");
  for (const std::string_view url :
       {"https://localhost/", "https://a.localhost/", "http://metadata.google.internal/",
        "https://printer.local/", "https://internal/"})
    EXPECT_TRUE(judged(url, policy).contains("private network")) << url;
  EXPECT_EQ(judged("https://mylocal/", policy), "public addresses");
}

TEST(FetchPolicy, HasOneSchemeAndOnePort) {
  EXPECT_TRUE(judged("http://a.example/", {.hosts = {"*"}}).contains("media.fetch_http"));
  EXPECT_EQ(judged("http://a.example/", {.hosts = {"*"}, .http = true}), "public addresses");
  for (const std::string_view url : {"https://a.example:22/", "https://a.example:80/",
                                     "http://a.example:443/", "http://a.example:6379/"})
    EXPECT_TRUE(judged(url, {.hosts = {"*"}, .http = true}).contains("port")) << url;
}

TEST(FetchPolicy, TheOperatorsOwnOriginsMayBeAnywhere) {
  const FetchPolicy policy{.private_origins = {"http://127.0.0.1:9000", "https://minio.internal"}};
  EXPECT_TRUE(policy.enabled());
  EXPECT_EQ(judged("http://127.0.0.1:9000/a", policy), "any address");
  EXPECT_EQ(judged("https://minio.internal:443/a", policy), "any address");
  for (const std::string_view url : {"http://127.0.0.1/", "https://127.0.0.1:9000/",
                                     "http://127.0.0.1:9001/", "http://minio.internal/"})
    EXPECT_TRUE(judged(url, policy).contains("does not fetch")) << url;
}

TEST(FetchPolicy, NothingIsAllowedUnlessSaid) { EXPECT_FALSE(FetchPolicy{}.enabled()); }

TEST(FetchPolicy, PatternsAndOriginsHaveOneForm) {
  for (const std::string_view good : {"*", "a.example", "*.a.example", "1.1.1.1"})
    EXPECT_TRUE(is_host_pattern(good)) << good;
  for (const std::string_view bad :
       {"", "*.", "**", "a*.example", "*a", "https://a.example", "a.example/", "a.example:443",
        "A.example", "user@a", "a.example?"})
    EXPECT_FALSE(is_host_pattern(bad)) << bad;
  for (const std::string_view good : {"http://127.0.0.1:9000", "https://minio.internal"})
    EXPECT_TRUE(is_origin(good)) << good;
  for (const std::string_view bad :
       {"", "minio", "http://minio/", "http://minio:80", "http://minio/a", "http://user@minio"})
    EXPECT_FALSE(is_origin(bad)) << bad;
}

}  // namespace
}  // namespace gw::policy
