#include "bedrock/inference_profile.h"

#include "base/encoding.h"
#include "bedrock/model_id.h"
#include "json/value.h"

namespace gw::bedrock {

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

}  // namespace gw::bedrock
