#include "gateway/front/keys.h"

#include <gtest/gtest.h>

namespace gw::gateway {
namespace {

constexpr tenancy::Time kNow = 1'800'000'000;

http::Fields with(std::string_view name, std::string_view value) {
  http::Fields fields;
  if (!name.empty()) fields.add(name, value);
  return fields;
}

class GatewayKeys : public testing::Test {
 protected:
  GatewayKeys() {
    std::vector<tenancy::Key> keys(3);
    const auto set = [&](std::size_t i, const char* secret) {
      keys[i].id = secret;
      keys[i].secrets.push_back({tenancy::digest_of_setting(secret)});
    };
    set(0, "first");
    set(1, "second");
    set(2, "expired");
    keys[2].expires_at = kNow;
    directory_ = *tenancy::Directory::make({}, std::move(keys));
  }
  auto find(const http::Fields& fields) const { return find_key(*directory_, fields, kNow); }
  std::string code(const http::Fields& fields) const {
    const auto found = find(fields);
    return found ? "" : found.error().code;
  }

  std::shared_ptr<const tenancy::Directory> directory_;
};

TEST_F(GatewayKeys, AdmitsAKeyInEitherHeader) {
  EXPECT_EQ(find(with("authorization", "Bearer first"))->grant.key->id, "first");
  EXPECT_EQ(find(with("Authorization", "bearer second"))->grant.key->id, "second");
  EXPECT_EQ(find(with("x-api-key", "second"))->grant.key->id, "second");
}

TEST_F(GatewayKeys, RefusesEverythingElse) {
  EXPECT_EQ(code(with("", "")), "invalid_api_key");
  EXPECT_EQ(code(with("authorization", "first")), "invalid_api_key");
  EXPECT_EQ(code(with("authorization", "Basic first")), "invalid_api_key");
  EXPECT_EQ(code(with("authorization", "Bearer ")), "invalid_api_key");
  EXPECT_EQ(code(with("authorization", "Bearer firstfirst")), "invalid_api_key");
  EXPECT_EQ(code(with("x-api-key", "")), "invalid_api_key");
  EXPECT_EQ(find(with("", "")).error().status, 401);
}

TEST_F(GatewayKeys, SaysWhichFieldIsTheirs) {
  EXPECT_EQ(find(with("authorization", "Bearer first"))->field, KeyField::authorization);
  http::Fields both = with("x-api-key", "first");
  both.add("authorization", "Bearer ABSKabc");
  EXPECT_EQ(find(both)->field, KeyField::x_api_key);
  http::Fields other = with("x-api-key", "ABSKabc");
  other.add("authorization", "Bearer first");
  EXPECT_EQ(find(other)->field, KeyField::authorization);
}

TEST_F(GatewayKeys, SaysOfAKeyThatIsKnownWhyItIsRefused) {
  EXPECT_EQ(code(with("x-api-key", "expired")), "key_expired");
  http::Fields beside = with("x-api-key", "anything");
  beside.add("authorization", "Bearer expired");
  EXPECT_EQ(code(beside), "key_expired");
  EXPECT_EQ(
      code(with("authorization",
                "AWS4-HMAC-SHA256 Credential=expired/20270101/us-east-1/bedrock/aws4_request, "
                "SignedHeaders=host, Signature=00")),
      "key_expired");
}

}  // namespace
}  // namespace gw::gateway
