#include "simulator/model.h"

#include "base/encoding.h"
#include "simulator/json_object.h"

namespace gw::simulator {
namespace {

constexpr std::string_view kRegion = "us-east-1";

// Patterns that name one model, not a set of them.
bool names_one_model(const bedrock::ModelRules& rules) {
  return rules.pattern.find('*') == std::string::npos && !rules.pattern.starts_with("arn:");
}

std::string_view provider_name(std::string_view model) {
  static constexpr std::pair<std::string_view, std::string_view> kProviders[] = {
      {"ai21", "AI21 Labs"}, {"amazon", "Amazon"}, {"anthropic", "Anthropic"},
      {"cohere", "Cohere"},  {"meta", "Meta"},     {"mistral", "Mistral AI"}};
  const std::string_view prefix = model.substr(0, model.find('.'));
  for (const auto& [id, name] : kProviders) {
    if (id == prefix) return name;
  }
  return prefix;
}

std::string model_arn(std::string_view model) {
  return "arn:aws:bedrock:" + std::string(kRegion) + "::foundation-model/" + std::string(model);
}

void write_summary(const bedrock::ModelRules& rules, json::Writer& out) {
  const bool active = rules.status == bedrock::Status::active;
  out.begin_object();
  out.member("modelArn", model_arn(rules.pattern)).member("modelId", rules.pattern);
  out.member("modelName", rules.pattern).member("providerName", provider_name(rules.pattern));
  out.key("inputModalities").begin_array().string("TEXT").end_array();
  out.key("outputModalities").begin_array().string("TEXT").end_array();
  out.member("responseStreamingSupported", true);
  out.key("customizationsSupported").begin_array().end_array();
  out.key("inferenceTypesSupported").begin_array().string("ON_DEMAND").end_array();
  out.key("modelLifecycle").begin_object();
  out.member("status", active ? "ACTIVE" : "LEGACY").end_object();
  out.end_object();
}

// A profile of the United States, as every cross-region model has one there.
void write_profile(const bedrock::ModelRules& rules, json::Writer& out) {
  const std::string id = "us." + rules.pattern;
  out.begin_object();
  out.member("inferenceProfileId", id);
  out.member("inferenceProfileArn",
             "arn:aws:bedrock:" + std::string(kRegion) + ":000000000000:inference-profile/" + id);
  out.member("inferenceProfileName", "US " + rules.pattern);
  out.member("description", "Routes requests to " + rules.pattern + " in the United States.");
  out.member("status", "ACTIVE").member("type", "SYSTEM_DEFINED");
  out.key("models").begin_array().begin_object();
  out.member("modelArn", model_arn(rules.pattern)).end_object().end_array();
  out.member("createdAt", "2024-08-26T00:00:00Z").member("updatedAt", "2024-08-26T00:00:00Z");
  out.end_object();
}

template <class Write>
std::string list(const bedrock::Catalogue& catalogue, std::string_view name, Write write) {
  return json_object([&](json::Writer& out) {
    out.key(name).begin_array();
    for (const bedrock::ModelRules& rules : catalogue.rules()) {
      if (names_one_model(rules)) write(rules, out);
    }
    out.end_array();
  });
}

}  // namespace

std::optional<Model> find_model(const bedrock::Catalogue& catalogue, std::string_view id) {
  auto parsed = bedrock::parse_model_id(id);
  if (!parsed) return std::nullopt;
  const bedrock::ModelRules& rules = catalogue.find(id);
  // The catalogue has rules for models it does not know; a Bedrock refuses those models.
  if (rules.pattern.empty()) return std::nullopt;
  return Model{std::move(*parsed), &rules};
}

std::string list_foundation_models(const bedrock::Catalogue& catalogue) {
  return list(catalogue, "modelSummaries", write_summary);
}

std::string list_inference_profiles(const bedrock::Catalogue& catalogue) {
  return list(catalogue, "inferenceProfileSummaries", write_profile);
}

}  // namespace gw::simulator
