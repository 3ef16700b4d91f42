// What Bedrock's control plane says of the models that an account can call in a region. Dates stay
// as AWS writes them (ISO 8601). What has no id, or a nonsensical one, is left out.
// https://docs.aws.amazon.com/bedrock/latest/APIReference/API_ListFoundationModels.html
// https://docs.aws.amazon.com/bedrock/latest/APIReference/API_ListInferenceProfiles.html
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "bedrock/media.h"
#include "bedrock/model_card.h"

namespace gw::bedrock {

struct FoundationModel {
  std::string id;
  std::string name;  // for people
  std::string maker;
  MediaKinds media;               // what it takes besides text
  std::optional<ModelKind> kind;  // as far as its output tells; nullopt: it has text
  bool on_demand = false;         // can be called by its id
  bool legacy = false;
  std::string started;      // of its life; empty: not said
  std::string end_of_life;  // likewise
};

struct InferenceProfile {
  std::string id;  // what requests name it by: an id, or the ARN of an application profile
  std::string name;
  std::string description;
  std::string model;  // the base id of the model behind it
  std::string created;
  bool application = false;  // the account's own
};

struct ProfilePage {
  std::vector<InferenceProfile> profiles;
  std::string next;  // the token of the next page; empty: there is none
};

// What a caller can call in a region; what it may not list is nullopt.
struct Inventory {
  std::optional<std::vector<FoundationModel>> models;
  std::optional<std::vector<InferenceProfile>> profiles;
};

// Errors: malformed.
Result<std::vector<FoundationModel>> read_foundation_models(std::string_view body);
Result<ProfilePage> read_inference_profiles(std::string_view body);

inline constexpr std::string_view kFoundationModelsPath = "/foundation-models";
enum class ProfileType { system, application };
// The path and query of a page, percent-encoded; `token`: of the page before, empty for the first.
std::string inference_profiles_path(ProfileType type, std::string_view token);

}  // namespace gw::bedrock
