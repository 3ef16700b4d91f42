#include "bedrock/model_lists.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/encoding.h"
#include "bedrock/model_id.h"
#include "json/value.h"

namespace gw::bedrock {

namespace {

using json::Object;
using json::Value;

std::string text(const Object& object, std::string_view key) {
  const auto value = object.find(key);
  const auto raw = value ? value->string() : std::nullopt;
  auto decoded = raw ? json::decode(*raw) : Result<std::string>("");
  return decoded ? *std::move(decoded) : std::string();
}

// Ids go into paths, and into the answers of this gateway.
std::string id(const Object& object, std::string_view key) {
  std::string id = text(object, key);
  return parse_model_id(id) ? id : std::string();
}

std::vector<std::string> texts(const Object& object, std::string_view key) {
  std::vector<std::string> texts;
  const auto value = object.find(key);
  const auto list = value ? value->array() : std::nullopt;
  if (!list) return texts;
  for (const Value item : *list) {
    if (const auto raw = item.string()) texts.emplace_back(raw->escaped);  // words of AWS's
  }
  return texts;
}

bool has(const std::vector<std::string>& words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}

MediaKinds media_of(const std::vector<std::string>& inputs) {
  static constexpr std::pair<std::string_view, MediaKind> kWords[] = {
      {"IMAGE", MediaKind::image},
      {"VIDEO", MediaKind::video},
      {"AUDIO", MediaKind::audio},
      {"SPEECH", MediaKind::audio},
  };
  MediaKinds media;
  for (const auto& [word, kind] : kWords) {
    if (has(inputs, word)) media.add(kind);
  }
  return media;
}

std::optional<ModelKind> kind_of(const std::vector<std::string>& outputs) {
  static constexpr std::pair<std::string_view, ModelKind> kWords[] = {
      {"SPEECH", ModelKind::speech},       {"AUDIO", ModelKind::speech},
      {"EMBEDDING", ModelKind::embedding}, {"IMAGE", ModelKind::image},
      {"VIDEO", ModelKind::video},
  };
  if (has(outputs, "TEXT")) return std::nullopt;
  for (const auto& [word, kind] : kWords) {
    if (has(outputs, word)) return kind;
  }
  return std::nullopt;
}

FoundationModel read_model(const Object& summary) {
  FoundationModel model;
  model.id = id(summary, "modelId");
  model.name = text(summary, "modelName");
  model.maker = text(summary, "providerName");
  model.media = media_of(texts(summary, "inputModalities"));
  model.kind = kind_of(texts(summary, "outputModalities"));
  model.on_demand = has(texts(summary, "inferenceTypesSupported"), "ON_DEMAND");
  const auto value = summary.find("modelLifecycle");
  if (const auto lifecycle = value ? value->object() : std::nullopt) {
    model.legacy = text(*lifecycle, "status") == "LEGACY";
    model.started = text(*lifecycle, "startOfLifeTime");
    model.end_of_life = text(*lifecycle, "endOfLifeTime");
  }
  return model;
}

std::string model_behind(const Object& summary) {
  const auto value = summary.find("models");
  const auto list = value ? value->array() : std::nullopt;
  const auto first = list && !list->empty() ? (*list->begin()).object() : std::nullopt;
  return first ? std::string(base_model(text(*first, "modelArn"))) : std::string();
}

// What is not active cannot be called; then it has no id.
InferenceProfile read_profile(const Object& summary) {
  InferenceProfile profile;
  if (text(summary, "status") != "ACTIVE") return profile;
  profile.application = text(summary, "type") == "APPLICATION";
  profile.id = id(summary, profile.application ? "inferenceProfileArn" : "inferenceProfileId");
  profile.name = text(summary, "inferenceProfileName");
  profile.description = text(summary, "description");
  profile.created = text(summary, "createdAt");
  profile.model = model_behind(summary);
  if (profile.model.empty()) profile.model = base_model(profile.id);
  return profile;
}

// The elements of the list `key`, without those that have no id.
template <class T>
Result<std::vector<T>> read_list(const std::optional<Object>& answer, std::string_view key,
                                 T (*read)(const Object&)) {
  const auto value = answer ? answer->find(key) : std::nullopt;
  const auto list = value ? value->array() : std::nullopt;
  if (!list) return fail(Errc::malformed, "Bedrock's answer has no " + std::string(key));
  std::vector<T> elements;
  for (const Value item : *list) {
    const auto object = item.object();
    if (!object) continue;
    T element = read(*object);
    if (!element.id.empty()) elements.push_back(std::move(element));
  }
  return elements;
}

}  // namespace

Result<std::vector<FoundationModel>> read_foundation_models(std::string_view body) {
  json::Document document;
  const auto root = document.parse(body);
  if (!root) return std::unexpected(root.error());
  return read_list(root->object(), "modelSummaries", read_model);
}

Result<ProfilePage> read_inference_profiles(std::string_view body) {
  json::Document document;
  const auto root = document.parse(body);
  if (!root) return std::unexpected(root.error());
  const auto answer = root->object();
  auto profiles = read_list(answer, "inferenceProfileSummaries", read_profile);
  if (!profiles) return std::unexpected(profiles.error());
  return ProfilePage{*std::move(profiles), text(*answer, "nextToken")};
}

std::string inference_profiles_path(ProfileType type, std::string_view token) {
  std::string path = "/inference-profiles?maxResults=1000";  // as many as there may be
  if (!token.empty()) {
    path += "&nextToken=";
    append_percent_encoded(token, path);
  }
  path += type == ProfileType::system ? "&type=SYSTEM_DEFINED" : "&type=APPLICATION";
  return path;
}

}  // namespace gw::bedrock
