#include "bedrock/count_tokens.h"

#include <gtest/gtest.h>

namespace gw::bedrock {
namespace {

TEST(CountTokens, FoundationModelsAreCounted) {
  const struct {
    std::string_view model, path;  // empty: none
  } kCases[] = {
      {"anthropic.claude-sonnet-4-5-20250929-v1:0",
       "/model/anthropic.claude-sonnet-4-5-20250929-v1%3A0/count-tokens"},
      {"us.anthropic.claude-sonnet-4-6", "/model/anthropic.claude-sonnet-4-6/count-tokens"},
      {"arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-opus-4-7",
       "/model/anthropic.claude-opus-4-7/count-tokens"},
      {"arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc", ""},
  };
  for (const auto& [model, path] : kCases)
    EXPECT_EQ(count_tokens_path(model).value_or(""), path) << model;
}

TEST(CountTokens, TheBodyIsBase64) {
  Buffer out;
  append_native_count("{}", out);
  EXPECT_EQ(out.view(), R"({"input":{"invokeModel":{"body":"e30="}}})");
}

TEST(CountTokens, TheAnswer) {
  EXPECT_EQ(read_token_count(R"({"inputTokens":42})").value(), 42);
  for (const char* body : {"", "[]", "{}", R"({"inputTokens":"1"})", R"({"inputTokens":-1})"})
    EXPECT_FALSE(read_token_count(body)) << body;
}

TEST(CountTokens, OfConversesBodyWhatIsCounted) {
  Buffer out;
  append_converse_count(R"({"messages":[1],"inferenceConfig":{"maxTokens":1},"system":[{}]})", out);
  EXPECT_EQ(out.view(), R"({"input":{"converse":{"messages":[1],"system":[{}]}}})");
}

}  // namespace
}  // namespace gw::bedrock
