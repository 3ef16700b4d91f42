#include "gateway/routes.h"

#include <array>

#include <gtest/gtest.h>

#include "gateway/health.h"

namespace gw::gateway {
namespace {

class FindRoute : public testing::Test {
 protected:
  Healthz chat_, health_;
  std::array<Route, 3> routes_ = {Route{"POST", "/v1/chat/completions", &chat_},
                                  Route{"GET", "/healthz", &health_},
                                  Route{"GET", "/v1/chat/completions", &health_}};
};

TEST_F(FindRoute, KnowsThePathUnderItsPrefixesAndWithATrailingSlash) {
  for (const std::string_view path :
       {"/v1/chat/completions", "/v1/chat/completions/", "/openai/v1/chat/completions",
        "/openai/v1/chat/completions/", "/api/v1/chat/completions"}) {
    EXPECT_EQ(find_route(routes_, "POST", path).endpoint, &chat_) << path;
  }
}

TEST_F(FindRoute, KnowsNothingElse) {
  for (const std::string_view path :
       {"/", "", "/v1", "/v1/chat", "/v1/chat/completions//", "/openai/healthz",
        "/api/openai/v1/chat/completions", "/V1/chat/completions"}) {
    const RouteMatch match = find_route(routes_, "POST", path);
    EXPECT_EQ(match.endpoint, nullptr) << path;
    EXPECT_EQ(match.allow, "") << path;
  }
}

TEST_F(FindRoute, ListsTheMethodsOfAPathForAWrongOne) {
  const RouteMatch match = find_route(routes_, "PUT", "/v1/chat/completions");
  EXPECT_EQ(match.endpoint, nullptr);
  EXPECT_EQ(match.allow, "POST, GET");
}

TEST_F(FindRoute, AnswersHeadWhereGetIsAnswered) {
  EXPECT_EQ(find_route(routes_, "HEAD", "/healthz").endpoint, &health_);
}

}  // namespace
}  // namespace gw::gateway
