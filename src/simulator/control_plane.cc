#include "simulator/control_plane.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "base/ascii.h"
#include "bedrock/model_id.h"
#include "simulator/json_object.h"
#include "simulator/model.h"
#include "simulator/parameters.h"
#include "simulator/schema.h"
#include "simulator/wording.h"

namespace gw::simulator {
namespace {

constexpr std::string_view kRegion = "us-east-1";
constexpr std::string_view kAccount = "000000000000";
constexpr std::size_t kUsualPage = 100;

// The parameters that the lists know; others are ignored, as AWS does.
constexpr std::string_view kShapes = R"(
struct ListFoundationModels {
  byProvider: str /[A-Za-z0-9- ]{1,63}/
  byCustomizationType: "FINE_TUNING"|"CONTINUED_PRE_TRAINING"|"DISTILLATION"
  byOutputModality: "TEXT"|"IMAGE"|"EMBEDDING"
  byInferenceType: "ON_DEMAND"|"PROVISIONED"
}
struct ListInferenceProfiles {
  maxResults: int 1..1000
  nextToken: str 1..2048 /\S*/
  type: "SYSTEM_DEFINED"|"APPLICATION"
}
)";

// Where the profiles of a geography lead.
constexpr std::pair<std::string_view, std::string_view> kRegions[] = {
    {"apac", "ap-northeast-1 ap-south-1 ap-southeast-1 ap-southeast-2"},
    {"au", "ap-southeast-2 ap-southeast-4"},
    {"ca", "ca-central-1 us-east-1"},
    {"eu", "eu-central-1 eu-north-1 eu-west-1"},
    {"global", "us-east-1 eu-west-1 ap-northeast-1"},
    {"in", "ap-south-1 ap-south-2"},
    {"jp", "ap-northeast-1 ap-northeast-3"},
    {"us", "us-east-1 us-east-2 us-west-2"},
    {"us-gov", "us-gov-east-1 us-gov-west-1"}};

std::string_view regions_of(std::string_view geography) {
  for (const auto& [name, regions] : kRegions) {
    if (name == geography) return regions;
  }
  return kRegion;
}

std::string_view provider_name(std::string_view model) {
  static constexpr std::pair<std::string_view, std::string_view> kProviders[] = {
      {"ai21", "AI21 Labs"}, {"amazon", "Amazon"},         {"anthropic", "Anthropic"},
      {"cohere", "Cohere"},  {"deepseek", "DeepSeek"},     {"meta", "Meta"},
      {"openai", "OpenAI"},  {"twelvelabs", "TwelveLabs"}, {"mistral", "Mistral AI"},
      {"qwen", "Qwen"},      {"writer", "Writer"}};
  const std::string_view prefix = model.substr(0, model.find('.'));
  for (const auto& [id, name] : kProviders) {
    if (id == prefix) return name;
  }
  return prefix;
}

std::string_view output_of(const ListedModel& model) {
  return is_among("embedding", model.traits) ? "EMBEDDING" : "TEXT";
}

// What is among the parameters, as a value that can be checked.
Value value_of(const Shape& shape, const Parameters& parameters) {
  Value value{.kind = Value::Kind::object};
  for (const Shape::Member& member : shape.members) {
    const auto found = parameters.find(member.name);
    if (found == parameters.end()) continue;
    Value text{.kind = Value::Kind::string, .text = found->second};
    if (member.shape->kind == Shape::Kind::integer) {
      const char* const end = text.text.data() + text.text.size();
      int number = 0;
      const auto read = std::from_chars(text.text.data(), end, number);
      if (read.ec == std::errc() && read.ptr == end)
        text = {.kind = Value::Kind::integer, .number = static_cast<double>(number)};
    }
    value.members.push_back({member.name, std::move(text)});
  }
  return value;
}

std::expected<Value, Refusal> read_query(std::string_view operation, std::string_view query) {
  static const Schema kSchema(kShapes);
  const Shape& shape = kSchema.at(operation);
  Value value = value_of(shape, parse_parameters(query));
  const auto violations = check(shape, value);
  if (!violations.empty()) return std::unexpected(in_converse_words(violations));
  return value;
}

// --- models ---

std::string model_arn(std::string_view model, std::string_view region) {
  return std::string(region.starts_with("us-gov") ? "arn:aws-us-gov" : "arn:aws") +
         ":bedrock:" + std::string(region) + "::foundation-model/" + std::string(model);
}

void write_lifecycle(const bedrock::ModelRules& rules, json::Writer& out) {
  constexpr std::size_t kMonth = 7;  // "2026-11"; some have a day
  const std::string& end = rules.end_of_life;
  out.key("modelLifecycle").begin_object();
  out.member("status", rules.status == bedrock::Status::active ? "ACTIVE" : "LEGACY");
  if (!end.empty())
    out.member("endOfLifeTime", end + (end.size() == kMonth ? "-01" : "") + "T00:00:00Z");
  out.end_object();
}

// The members of a summary, and of a model's details, which are the same.
void write_model(const ListedModel& model, const bedrock::ModelRules& rules, json::Writer& out) {
  out.begin_object();
  out.member("modelArn", model_arn(model.id, kRegion)).member("modelId", model.id);
  out.member("modelName", model.name).member("providerName", provider_name(model.id));
  out.key("inputModalities").begin_array().string("TEXT");
  if (is_among("images", model.traits)) out.string("IMAGE");
  out.end_array();
  out.key("outputModalities").begin_array().string(output_of(model)).end_array();
  out.member("responseStreamingSupported", true);
  out.key("customizationsSupported").begin_array().end_array();
  out.key("inferenceTypesSupported").begin_array();
  out.string(is_among("profile-only", model.traits) ? "INFERENCE_PROFILE" : "ON_DEMAND");
  out.end_array();
  write_lifecycle(rules, out);
  out.end_object();
}

// All of them write texts, and none can be customised.
bool is_wanted(const ListedModel& model, const Value& filters) {
  const Value* provider = filters.find("byProvider");
  const Value* modality = filters.find("byOutputModality");
  const Value* inference = filters.find("byInferenceType");
  return (provider == nullptr ||
          ascii::equal_ignoring_case(provider->text, provider_name(model.id))) &&
         (modality == nullptr || modality->text == output_of(model)) &&
         (inference == nullptr ||
          (inference->text == "ON_DEMAND" && !is_among("profile-only", model.traits))) &&
         filters.find("byCustomizationType") == nullptr;
}

// --- profiles ---

struct Profile {
  std::string id, name;
  std::string_view model, geography;  // no geography: an application profile

