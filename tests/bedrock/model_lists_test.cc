#include "bedrock/model_lists.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gw::bedrock {
namespace {

std::string models(std::string_view summaries) {
  return R"({"modelSummaries":[)" + std::string(summaries) + "]}";
}

std::string profiles(std::string_view summaries, std::string_view more = "") {
  return R"({"inferenceProfileSummaries":[)" + std::string(summaries) + "]" + std::string(more) +
         "}";
}

TEST(FoundationModels, AreReadWithWhatListsShow) {
  const auto read = read_foundation_models(
      models(R"({"modelArn":"arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0",)"
             R"("modelId":"amazon.nova-lite-v1:0","modelName":"Nova Lite","providerName":"Amazon",)"
             R"("inputModalities":["TEXT","IMAGE","VIDEO"],"outputModalities":["TEXT"],)"
             R"("inferenceTypesSupported":["ON_DEMAND","INFERENCE_PROFILE"],)"
             R"("modelLifecycle":{"status":"LEGACY","startOfLifeTime":"2024-12-03T00:00:00Z",)"
             R"("endOfLifeTime":"2027-01-08T00:00:00Z"}})"));
  ASSERT_TRUE(read);
  ASSERT_EQ(read->size(), 1U);
  const FoundationModel& nova = read->front();
  EXPECT_EQ(nova.id, "amazon.nova-lite-v1:0");
  EXPECT_EQ(nova.name, "Nova Lite");
  EXPECT_EQ(nova.maker, "Amazon");
  EXPECT_EQ(nova.media, (MediaKinds{MediaKind::image, MediaKind::video}));
  EXPECT_FALSE(nova.kind);
  EXPECT_TRUE(nova.on_demand);
  EXPECT_TRUE(nova.legacy);
  EXPECT_EQ(nova.started, "2024-12-03T00:00:00Z");
  EXPECT_EQ(nova.end_of_life, "2027-01-08T00:00:00Z");
}

TEST(FoundationModels, NeedAnIdAndNothingElse) {
  const auto read =
      read_foundation_models(models(R"({"modelId":"a.b"},{"modelId":7},{"modelName":"c"},7,)"
                                    R"({"modelId":"a\nb"},{"modelId":""})"));
  ASSERT_TRUE(read);
  ASSERT_EQ(read->size(), 1U);
  EXPECT_FALSE(read->front().on_demand);
  EXPECT_FALSE(read->front().legacy);
}

TEST(FoundationModels, AreOfTheKindOfTheirOutput) {
  const std::pair<std::string_view, std::optional<ModelKind>> cases[] = {
      {R"(["TEXT"])", std::nullopt},
      {R"(["SPEECH","TEXT"])", std::nullopt},
      {R"(["EMBEDDING"])", ModelKind::embedding},
      {R"(["IMAGE"])", ModelKind::image},
      {R"(["VIDEO"])", ModelKind::video},
      {R"(["SPEECH"])", ModelKind::speech},
      {R"(["SMELL"])", std::nullopt},
      {R"(7)", std::nullopt},
  };
  for (const auto& [outputs, kind] : cases) {
    const auto read = read_foundation_models(
        models(R"({"modelId":"a.b","outputModalities":)" + std::string(outputs) + "}"));
    ASSERT_TRUE(read) << outputs;
    EXPECT_EQ(read->front().kind, kind) << outputs;
  }
}

TEST(InferenceProfiles, AreNamedAsRequestsNameThem) {
  const auto page = read_inference_profiles(profiles(
      R"({"inferenceProfileId":"us.amazon.nova-lite-v1:0","inferenceProfileName":"US Nova Lite",)"
      R"("inferenceProfileArn":"arn:aws:bedrock:us-east-1:1:inference-profile/us.amazon.nova-lite-v1:0",)"
      R"("models":[{"modelArn":"arn:aws:bedrock:us-west-2::foundation-model/amazon.nova-lite-v1:0"}],)"
      R"("status":"ACTIVE","type":"SYSTEM_DEFINED","createdAt":"2024-11-29T00:00:00Z"},)"
      R"({"inferenceProfileId":"abc","inferenceProfileName":"Ours","description":"Team A",)"
      R"("inferenceProfileArn":"arn:aws:bedrock:us-east-1:1:application-inference-profile/abc",)"
      R"("models":[{"modelArn":"arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-pro-v1:0"}],)"
      R"("status":"ACTIVE","type":"APPLICATION"},)"
      R"({"inferenceProfileId":"us.gone","status":"DELETING","type":"SYSTEM_DEFINED"})",
      R"(,"nextToken":"t/1=")"));
  ASSERT_TRUE(page);
  EXPECT_EQ(page->next, "t/1=");
  ASSERT_EQ(page->profiles.size(), 2U);
  const InferenceProfile& system = page->profiles[0];
  EXPECT_EQ(system.id, "us.amazon.nova-lite-v1:0");
  EXPECT_EQ(system.model, "amazon.nova-lite-v1:0");
  EXPECT_EQ(system.created, "2024-11-29T00:00:00Z");
  EXPECT_FALSE(system.application);
  const InferenceProfile& application = page->profiles[1];
  EXPECT_EQ(application.id, "arn:aws:bedrock:us-east-1:1:application-inference-profile/abc");
  EXPECT_EQ(application.model, "amazon.nova-pro-v1:0");
  EXPECT_EQ(application.description, "Team A");
  EXPECT_TRUE(application.application);
}

TEST(InferenceProfiles, WithoutModelsAreOfTheModelInTheirId) {
  const auto page = read_inference_profiles(
      profiles(R"({"inferenceProfileId":"us.amazon.nova-lite-v1:0","status":"ACTIVE"})"));
  ASSERT_TRUE(page);
  EXPECT_EQ(page->profiles.front().model, "amazon.nova-lite-v1:0");
  EXPECT_EQ(page->next, "");
}

TEST(ModelLists, OddAnswersAreErrors) {
  for (const std::string_view body :
       {"", "[]", "{}", "7", R"({"modelSummaries":{}})", R"({"inferenceProfileSummaries":7})"}) {
    EXPECT_FALSE(read_foundation_models(body)) << body;
    EXPECT_FALSE(read_inference_profiles(body)) << body;
  }
}

TEST(ModelLists, APageHasAPathWithItsToken) {
  EXPECT_EQ(inference_profiles_path(ProfileType::system, ""),
            "/inference-profiles?maxResults=1000&type=SYSTEM_DEFINED");
  EXPECT_EQ(inference_profiles_path(ProfileType::application, "a/b+c="),
            "/inference-profiles?maxResults=1000&nextToken=a%2Fb%2Bc%3D&type=APPLICATION");
}

}  // namespace
}  // namespace gw::bedrock
