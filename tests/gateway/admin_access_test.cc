#include "gateway/admin/admin_access.h"

#include <gtest/gtest.h>

namespace gw::gateway {
namespace {

using Given = std::vector<std::pair<std::string_view, std::string_view>>;

// The status of the refusal; 0: none.
int refusal(const AdminAccess& access, const Given& given) {
  http::Fields fields;
  for (const auto& [name, value] : given) fields.add(name, value);
  const auto failure = access.object(fields);
  return failure ? failure->status : 0;
}

config::AdminSettings admin(std::string listen, std::string_view token = {}) {
  return {std::move(listen), Secret(token)};
}

TEST(AdminAccess, WithATokenOnlyItsBearerPasses) {
  const AdminAccess access(Secret("admin-token"));
  EXPECT_EQ(refusal(access, {{"authorization", "Bearer admin-token"}}), 0);
  EXPECT_EQ(refusal(access, {{"authorization", "Bearer admin-tokem"}}), 401);
  EXPECT_EQ(refusal(access, {{"authorization", "Bearer "}}), 401);
  EXPECT_EQ(refusal(access, {}), 401);
}

TEST(AdminAccess, WithoutATokenThisMachinePasses) {
  const AdminAccess access{Secret()};
  EXPECT_EQ(refusal(access, {{"host", "127.0.0.1:3001"}}), 0);
  EXPECT_EQ(refusal(access, {{"host", "localhost:3001"}, {"origin", "http://localhost:3001"}}), 0);
}

TEST(AdminAccess, WithoutATokenPagesOfOtherSitesDoNotWhateverTheyBring) {
  const AdminAccess access{Secret()};
  EXPECT_EQ(refusal(access, {{"host", "evil.example:3001"}}), 403);
  EXPECT_EQ(refusal(access, {{"host", "evil.example"}, {"authorization", "Bearer x"}}), 403);
  EXPECT_EQ(refusal(access, {{"host", "127.0.0.1:3001"}, {"origin", "https://evil.example"}}), 403);
  EXPECT_EQ(refusal(access, {{"host", "127.0.0.1:3001"}, {"sec-fetch-site", "cross-site"}}), 403);
}

TEST(AdminListener, IsOpenOnLoopbackAlone) {
  EXPECT_TRUE(check_admin(admin("127.0.0.1:3001")));
  EXPECT_TRUE(check_admin(admin("[::1]:3001")));
  EXPECT_TRUE(check_admin(admin("off")));
  EXPECT_TRUE(check_admin(admin("0.0.0.0:3001", "token")));
  EXPECT_FALSE(check_admin(admin("0.0.0.0:3001")));
  EXPECT_FALSE(check_admin(admin(":3001")));
  EXPECT_FALSE(check_admin(admin("nowhere", "token")));
}

}  // namespace
}  // namespace gw::gateway
