#include "bedrock/request.h"

#include <gtest/gtest.h>

#include "conversations.h"

namespace gw::bedrock {
namespace {

TEST(RequestPath, EncodesTheModelOnceAndNamesTheOperation) {
  const auto id = parse_model_id("arn:aws:bedrock:us-east-1:1:inference-profile/us.meta.llama3:0");
  ASSERT_TRUE(id);
  constexpr std::string_view kModel =
      "/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A1%3Ainference-profile%2Fus.meta.llama3%3A0";
  EXPECT_EQ(request_path(*id, Api::converse, false), std::string(kModel) + "/converse");
  EXPECT_EQ(request_path(*id, Api::converse, true), std::string(kModel) + "/converse-stream");
  EXPECT_EQ(request_path(*id, Api::invoke, false), std::string(kModel) + "/invoke");
  EXPECT_EQ(request_path(*id, Api::invoke, true),
            std::string(kModel) + "/invoke-with-response-stream");
}

TEST(RequestPath, IsTheSameForAModelEncodedByTheClient) {
  EXPECT_EQ(request_path(*parse_model_id("anthropic.claude-v2%3A1"), Api::converse, false),
            "/model/anthropic.claude-v2%3A1/converse");
  EXPECT_EQ(request_path(*parse_model_id("a b/../(c)"), Api::converse, false),
            "/model/a%20b%2F..%2F%28c%29/converse");
}

TEST(MakeRequest, FollowsTheRules) {
  const auto id = parse_model_id("mistral.mistral-7b-instruct-v0:2");
  const auto hello = conversation({user("Hi")});
  ModelRules rules;
  const auto converse = make_request(*id, rules, hello, true);
  EXPECT_EQ(converse.path, "/model/mistral.mistral-7b-instruct-v0%3A2/converse-stream");
  EXPECT_TRUE(converse.stream);
  EXPECT_FALSE(converse.native);
  EXPECT_EQ(converse.body.view(), R"({"messages":[{"role":"user","content":[{"text":"Hi"}]}]})");

  rules.api = Api::invoke;
  rules.native = NativeFormat::mistral_prompt;
  const auto native = make_request(*id, rules, hello, false);
  EXPECT_EQ(native.path, "/model/mistral.mistral-7b-instruct-v0%3A2/invoke");
  EXPECT_FALSE(native.stream);
  EXPECT_TRUE(native.native);
  EXPECT_EQ(native.body.view(), R"({"prompt":"<s>[INST] Hi [/INST]"})");
}

}  // namespace
}  // namespace gw::bedrock
