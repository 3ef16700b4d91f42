#include "bedrock/inference_profile.h"

#include <algorithm>

#include "base/encoding.h"
#include "bedrock/model_id.h"
#include "bedrock/residency.h"
#include "json/value.h"

namespace gw::bedrock {

namespace {

constexpr std::string_view kGlobal = "global";

bool is_called_in(std::string_view region, const std::string& geography) {
  if (geography == kGlobal) return true;
  const auto inside = Residency::parse(std::span(&geography, 1));
  return inside && inside->check(region, "").has_value();
}

}  // namespace

bool is_application_profile(std::string_view model) {
  return model.starts_with("arn:") && model.contains(":application-inference-profile/");
}

std::string profile_path(std::string_view arn) {
  std::string path = "/inference-profiles/";
  append_percent_encoded(arn, path);
  return path;
}

Result<std::string> read_profile_model(std::string_view body) {
  const auto unreadable = [] {
    return fail(Errc::malformed, "GetInferenceProfile's answer names no model");
  };
  json::Document document;
  const auto root = document.parse(body);
  const auto profile = root ? root->object() : std::nullopt;
  const auto models = profile ? profile->find("models") : std::nullopt;
  const auto list = models ? models->array() : std::nullopt;
  if (!list || list->empty()) return unreadable();
  const auto first = (*list->begin()).object();
  const auto arn = first ? first->find("modelArn") : std::nullopt;
  const auto text = arn ? arn->string() : std::nullopt;
  const auto decoded = text ? json::decode(*text) : Result<std::string>("");
  const std::string_view model = decoded ? base_model(*decoded) : std::string_view{};
  if (model.empty()) return unreadable();
  return std::string(model);
}

bool is_profile_prefix(std::string_view text) {
  const auto known = [text](const Geography& geography) { return geography.name == text; };
  return text == kGlobal || std::ranges::any_of(geographies(), known);
}

std::vector<std::string> profiles_for(std::string_view model, std::string_view region,
                                      std::span<const std::string> geographies) {
  const std::string_view base = base_model(model);
  const bool plain = model == base || model.contains(":foundation-model/");
  std::vector<std::string> profiles;
  if (!plain || base.empty()) return profiles;
  for (const std::string& geography : geographies) {
    if (is_called_in(region, geography)) profiles.push_back(geography + "." + std::string(base));
  }
  return profiles;
}

}  // namespace gw::bedrock
