#include "gateway/models/names.h"

#include <gtest/gtest.h>

namespace gw::gateway {
namespace {

config::RouteTarget target(std::string name, unsigned order) {
  config::RouteTarget target;
  target.name = std::move(name);
  target.order = order;
  return target;
}

TEST(ConfiguredNames, AreRoutesAndThenAliases) {
  config::Settings settings;
  settings.aliases = {{"gpt-*", "amazon.nova-lite-v1:0"}, {"best", "team-a"}};
  config::Route route;
  route.name = "team-*";
  route.targets = {target("eu-west-1/maker.second", 2), target("us-east-1/maker.first", 1)};
  settings.routes = {route};
  const auto names = configured_names(settings);
  ASSERT_EQ(names.size(), 3U);
  EXPECT_EQ(names[0].pattern, "team-*");
  EXPECT_EQ(names[0].stands_for, "us-east-1/maker.first");
  EXPECT_EQ(names[0].origin, models::Origin::route);
  EXPECT_EQ(names[1].pattern, "gpt-*");
  EXPECT_EQ(names[1].stands_for, "amazon.nova-lite-v1:0");
  EXPECT_EQ(names[1].origin, models::Origin::alias);
  EXPECT_EQ(names[2].stands_for, "us-east-1/maker.first");  // an alias may name a route
}

}  // namespace
}  // namespace gw::gateway
