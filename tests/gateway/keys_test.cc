#include "gateway/front/keys.h"

#include <gtest/gtest.h>

namespace gw::gateway {
namespace {

http::Fields with(std::string_view name, std::string_view value) {
  http::Fields fields;
  if (!name.empty()) fields.add(name, value);
  return fields;
}

// printf %s hashed-key | sha256sum
constexpr std::string_view kHashed =
    "sha256:a4ae87b73fa5645e6aee415a6f72be4dcbd99d057a7b40cb1b867c181d179260";

TEST(GatewayKeys, WithoutKeysNoneIsRequired) { EXPECT_FALSE(GatewayKeys({}).required()); }

TEST(GatewayKeys, AdmitsAKeyInEitherHeader) {
  const GatewayKeys keys({Secret("first"), Secret("second")});
  EXPECT_TRUE(keys.required());
  EXPECT_TRUE(keys.admit(with("authorization", "Bearer first")));
  EXPECT_TRUE(keys.admit(with("Authorization", "bearer second")));
  EXPECT_TRUE(keys.admit(with("x-api-key", "second")));
}

TEST(GatewayKeys, RefusesEverythingElse) {
  const GatewayKeys keys({Secret("first")});
  EXPECT_FALSE(keys.admit(with("", "")));
  EXPECT_FALSE(keys.admit(with("authorization", "first")));
  EXPECT_FALSE(keys.admit(with("authorization", "Basic first")));
  EXPECT_FALSE(keys.admit(with("authorization", "Bearer ")));
  EXPECT_FALSE(keys.admit(with("authorization", "Bearer firstfirst")));
  EXPECT_FALSE(keys.admit(with("x-api-key", "")));
}

TEST(GatewayKeys, SaysWhichFieldIsTheirs) {
  const GatewayKeys keys({Secret("first")});
  EXPECT_TRUE(keys.admit(with("authorization", "Bearer first"))->in_authorization);
  http::Fields both = with("x-api-key", "first");
  both.add("authorization", "Bearer ABSKabc");
  EXPECT_FALSE(keys.admit(both)->in_authorization);
  http::Fields other = with("x-api-key", "ABSKabc");
  other.add("authorization", "Bearer first");
  EXPECT_TRUE(keys.admit(other)->in_authorization);
}

TEST(GatewayKeys, KnowsKeysByTheirHash) {
  const GatewayKeys keys({Secret(kHashed)});
  EXPECT_TRUE(keys.admit(with("x-api-key", "hashed-key")));
  EXPECT_FALSE(keys.admit(with("x-api-key", kHashed))) << "a hash that leaked is not a key";
}

}  // namespace
}  // namespace gw::gateway