  bool is_application() const { return geography.empty(); }
  std::string arn() const {
    return "arn:aws:bedrock:" + std::string(kRegion) + ":" + std::string(kAccount) + ":" +
           (is_application() ? "application-" : "") + "inference-profile/" + id;
  }
};

// AWS has no dots in it: "EU Anthropic Claude Sonnet 4 5".
std::string profile_name(const ListedModel& model, std::string_view geography) {
  std::string name;
  for (const char c : geography) name += c == '-' ? ' ' : static_cast<char>(c - 'a' + 'A');
  name.append(" ").append(provider_name(model.id)).append(" ");
  for (const char c : model.name)
    name += ascii::is_alpha(c) || ascii::is_digit(c) || c == '-' ? c : ' ';
  while (name.ends_with(' ')) name.pop_back();
  return name;
}

std::vector<Profile> all_profiles() {
  std::vector<Profile> profiles;
  for (const ListedModel& model : kListedModels) {
    std::string_view rest = model.profiles;
    while (!rest.empty()) {
      const std::string_view geography = ascii::take_until(' ', rest);
      profiles.push_back({std::string(geography) + "." + std::string(model.id),
                          profile_name(model, geography), model.id, geography});
    }
  }
  for (const ApplicationProfile& each : application_profiles())
    profiles.push_back({std::string(each.id), std::string(each.name), each.model, ""});
  return profiles;
}

// The members of a summary, and of GetInferenceProfile's answer, which are the same.
void write_profile(const Profile& profile, std::string_view arn, json::Writer& out) {
  out.member("inferenceProfileId", profile.id).member("inferenceProfileArn", arn);
  out.member("inferenceProfileName", profile.name);
  out.member("status", "ACTIVE");
  out.member("type", profile.is_application() ? "APPLICATION" : "SYSTEM_DEFINED");
  if (!profile.is_application())
    out.member("description", "Routes requests to " + std::string(profile.model) + ".");
  out.key("models").begin_array();
  std::string_view regions = regions_of(profile.geography);
  while (!regions.empty()) {
    const std::string_view region = ascii::take_until(' ', regions);
    out.begin_object().member("modelArn", model_arn(profile.model, region)).end_object();
  }
  out.end_array();
  out.member("createdAt", "2024-08-26T00:00:00Z").member("updatedAt", "2024-08-26T00:00:00Z");
}

// A token says how many profiles came before. It is opaque, and has what must be percent-encoded.
constexpr std::string_view kTokenStart = "page+";
constexpr std::string_view kTokenEnd = "/==";

std::optional<std::size_t> offset_of(std::string_view token) {
  if (token.empty()) return 0;
  if (!token.starts_with(kTokenStart) || !token.ends_with(kTokenEnd)) return std::nullopt;
  token.remove_prefix(kTokenStart.size());
  token.remove_suffix(kTokenEnd.size());
  std::size_t offset = 0;
  const auto read = std::from_chars(token.data(), token.data() + token.size(), offset);
  if (read.ec != std::errc() || read.ptr != token.data() + token.size()) return std::nullopt;
  return offset;
}

std::string write_page(std::span<const Profile> profiles, std::size_t from, std::size_t count) {
  return json_object([&](json::Writer& out) {
    out.key("inferenceProfileSummaries").begin_array();
    for (const Profile& profile : profiles.subspan(from, count)) {
      out.begin_object();
      write_profile(profile, profile.arn(), out);
      out.end_object();
    }
    out.end_array();
    if (from + count == profiles.size()) return;
    out.member("nextToken",
               std::string(kTokenStart) + std::to_string(from + count) + std::string(kTokenEnd));
  });
}

}  // namespace

