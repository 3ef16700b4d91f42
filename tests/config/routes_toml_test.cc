#include "config/routes_toml.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gw::config {
namespace {

using testing::HasSubstr;

TEST(RoutesToml, ReadsEveryMember) {
  const auto routes = load_routes(R"(
[[route]]
name = "sonnet-*"
residency = ["eu", "us-east-1"]
sticky = false
targets = [
  { model = "eu.anthropic.claude-sonnet-4-6", region = "eu-central-1", weight = 3 },
  { model = "eu-west-1/eu.anthropic.claude-sonnet-4-6", order = 2, role = "arn:aws:iam::123456789012:role/b", endpoint = "http://127.0.0.1:1" },
]
[[route]]
name = "nova"
[[route.targets]]
model = "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.amazon.nova-pro-v1:0"
)",
                                  "g");
  ASSERT_TRUE(routes) << routes.error().front().message;
  ASSERT_EQ(routes->size(), 2U);
  const Route& route = routes->front();
  EXPECT_EQ(route.name, "sonnet-*");
  EXPECT_FALSE(route.sticky);
  EXPECT_TRUE(route.residency.allows("us-east-1", "amazon.nova-pro-v1:0"));
  EXPECT_FALSE(route.residency.allows("us-east-2", "amazon.nova-pro-v1:0"));
  ASSERT_EQ(route.targets.size(), 2U);
  EXPECT_EQ(route.targets[0].name, "eu-central-1/eu.anthropic.claude-sonnet-4-6");
  EXPECT_EQ(route.targets[0].weight, 3U);
  EXPECT_EQ(route.targets[0].order, 1U);
  EXPECT_FALSE(route.targets[0].endpoint);
  EXPECT_EQ(route.targets[1].region, "eu-west-1");
  EXPECT_EQ(route.targets[1].name, "eu-west-1/eu.anthropic.claude-sonnet-4-6");
  EXPECT_EQ(route.targets[1].order, 2U);
  EXPECT_EQ(route.targets[1].role, "arn:aws:iam::123456789012:role/b");
  EXPECT_EQ(route.targets[1].endpoint->port, 1);
  const Route& other = routes->back();
  EXPECT_TRUE(other.sticky);
  EXPECT_FALSE(other.residency.limited());
  EXPECT_EQ(other.targets.front().region, "us-east-1");
  EXPECT_EQ(bedrock::base_model(other.targets.front().model.value), "amazon.nova-pro-v1:0");
  EXPECT_TRUE(load_routes("strict = true\n", "g")->empty());
}

