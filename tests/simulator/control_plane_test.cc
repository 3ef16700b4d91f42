// The lists of models and profiles, and single ones of them.
#include "simulator/control_plane.h"

#include <set>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "simulator/json_value.h"
#include "simulator/models.h"
#include "simulator/service.h"

namespace gw::simulator {
namespace {

Value value_of(const Listing& listing) {
  EXPECT_TRUE(listing) << listing.error().message;
  return listing ? *parse_json(*listing) : Value();
}

std::string words_of(const Listing& listing) { return listing ? "" : listing.error().message; }

Value models(std::string_view query) {
  return value_of(list_foundation_models(test_catalogue(), query))["modelSummaries"];
}

const Value& find_model_summary(const Value& models, std::string_view id) {
  static const Value kNone;
  for (const Value& model : models.items) {
    if (model["modelId"].text == id) return model;
  }
  return kNone;
}

TEST(ControlPlane, ListsModelsWithWhatTheyTakeAndHowTheyAreCalled) {
  const Value all = models("");
  ASSERT_GT(all.items.size(), 20U);
  EXPECT_EQ(all.items[0]["modelId"].text, "ai21.jamba-1-5-large-v1:0");
  EXPECT_EQ(all.items[0]["providerName"].text, "AI21 Labs");
  EXPECT_EQ(all.items[0]["modelLifecycle"]["status"].text, "ACTIVE");
  EXPECT_EQ(all.items[0]["inferenceTypesSupported"].items[0].text, "ON_DEMAND");

  const Value& opus = find_model_summary(all, "anthropic.claude-opus-5");
  EXPECT_EQ(opus["modelName"].text, "Claude Opus 5");
  EXPECT_EQ(opus["inputModalities"].items.size(), 2U);
  EXPECT_EQ(opus["inferenceTypesSupported"].items[0].text, "INFERENCE_PROFILE");
}

TEST(ControlPlane, SaysWhenAModelEnds) {
  const Value all = models("");
  const Value& retired = find_model_summary(all, "cohere.command-r-v1:0");
  EXPECT_EQ(retired["modelLifecycle"]["status"].text, "LEGACY");
  EXPECT_EQ(retired["modelLifecycle"]["endOfLifeTime"].text, "2026-08-19T00:00:00Z");
  const Value& month = find_model_summary(all, "cohere.command-text-v14");
  EXPECT_EQ(month["modelLifecycle"]["endOfLifeTime"].text, "2025-08-01T00:00:00Z");
}

TEST(ControlPlane, FiltersModels) {
  const auto ids = [](std::string_view query) {
    std::set<std::string> found;
    for (const Value& model : models(query).items) found.insert(model["modelId"].text);
    return found;
  };
  EXPECT_EQ(ids("byProvider=deepseek"), ids("byProvider=DeepSeek"));
  EXPECT_TRUE(ids("byProvider=Mistral+AI").contains("mistral.mistral-large-2402-v1:0"));
  EXPECT_FALSE(ids("byProvider=Mistral%20AI").contains("amazon.nova-pro-v1:0"));
  EXPECT_TRUE(ids("byInferenceType=ON_DEMAND").contains("amazon.nova-pro-v1:0"));
  EXPECT_FALSE(ids("byInferenceType=ON_DEMAND").contains("anthropic.claude-opus-5"));
  EXPECT_TRUE(ids("byInferenceType=PROVISIONED").empty());
  EXPECT_TRUE(ids("byOutputModality=TEXT").contains("amazon.nova-pro-v1:0"));
  EXPECT_FALSE(ids("byOutputModality=TEXT").contains("amazon.titan-embed-text-v2:0"));
  EXPECT_TRUE(ids("byOutputModality=EMBEDDING").contains("amazon.titan-embed-text-v2:0"));
  EXPECT_TRUE(ids("byCustomizationType=FINE_TUNING").empty());
  EXPECT_EQ(ids("somethingElse=1"), ids(""));
  EXPECT_EQ(words_of(list_foundation_models(test_catalogue(), "byOutputModality=SMELL")),
            "1 validation error detected: Value 'SMELL' at 'byOutputModality' failed to satisfy "
            "constraint: Member must satisfy enum value set: [TEXT, IMAGE, EMBEDDING]");
}

TEST(ControlPlane, FindsOneModelByItsIdOrArn) {
  for (const std::string_view id :
       {"amazon.nova-pro-v1:0",
        "arn:aws:bedrock:eu-west-1::foundation-model/amazon.nova-pro-v1:0"}) {
    EXPECT_EQ(value_of(get_foundation_model(test_catalogue(), id))["modelDetails"]["modelId"].text,
              "amazon.nova-pro-v1:0");
  }
  EXPECT_NE(words_of(get_foundation_model(test_catalogue(), "us.amazon.nova-pro-v1:0")), "");
  EXPECT_NE(words_of(get_foundation_model(test_catalogue(), "no.such")), "");
}

// All profiles of a type, page by page, and how many pages there were.
std::vector<Value> walk(std::string query, std::size_t& pages) {
  std::vector<Value> all;
  std::string token;
  for (pages = 0; pages == 0 || !token.empty(); ++pages) {
    const Value page =
        value_of(list_inference_profiles(query + (token.empty() ? "" : "&nextToken=" + token)));
    for (const Value& profile : page["inferenceProfileSummaries"].items) all.push_back(profile);
    token.clear();
    for (const char c : page["nextToken"].text)
      token += c == '+' ? "%2B" : c == '/' ? "%2F" : c == '=' ? "%3D" : std::string(1, c);
  }
  return all;
}

TEST(ControlPlane, ListsProfilesInPages) {
  std::size_t pages = 0;
  const auto all = walk("", pages);
  EXPECT_GT(pages, 1U);  // more than AWS puts on one
  EXPECT_EQ(all.front()["inferenceProfileId"].text, "eu.amazon.nova-2-lite-v1:0");
  EXPECT_EQ(walk("maxResults=7", pages).size(), all.size());
  EXPECT_EQ(pages, (all.size() + 6) / 7);
  std::set<std::string> ids;
  for (const Value& profile : all) ids.insert(profile["inferenceProfileId"].text);
  EXPECT_EQ(ids.size(), all.size());
}

TEST(ControlPlane, FiltersProfilesByTheNameOnTheWire) {
  std::size_t pages = 0;
  const auto application = walk("type=APPLICATION", pages);
  ASSERT_EQ(application.size(), 2U);
  EXPECT_EQ(application[0]["inferenceProfileName"].text, "Simulated Claude");
  EXPECT_TRUE(application[0]["inferenceProfileArn"].text.ends_with(
      ":application-inference-profile/simclaude001"));
  const auto all = walk("typeEquals=APPLICATION", pages);
  EXPECT_EQ(walk("type=SYSTEM_DEFINED", pages).size() + 2, all.size());
}

TEST(ControlPlane, RefusesPagesThatThereAreNot) {
  for (const std::string_view query :
       {"maxResults=0", "maxResults=1001", "maxResults=x", "nextToken=x", "nextToken=page%2B9%2F",
        "nextToken=page%2B9999%2F%3D%3D", "type=OTHER"}) {
    EXPECT_NE(words_of(list_inference_profiles(query)), "") << query;
  }
}

TEST(ControlPlane, ResolvesProfiles) {
  const auto profile = [](std::string_view id) { return value_of(get_inference_profile(id)); };
  const Value us = profile("us.anthropic.claude-opus-5");
  EXPECT_EQ(us["type"].text, "SYSTEM_DEFINED");
  EXPECT_EQ(us["inferenceProfileName"].text, "US Anthropic Claude Opus 5");
  EXPECT_EQ(us["models"].items.size(), 3U);
  EXPECT_EQ(us["models"].items[0]["modelArn"].text,
            "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-opus-5");
  const std::string arn = "arn:aws:bedrock:eu-west-1:123456789012:inference-profile/us.x";
  EXPECT_EQ(words_of(get_inference_profile(arn)), "The inference profile could not be found.");
  const std::string application =
      "arn:aws:bedrock:eu-west-1:123456789012:application-inference-profile/simclaude001";
  EXPECT_EQ(profile(application)["inferenceProfileArn"].text, application);
  EXPECT_EQ(profile(application)["inferenceProfileId"].text, "simclaude001");
  EXPECT_NE(words_of(get_inference_profile("simclaude001")), "");
}

TEST(ControlPlane, DeniesInAwsWords) {
  const Refusal refusal = denial(*find_operation("GET", "/inference-profiles"));
  EXPECT_EQ(refusal.code, "AccessDeniedException");
  EXPECT_EQ(status_of(refusal.code), 403);
  EXPECT_EQ(refusal.message,
            "User: arn:aws:iam::123456789012:user/example is not authorized to perform: "
            "bedrock:ListInferenceProfiles because no identity-based policy allows the "
            "bedrock:ListInferenceProfiles action");
}

}  // namespace
}  // namespace gw::simulator
