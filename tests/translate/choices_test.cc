#include "translate/choices.h"

#include <array>

#include <gtest/gtest.h>

namespace gw::translate {
namespace {

using openai::CompletionUsage;

constexpr std::array<std::string_view, 2> kAnswers = {
    R"({"id":"a","object":"chat.completion","choices":[{"index":0,"x":"]}"}],"usage":{"n":1}})",
    R"({"id":"b","choices":[{"index":1}],"service_tier":"flex"})"};

TEST(Choices, AreJoinedUnderTheFirstHead) {
  Buffer out;
  ASSERT_TRUE(join_choices(kAnswers, std::nullopt, out));
  EXPECT_EQ(
      out.view(),
      R"({"id":"a","object":"chat.completion","choices":[{"index":0,"x":"]}"},{"index":1}]})");
}

TEST(Choices, ShareOneUsage) {
  const auto total = sum(sum(std::nullopt, {.prompt = 1, .completion = 2, .cached = 1}),
                         {.prompt = 10, .completion = 20, .cache_write = 3});
  Buffer out;
  ASSERT_TRUE(join_choices(kAnswers, total, out));
  EXPECT_TRUE(
      out.view().contains(R"("prompt_tokens":11,"completion_tokens":22,"total_tokens":33)"));
}

TEST(Choices, ShareTheReasoningOfWhichAllIsKnown) {
  const CompletionUsage known{.reasoning = 2};
  const CompletionUsage unknown{.reasoning = std::nullopt};
  EXPECT_EQ(sum(known, known).reasoning, 4);
  EXPECT_EQ(sum(known, unknown).reasoning, std::nullopt);
  EXPECT_EQ(sum(unknown, known).reasoning, std::nullopt);
}

TEST(Choices, WhatIsNoAnswerIsAnError) {
  for (const std::string_view odd : {"", "[]", "{}", R"({"choices":[]})", R"({"choices":1})"}) {
    Buffer out;
    EXPECT_FALSE(join_choices(std::array{kAnswers[0], odd}, std::nullopt, out)) << odd;
  }
}

TEST(Choices, AStreamEndsWithUsageOnlyWhenAskedFor) {
  const openai::AnswerHead head{.id = "a", .created = 1, .model = "m"};
  Buffer asked;
  end_choices(head, true, CompletionUsage{.prompt = 1}, asked);
  EXPECT_TRUE(asked.view().contains(R"("choices":[],"usage":{"prompt_tokens":1)"));
  EXPECT_TRUE(asked.view().ends_with("data: [DONE]\n\n"));
  Buffer plain;
  end_choices(head, false, CompletionUsage{.prompt = 1}, plain);
  EXPECT_EQ(plain.view(), "data: [DONE]\n\n");
}

}  // namespace
}  // namespace gw::translate