TEST(RoutesToml, SaysWhatIsWrongAndWhere) {
  struct Case {
    std::string_view toml, where, message;
  };
  const std::string many = [] {
    std::string toml = "[[route]]\nname = 'a'\ntargets = [";
    for (int i = 0; i < 17; ++i) toml += "{ model = 'm', region = 'us-east-1' },";
    return toml + "]\n";
  }();
  for (const Case& c : std::vector<Case>{
           {"route = 1\n", "g:1", "[[route]]"},
           {"[[route]]\ntargets = [{ model = 'm', region = 'us-east-1' }]\n", "g:1", "'name'"},
           {"[[route]]\nname = 'a'\n", "g:1", "1 to 16 'targets'"},
           {"[[route]]\nname = 'a'\ntargets = []\n", "g:3", "'targets' must be tables"},
           {many, "g:1", "1 to 16 'targets'"},
           {"[[route]]\nname = 'a'\ntargets = 'm'\n", "g:3", "'targets'"},
           {"[[route]]\nname = 'a'\ntargets = [\n{ region = 'us-east-1' }]\n", "g:4", "'model'"},
           {"[[route]]\nname = 'a'\ntargets = [\n{ model = 'm' }]\n", "g:4", "'region'"},
           {"[[route]]\nname = 'a'\ntargets = [\n{ model = '..', region = 'us-east-1' }]\n", "g:4",
            "'model' must be"},
           {"[[route]]\nname = 'a'\ntargets = [\n{ model = 'm', region = 'u s' }]\n", "g:4",
            "'region' must be"},
           {"[[route]]\nname = 'a'\ntargets = [\n{ model = 'eu-west-1/m', region = 'eu-west-2' "
            "}]\n",
            "g:4", "the region is 'eu-west-2', and in the model 'eu-west-1'"},
           {"[[route]]\nname = 'a'\ntargets = [\n{ model = 'eu-west-1/m', weight = 0 }]\n", "g:4",
            "'weight' must be a number from 1 to 1000"},
           {"[[route]]\nname = 'a'\ntargets = [\n{ model = 'eu-west-1/m', order = 0 }]\n", "g:4",
            "'order' must be"},
           {"[[route]]\nname = 'a'\ntargets = [\n{ model = 'eu-west-1/m', role = 'b' }]\n", "g:4",
            "'role' must be an ARN"},
           {"[[route]]\nname = 'a'\ntargets = [\n{ model = 'eu-west-1/m', endpoint = 'b' }]\n",
            "g:4", "'endpoint' must be"},
           {"[[route]]\nname = 'a'\ntargets = [\n{ model = 'eu-west-1/m', regoin = 'b' }]\n", "g:4",
            "unknown key 'regoin' (did you mean 'region'?)"},
           {"[[route]]\nname = 'a'\nresidency = 'europe'\ntargets = [{ model = 'eu-west-1/m' }]\n",
            "g:3", "'residency' must be a geography"},
           {"[[route]]\nname = 'a'\nresidency = ['eu', 1]\ntargets = [{ model = 'eu-west-1/m' }]\n",
            "g:3", "'residency' must be a geography"},
           {"[[route]]\nname = 'a'\nsticky = 1\ntargets = [{ model = 'eu-west-1/m' }]\n", "g:3",
            "'sticky'"},
           {"[[route]]\nname = 'a'\ntargets = [{ model = 'eu-west-1/m' }]\n"
            "[[route]]\nname = 'a'\ntargets = [{ model = 'eu-west-1/m' }]\n",
            "g:4", "two routes with the name 'a'"}}) {
    const auto routes = load_routes(c.toml, "g");
    ASSERT_FALSE(routes) << c.toml;
    EXPECT_EQ(routes.error().front().where, c.where) << c.toml;
    EXPECT_THAT(routes.error().front().message, HasSubstr(c.message)) << c.toml;
  }
}

std::string problems_of(const Settings& settings) {
  std::string all;
  for (const auto& [where, message] : check_routes(settings)) all += where + ": " + message + "\n";
  return all;
}

TEST(CheckRoutes, U34_NoTargetLeavesTheResidency) {
  constexpr std::string_view kToml = R"([[route]]
name = 'a'
targets = [
  { model = 'eu-west-1/eu.amazon.nova-pro-v1:0' },
  { model = 'us-east-1/amazon.nova-pro-v1:0' },
  { model = 'eu-west-1/global.amazon.nova-2-lite-v1:0' },
]
)";
  Settings settings;
  settings.routes = load_routes(kToml, "g").value();
  EXPECT_EQ(problems_of(settings), "");
  settings.aws.residency = {"eu"};
  EXPECT_EQ(problems_of(settings),
            "g:5: the region 'us-east-1' is outside of the residency eu\n"
            "g:6: 'global.amazon.nova-2-lite-v1:0' may be answered outside of the residency eu: "
            "what it stands for does not say where\n");
  settings.aws.residency.clear();
  settings.routes = load_routes(
                        "[[route]]\nname = 'a'\nresidency = 'us'\ntargets = [\n"
                        "{ model = 'eu-west-1/amazon.nova-pro-v1:0' }]\n",
                        "g")
                        .value();
  EXPECT_EQ(problems_of(settings), "g:5: the region 'eu-west-1' is outside of the residency us\n");
}

TEST(CheckRoutes, AliasesDoNotLeaveTheResidencyEither) {
  Settings settings;
  settings.aws.residency = {"eu"};
  settings.aliases = {{"gpt-4o", "us.amazon.nova-pro-v1:0"}, {"gpt-5", "eu.amazon.nova-pro-v1:0"}};
  EXPECT_EQ(problems_of(settings),
            "aliases.gpt-4o: 'us.amazon.nova-pro-v1:0' may be answered outside of the residency "
            "eu\n");
}

TEST(CheckRoutes, ANameIsARouteOrAnAlias) {
  Settings settings;
  settings.routes =
      load_routes("[[route]]\nname = 'a'\ntargets = [{ model = 'eu-west-1/m' }]\n", "g").value();
  settings.aliases = {{"a", "amazon.nova-pro-v1:0"}};
  EXPECT_EQ(problems_of(settings), "g:1: 'a' is the name of an alias as well\n");
}

}  // namespace
}  // namespace gw::config
