#include "llm/answer.h"

#include <gtest/gtest.h>

namespace gw::llm {
namespace {

TEST(Usage, SumsTheReasoningOfWhichAllIsKnown) {
  const Usage known{.reasoning = 2};
  const Usage unknown{};
  EXPECT_EQ(sum(known, known).reasoning, 4);
  EXPECT_EQ(sum(known, unknown).reasoning, std::nullopt);
  EXPECT_EQ(sum(unknown, known).reasoning, std::nullopt);
}

TEST(Malformed, IsWhatTheModelSpoilt) {
  EXPECT_EQ(malformed(StopReason::malformed_tool_use)->code, "malformed_tool_use");
  EXPECT_EQ(malformed(StopReason::malformed_model_output)->code, "malformed_model_output");
  EXPECT_FALSE(malformed(StopReason::end_turn));
}

}  // namespace
}  // namespace gw::llm
