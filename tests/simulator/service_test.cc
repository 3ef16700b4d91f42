#include "simulator/service.h"

#include <gtest/gtest.h>

#include "simulator/models.h"

namespace gw::simulator {
namespace {

// A16: a slash in a model's id that is not encoded leads nowhere.
TEST(Service, FindsOperationsByMethodAndPath) {
  using Kind = Operation::Kind;
  struct Case {
    std::string_view method, path;
    Kind kind;
    std::string_view model;
  };
  const Case cases[] = {
      {"POST", "/model/a.b-v1%3A0/converse", Kind::converse, "a.b-v1:0"},
      {"POST", "/model/a.b/converse-stream", Kind::converse_stream, "a.b"},
      {"POST", "/model/a.b/invoke", Kind::invoke, "a.b"},
      {"POST", "/model/a.b/invoke-with-response-stream", Kind::invoke_stream, "a.b"},
      {"POST", "/model/arn%3Aaws%3Ax%2Fy/converse", Kind::converse, "arn:aws:x/y"},
      {"GET", "/foundation-models", Kind::list_foundation_models, ""},
      // A colon may stand in a path as it is; some clients encode it, some do not.
      {"POST", "/model/us.a.b-v1:0/invoke", Kind::invoke, "us.a.b-v1:0"},
      {"POST", "/model/a.b-v1:0/count-tokens", Kind::count_tokens, "a.b-v1:0"},
      {"GET", "/foundation-models/a.b-v1:0", Kind::get_foundation_model, "a.b-v1:0"},
      {"GET", "/inference-profiles", Kind::list_inference_profiles, ""},
      {"GET", "/inference-profiles/arn%3Aaws%3Ax%2Fy", Kind::get_inference_profile, "arn:aws:x/y"},
      {"POST", "/", Kind::sts, ""},
      {"PUT", "/latest/api/token", Kind::metadata, ""},
      {"GET", "/latest/meta-data/iam/security-credentials/", Kind::metadata, ""},
      {"GET", "/v2/credentials/abc", Kind::container, ""},
      {"GET", "/federation/credentials", Kind::sso_portal, ""},
      {"POST", "/token", Kind::sso_oidc, ""},
  };
  for (const Case& each : cases) {
    const auto operation = find_operation(each.method, each.path);
    ASSERT_TRUE(operation) << each.path;
    EXPECT_EQ(operation->kind, each.kind);
    EXPECT_EQ(operation->model, each.model);
  }
  for (const auto& [method, path] : std::initializer_list<std::pair<const char*, const char*>>{
           {"GET", "/model/a.b/converse"},
           {"POST", "/foundation-models"},
           {"GET", "/foundation-models/"},
           {"GET", "/foundation-modelsx"},
           {"GET", "/inference-profiles/a/b"},
           {"GET", "/model/a.b/count-tokens"},
           {"POST", "/model/a.b/foundation-models"},
           {"POST", "/model/arn:aws:x/y/converse"},
           {"POST", "/model//converse"},
           {"POST", "/model/a.b/converse/"},
           {"POST", "/model/a.b"},
           {"POST", "/model/a%zz/converse"},
           {"POST", "/other"}}) {
    EXPECT_FALSE(find_operation(method, path)) << path;
  }
}

Reply call(std::string_view path, std::string_view body,
           std::string_view content_type = "application/json", std::string_view accept = "") {
  return respond({*find_operation("POST", path), content_type, accept, body}, test_catalogue(), {});
}

std::string error_of(const Reply& reply) {
  return reply.fields.empty() ? "" : reply.fields.front().second;
}

constexpr std::string_view kServiceHello =
    R"({"messages":[{"role":"user","content":[{"text":"Hi"}]}]})";
constexpr std::string_view kMistral = R"({"prompt":"<s>[INST] Hi [/INST]"})";

TEST(Service, AnswersWholeAndStreamed) {
  const Reply whole = call("/model/anthropic.claude-3/converse", kServiceHello);
  EXPECT_EQ(whole.status, 200);
  EXPECT_FALSE(whole.stream);
  EXPECT_NE(whole.body.find("You said: Hi"), std::string::npos);

  const Reply stream = call("/model/us.anthropic.claude-3/converse-stream", kServiceHello);
  EXPECT_TRUE(stream.stream);
  EXPECT_EQ(stream.content_type, "application/vnd.amazon.eventstream");
  EXPECT_EQ(stream.frames.front().event_type, "messageStart");

  const Reply invoked = call("/model/mistral.7b/invoke", kMistral);
  EXPECT_EQ(invoked.status, 200);
  EXPECT_EQ(invoked.fields.front().first, "X-Amzn-Bedrock-Input-Token-Count");
  EXPECT_TRUE(call("/model/mistral.7b/invoke-with-response-stream", kMistral).stream);
}

TEST(Service, RefusesInBedrocksWords) {
  const Reply unknown = call("/model/anthropic.claude-99/converse", kServiceHello);
  EXPECT_EQ(unknown.status, 400);
  EXPECT_EQ(error_of(unknown), "ValidationException");
  EXPECT_EQ(unknown.body, R"({"message":"The provided model identifier is invalid."})");

  EXPECT_EQ(error_of(call("/model/anthropic.claude-3/converse", "{")), "SerializationException");
  EXPECT_EQ(call("/model/mistral.7b/invoke", "{").body,
            R"({"message":"Malformed input request, please reformat your input and try again."})");
  EXPECT_EQ(call("/model/mistral.7b/invoke", kMistral, "application/octet-stream").status, 400);
  EXPECT_EQ(call("/model/mistral.7b/invoke", kMistral, "application/json", "text/plain").status,
            400);
  EXPECT_EQ(unknown_operation().status, 404);  // A16
  EXPECT_EQ(error_of(unknown_operation()), "UnknownOperationException");
}

}  // namespace
}  // namespace gw::simulator
