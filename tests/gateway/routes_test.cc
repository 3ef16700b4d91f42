#include "gateway/front/routes.h"

#include <array>

#include <gtest/gtest.h>

namespace gw::gateway {
namespace {

constexpr std::array kDoors = {DoorPath{Door::chat, "POST", "/v1/chat/completions", &kOpenAi},
                               DoorPath{Door::healthz, "GET", "/healthz", &kOpenAi},
                               DoorPath{Door::readyz, "GET", "/v1/chat/completions", &kOpenAi},
                               DoorPath{Door::readyz, "GET", "/v1/models/*", &kOpenAi}};

TEST(FindRoute, KnowsThePathUnderItsPrefixesAndWithATrailingSlash) {
  for (const std::string_view path :
       {"/v1/chat/completions", "/v1/chat/completions/", "/openai/v1/chat/completions",
        "/openai/v1/chat/completions/", "/api/v1/chat/completions"}) {
    EXPECT_EQ(find_route(kDoors, "POST", path).door, &kDoors[0]) << path;
  }
}

TEST(FindRoute, KnowsAllThatIsBelowAPath) {
  for (const std::string_view path :
       {"/v1/models/a", "/v1/models/a%2Fb:1", "/v1/models/a/b", "/openai/v1/models/a/"}) {
    EXPECT_EQ(find_route(kDoors, "GET", path).door, &kDoors[3]) << path;
  }
  for (const std::string_view path : {"/v1/models", "/v1/models/", "/v1/modelsa"}) {
    EXPECT_EQ(find_route(kDoors, "GET", path).door, nullptr) << path;
  }
}

TEST(FindRoute, K7RepeatedSlashesAreTolerated) {
  for (const std::string_view path :
       {"/v1//chat/completions", "//v1/chat/completions", "/v1/chat/completions//",
        "//openai///v1/chat//completions/", "/api//v1/chat/completions"}) {
    EXPECT_EQ(find_route(kDoors, "POST", path).door, &kDoors[0]) << path;
  }
}

TEST(FindRoute, KnowsNothingElse) {
  for (const std::string_view path : {"/", "", "/v1", "/v1/chat", "/openai/healthz",
                                      "/api/openai/v1/chat/completions", "/V1/chat/completions"}) {
    const RouteMatch match = find_route(kDoors, "POST", path);
    EXPECT_EQ(match.door, nullptr) << path;
    EXPECT_EQ(match.allow, "") << path;
  }
}

TEST(FindRoute, ListsTheMethodsOfAPathForAWrongOne) {
  const RouteMatch match = find_route(kDoors, "PUT", "/v1/chat/completions");
  EXPECT_EQ(match.door, nullptr);
  EXPECT_EQ(match.allow, "POST, GET");
}

TEST(FindRoute, AnswersHeadWhereGetIsAnswered) {
  EXPECT_EQ(find_route(kDoors, "HEAD", "/healthz").door, &kDoors[1]);
}

TEST(FindRoute, GivesTheRestOfAPathAsItWasSent) {
  const RouteMatch match = find_route(kDoors, "GET", "/v1/models/us.amazon.nova%2Fx:0");
  EXPECT_EQ(match.door, &kDoors[3]);
  EXPECT_EQ(match.argument, "us.amazon.nova%2Fx:0");
  EXPECT_EQ(find_route(kDoors, "GET", "/v1/models/").door, nullptr);
}

}  // namespace
}  // namespace gw::gateway
