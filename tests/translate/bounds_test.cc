#include "translate/bounds.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "openai/chat_request.h"

namespace gw::translate {
namespace {

using ::testing::HasSubstr;

// R1: what a body has room for would take seconds to translate.
TEST(Bounds, MoreToolsThanAnybodyOffersAreRefused) {
  llm::Request request;
  request.tools.resize(kMostTools);
  EXPECT_FALSE(refuse_size(request, openai::spell_chat));
  request.tools.resize(kMostTools + 1);
  const auto refused = refuse_size(request, openai::spell_chat);
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->status, 400);
  EXPECT_EQ(refused->param, "tools");
  EXPECT_THAT(refused->message, HasSubstr("at most 2048 tools, but got 2049."));
}

TEST(Bounds, MessagesBlocksAndPartsOfResultsAreCountedTogether) {
  llm::Request request;
  request.messages.resize(kMostParts);
  EXPECT_FALSE(refuse_size(request, openai::spell_chat));

  request.messages.resize(1);
  llm::ToolResult result;
  result.content.resize(kMostParts - 2);
  request.messages[0].blocks.push_back({std::move(result)});
  EXPECT_FALSE(refuse_size(request, openai::spell_chat));
  request.messages[0].blocks.push_back({llm::Text{}});
  const auto refused = refuse_size(request, openai::spell_chat);
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->param, "messages");
}

}  // namespace
}  // namespace gw::translate