Listing list_foundation_models(const bedrock::Catalogue& catalogue, std::string_view query) {
  const auto filters = read_query("ListFoundationModels", query);
  if (!filters) return std::unexpected(filters.error());
  return json_object([&](json::Writer& out) {
    out.key("modelSummaries").begin_array();
    for (const ListedModel& model : kListedModels) {
      if (is_wanted(model, *filters)) write_model(model, catalogue.find(model.id), out);
    }
    out.end_array();
  });
}

Listing get_foundation_model(const bedrock::Catalogue& catalogue, std::string_view id) {
  const std::string_view base = bedrock::base_model(id);
  const bool profile = id != base && !id.contains(":foundation-model/");
  const ListedModel* model = profile ? nullptr : find_listed(base);
  if (model == nullptr)
    return std::unexpected(validation("The provided model identifier is invalid."));
  return json_object([&](json::Writer& out) {
    out.key("modelDetails");
    write_model(*model, catalogue.find(model->id), out);
  });
}

Listing list_inference_profiles(std::string_view query) {
  const auto wanted = read_query("ListInferenceProfiles", query);
  if (!wanted) return std::unexpected(wanted.error());
  std::vector<Profile> profiles = all_profiles();
  if (const Value* type = wanted->find("type")) {
    const bool application = type->text == "APPLICATION";
    std::erase_if(profiles,
                  [&](const Profile& each) { return each.is_application() != application; });
  }
  const auto from = offset_of((*wanted)["nextToken"].text);
  if (!from || *from > profiles.size())
    return std::unexpected(validation("The provided nextToken is invalid."));
  const Value* limit = wanted->find("maxResults");
  const std::size_t most = limit ? static_cast<std::size_t>(limit->number) : kUsualPage;
  return write_page(profiles, *from, std::min(most, profiles.size() - *from));
}

Listing get_inference_profile(std::string_view id) {
  const bool application = find_application_profile(id) != nullptr;
  const std::string_view wanted = id.starts_with("arn:") ? id.substr(id.rfind('/') + 1) : id;
  for (const Profile& profile : all_profiles()) {
    if (profile.id != wanted || profile.is_application() != application) continue;
    const std::string arn = id == wanted ? profile.arn() : std::string(id);
    return json_object([&](json::Writer& out) { write_profile(profile, arn, out); });
  }
  return std::unexpected(
      Refusal{"ResourceNotFoundException", "The inference profile could not be found."});
}

}  // namespace gw::simulator
