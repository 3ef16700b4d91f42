#include "gateway/admin/admin_routes.h"

#include <array>

#include <gtest/gtest.h>

namespace gw::gateway {
namespace {

struct Silent final : Endpoint {
  io::Task<void> handle(Context& /*context*/) override { co_return; }
};

class AdminRoutes : public testing::Test {
 protected:
  AdminMatch find(std::string_view method, std::string_view path) {
    return find_admin_route(routes_, method, path);
  }

  Silent list_, create_, one_, rotate_;
  const std::array<AdminRoute, 4> routes_{{{"GET", "/admin/v1/keys", &list_},
                                           {"POST", "/admin/v1/keys", &create_},
                                           {"GET", "/admin/v1/keys/*", &one_},
                                           {"POST", "/admin/v1/keys/*/rotate", &rotate_}}};
};

TEST_F(AdminRoutes, FindTheEndpointOfMethodAndPath) {
  EXPECT_EQ(find("GET", "/admin/v1/keys").endpoint, &list_);
  EXPECT_EQ(find("HEAD", "/admin/v1/keys").endpoint, &list_);
  EXPECT_EQ(find("GET", "/admin/v1/keys/").endpoint, &list_);
  EXPECT_EQ(find("POST", "/admin/v1/keys").endpoint, &create_);
}

TEST_F(AdminRoutes, TakeOneSegmentAsTheArgument) {
  const AdminMatch one = find("GET", "/admin/v1/keys/key_1%2F2");
  EXPECT_EQ(one.endpoint, &one_);
  EXPECT_EQ(one.argument, "key_1%2F2");
  const AdminMatch rotate = find("POST", "/admin/v1/keys/key_1/rotate");
  EXPECT_EQ(rotate.endpoint, &rotate_);
  EXPECT_EQ(rotate.argument, "key_1");
}

TEST_F(AdminRoutes, NameTheMethodsOfAPath) {
  const AdminMatch match = find("DELETE", "/admin/v1/keys");
  EXPECT_EQ(match.endpoint, nullptr);
  EXPECT_EQ(match.allow, "GET, POST");
}

TEST_F(AdminRoutes, KnowNoOtherPaths) {
  for (const std::string_view path : {"/", "", "/admin/v1", "/admin/v1/keyss", "/admin/v1/keys//",
                                      "/admin/v1/keys/a/b", "/admin/v1/keys//rotate"}) {
    const AdminMatch match = find("GET", path);
    EXPECT_EQ(match.endpoint, nullptr) << path;
    EXPECT_EQ(match.allow, "") << path;
  }
}

}  // namespace
}  // namespace gw::gateway
