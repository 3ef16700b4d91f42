#include "models/nearest.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gw::models {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<Entry> entries(std::vector<std::string> ids) {
  std::vector<Entry> entries(ids.size());
  for (std::size_t i = 0; i < ids.size(); ++i) entries[i].id = ids[i];
  return entries;
}

TEST(Nearest, AreThoseThatAreTheMostAlike) {
  const auto all = entries({"us.anthropic.claude-sonnet-4-6", "us.anthropic.claude-sonnet-5",
                            "us.anthropic.claude-opus-4-6-v1", "eu.anthropic.claude-sonnet-4-6",
                            "amazon.nova-lite-v1:0", "gpt-4o"});
  EXPECT_THAT(nearest(all, "anthropic.claude-sonnet-4-7"),
              ElementsAre("eu.anthropic.claude-sonnet-4-6", "us.anthropic.claude-sonnet-4-6",
                          "us.anthropic.claude-sonnet-5"));
  EXPECT_THAT(nearest(all, "gpt-4"), ElementsAre("gpt-4o"));
  EXPECT_THAT(nearest(all, "amazon.nova-lite"), ElementsAre("amazon.nova-lite-v1:0"));
}

TEST(Nearest, AreNoneWhereNothingIsNear) {
  const auto all = entries({"amazon.nova-lite-v1:0"});
  EXPECT_THAT(nearest(all, "mixtral"), IsEmpty());
  EXPECT_THAT(nearest(all, ""), IsEmpty());
  EXPECT_THAT(nearest({}, "a"), IsEmpty());
  EXPECT_THAT(nearest(all, std::string(100'000, 'x')), IsEmpty());
}

}  // namespace
}  // namespace gw::models
