#include "simulator/model.h"

#include <algorithm>

#include "base/ascii.h"
#include "bedrock/inference_profile.h"
#include "simulator/json_object.h"
#include "simulator/listed_models.h"

namespace gw::simulator {
namespace {

constexpr std::string_view kRegion = "us-east-1";

std::string_view provider_name(std::string_view model) {
  static constexpr std::pair<std::string_view, std::string_view> kProviders[] = {
      {"ai21", "AI21 Labs"}, {"amazon", "Amazon"},      {"anthropic", "Anthropic"},
      {"cohere", "Cohere"},  {"deepseek", "DeepSeek"},  {"meta", "Meta"},
      {"openai", "OpenAI"},  {"mistral", "Mistral AI"}, {"qwen", "Qwen"},
      {"writer", "Writer"}};
  const std::string_view prefix = model.substr(0, model.find('.'));
  for (const auto& [id, name] : kProviders) {
    if (id == prefix) return name;
  }
  return prefix;
}

std::string model_arn(std::string_view model) {
  return "arn:aws:bedrock:" + std::string(kRegion) + "::foundation-model/" + std::string(model);
}

void write_summary(const ListedModel& model, bedrock::Status status, json::Writer& out) {
  out.begin_object();
  out.member("modelArn", model_arn(model.id)).member("modelId", model.id);
  out.member("modelName", model.id).member("providerName", provider_name(model.id));
  out.key("inputModalities").begin_array().string("TEXT");
  if (model.images) out.string("IMAGE");
  out.end_array();
  out.key("outputModalities").begin_array().string("TEXT").end_array();
  out.member("responseStreamingSupported", true);
  out.key("customizationsSupported").begin_array().end_array();
  out.key("inferenceTypesSupported").begin_array().string("ON_DEMAND").end_array();
  out.key("modelLifecycle").begin_object();
  out.member("status", status == bedrock::Status::active ? "ACTIVE" : "LEGACY").end_object();
  out.end_object();
}

void write_profile(const ListedModel& model, std::string_view geography, json::Writer& out) {
  const std::string id = std::string(geography) + "." + std::string(model.id);
  out.begin_object();
  out.member("inferenceProfileId", id);
  out.member("inferenceProfileArn",
             "arn:aws:bedrock:" + std::string(kRegion) + ":000000000000:inference-profile/" + id);
  out.member("inferenceProfileName", id);
  out.member("description", "Routes requests to " + std::string(model.id) + ".");
  out.member("status", "ACTIVE").member("type", "SYSTEM_DEFINED");
  out.key("models").begin_array().begin_object();
  out.member("modelArn", model_arn(model.id)).end_object().end_array();
  out.member("createdAt", "2024-08-26T00:00:00Z").member("updatedAt", "2024-08-26T00:00:00Z");
  out.end_object();
}

// What the application inference profiles stand for.
constexpr std::pair<std::string_view, std::string_view> kApplicationProfiles[] = {
    {"simclaude001", "anthropic.claude-sonnet-4-5-20250929-v1:0"},
    {"simnova00001", "amazon.nova-pro-v1:0"}};

std::string_view model_behind(std::string_view arn) {
  const std::size_t slash = arn.rfind('/');
  if (!bedrock::is_application_profile(arn) || slash == std::string_view::npos) return {};
  for (const auto& [id, model] : kApplicationProfiles) {
    if (arn.substr(slash + 1) == id) return model;
  }
  return {};
}

bool is_listed(std::string_view id) {
  return std::ranges::find(kListedModels, id, &ListedModel::id) != std::end(kListedModels);
}

}  // namespace

std::optional<Model> find_model(const bedrock::Catalogue& catalogue, std::string_view id) {
  auto parsed = bedrock::parse_model_id(id);
  if (!parsed) return std::nullopt;
  const std::string_view behind = model_behind(id);
  const bedrock::ModelRules& rules = catalogue.find(behind.empty() ? id : behind);
  // The catalogue has rules even for models it does not know; a Bedrock refuses those.
  if (rules.pattern.empty() && !is_listed(bedrock::base_model(parsed->value))) return std::nullopt;
  return Model{std::move(*parsed), &rules};
}

std::string list_foundation_models(const bedrock::Catalogue& catalogue) {
  return json_object([&](json::Writer& out) {
    out.key("modelSummaries").begin_array();
    for (const ListedModel& model : kListedModels) {
      write_summary(model, catalogue.find(model.id).status, out);
    }
    out.end_array();
  });
}

std::optional<std::string> inference_profile(std::string_view arn) {
  const std::string_view model = model_behind(arn);
  if (model.empty()) return std::nullopt;
  return json_object([&](json::Writer& out) {
    out.member("inferenceProfileArn", arn).member("type", "APPLICATION").member("status", "ACTIVE");
    out.key("models").begin_array().begin_object();
    out.member("modelArn", model_arn(model)).end_object().end_array();
  });
}

std::string list_inference_profiles() {
  return json_object([&](json::Writer& out) {
    out.key("inferenceProfileSummaries").begin_array();
    for (const ListedModel& model : kListedModels) {
      std::string_view rest = model.profiles;
      while (!rest.empty()) write_profile(model, ascii::take_until(' ', rest), out);
    }
    out.end_array();
  });
}

}  // namespace gw::simulator
