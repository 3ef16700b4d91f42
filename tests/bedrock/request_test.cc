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
  EXPECT_EQ(request_path(ModelId{"a b/../(c)", {}}, Api::converse, false),
            "/model/a%20b%2F..%2F%28c%29/converse");
}

TEST(MakeRequest, FollowsTheRules) {
  const auto id = parse_model_id("mistral.mistral-7b-instruct-v0:2");
  const auto hello = conversation({user("Hi")});
  ModelRules rules;
  const auto converse = make_request(*id, rules, hello, true);
  EXPECT_EQ(converse.path, "/model/mistral.mistral-7b-instruct-v0%3A2/converse-stream");
  EXPECT_TRUE(converse.stream);
  EXPECT_TRUE(converse.headers.empty());
  EXPECT_EQ(converse.body.view(), R"({"messages":[{"role":"user","content":[{"text":"Hi"}]}]})");

  rules.api = Api::invoke;
  rules.native = NativeFormat::mistral_prompt;
  const auto native = make_request(*id, rules, hello, false);
  EXPECT_EQ(native.path, "/model/mistral.mistral-7b-instruct-v0%3A2/invoke");
  EXPECT_FALSE(native.stream);
  ASSERT_EQ(native.headers.size(), 1u);
  EXPECT_EQ(native.headers[0].name, "accept");
  EXPECT_EQ(native.body.view(), R"({"prompt":"<s>[INST] Hi [/INST]"})");
}

TEST(MakeRequest, PutsOptionsIntoTheBodyOfConverseAndTheHeadersOfInvokeModel) {
  const auto id = parse_model_id("m");
  auto hello = conversation({user("Hi")});
  hello.options.service_tier = "flex";
  hello.options.latency = "optimized";
  hello.options.metadata = {{"team", "a b"}};
  ModelRules rules;
  EXPECT_EQ(make_request(*id, rules, hello, false).body.view(),
            R"({"messages":[{"role":"user","content":[{"text":"Hi"}]}],)"
            R"("requestMetadata":{"team":"a b"},"performanceConfig":{"latency":"optimized"},)"
            R"("serviceTier":{"type":"flex"}})");

  rules.api = Api::invoke;
  rules.native = NativeFormat::mistral_prompt;
  std::string headers;
  for (const auto& [name, value] : make_request(*id, rules, hello, true).headers)
    headers.append(name).append(": ").append(value).append("\n");
  EXPECT_EQ(headers,
            "x-amzn-bedrock-accept: application/json\n"
            "x-amzn-bedrock-performanceconfig-latency: optimized\n"
            "x-amzn-bedrock-service-tier: flex\n"
            "x-amzn-bedrock-request-metadata: {\"team\":\"a b\"}\n");
}

}  // namespace
}  // namespace gw::bedrock
