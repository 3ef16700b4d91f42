// CountTokens, in both forms.
#include "simulator/count_tokens.h"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "base/encoding.h"
#include "simulator/models.h"
#include "simulator/service.h"

namespace gw::simulator {
namespace {

constexpr std::string_view kSonnet = "anthropic.claude-sonnet-4-5-20250929-v1:0";
constexpr std::string_view kUncounted = "The provided model doesn't support counting tokens.";

std::string converse(std::string_view members) {
  return R"({"input":{"converse":{)" + std::string(members) + "}}}";
}
std::string invocation(std::string_view body) {
  return R"({"input":{"invokeModel":{"body":")" + to_base64(body) + R"("}}})";
}
const std::string kHelloYou = R"("messages":[{"role":"user","content":[{"text":"Hello, you!"}]}])";
const std::string kClaude = R"({"anthropic_version":"bedrock-2023-05-31","max_tokens":1,)"
                            R"("messages":[{"role":"user","content":"Hello, you!"}]})";

std::string count(const std::string& body, std::string_view model = kSonnet) {
  std::string path = "/model/";
  append_percent_encoded(model, path);
  const auto operation = find_operation("POST", path + "/count-tokens");
  return respond({*operation, "application/json", "", body}, test_catalogue(), {}).body;
}

// The message of a refusal.
std::string words(std::string_view text) { return R"({"message":")" + std::string(text) + R"("})"; }

TEST(CountTokens, CountsWhatACallWouldCount) {
  EXPECT_EQ(count(converse(kHelloYou)), R"({"inputTokens":3})");
  EXPECT_EQ(count(invocation(kClaude)), R"({"inputTokens":3})");
  EXPECT_EQ(count(converse(R"("system":[{"text":"Four"}],)" + kHelloYou)), R"({"inputTokens":4})");
  const Reply scripted =
      respond({*find_operation("POST", "/model/" + std::string(kSonnet) + "/count-tokens"), "", "",
               converse(kHelloYou)},
              test_catalogue(), {.input_tokens = 99});
  EXPECT_EQ(scripted.body, R"({"inputTokens":99})");
}

TEST(CountTokens, KnowsFoundationModelsByTheirOwnIdOnly) {
  const std::string sonnet(kSonnet);
  const std::pair<std::string, bool> models[] = {
      {sonnet, true},
      {"arn:aws:bedrock:us-east-1::foundation-model/" + sonnet, true},
      {"us." + sonnet, false},
      {"global." + sonnet, false},
      {"arn:aws:bedrock:us-east-1:123456789012:inference-profile/us." + sonnet, false},
      {"arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/simclaude001", false},
      {"anthropic.claude-opus-5", false},    // launched with profiles only
      {"anthropic.claude-sonnet-5", false},  // likewise
      {"amazon.nova-pro-v1:0", false},
      {"meta.llama3-8b-instruct-v1:0", false},
  };
  for (const auto& [model, counts] : models)
    EXPECT_EQ(count(converse(kHelloYou), model),
              counts ? R"({"inputTokens":3})" : words(kUncounted));
}

TEST(CountTokens, JudgesWhatItIsToCountAsACall) {
  const auto without = [](std::string_view part) {
    std::string body = kClaude;
    return body.erase(body.find(part), part.size());
  };
  const std::pair<std::string, std::string_view> cases[] = {
      {invocation(without(R"("max_tokens":1,)")), "max_tokens: Field required"},
      {invocation(without(R"("anthropic_version":"bedrock-2023-05-31",)")),
       "anthropic_version: Field required"},
      {invocation("{"), "Malformed input request, please reformat your input and try again."},
      {converse(R"("messages":[])"),
       "The value at messages is empty. Provide a value and try your request again."},
      {converse(kHelloYou + R"(,"inferenceConfig":{})"),
       "Malformed input request: #/input/converse: extraneous key [inferenceConfig] is not "
       "permitted, please reformat your input and try again."},
      {R"({"input":{}})",
       "The value at input must set one of the following keys: invokeModel, or converse."},
      {"{}",
       "1 validation error detected: Value at 'input' failed to satisfy constraint: Member must "
       "not be null"},
      {R"({"input":{"invokeModel":{"body":"?"}}})", "Invalid base64 at input.invokeModel.body"},
      {"{", "The request body is not valid JSON."},
  };
  for (const auto& [body, refusal] : cases) EXPECT_EQ(count(body), words(refusal)) << body;
}

}  // namespace
}  // namespace gw::simulator
