// additionalModelRequestFields: what each family's own API knows beside what Converse has words
// for.
#include <algorithm>
#include <string>

#include "base/ascii.h"
#include "simulator/rules/rule.h"

namespace gw::simulator {
namespace {

struct Family {
  std::string_view name;    // a prefix of ModelRules::family
  std::string_view fields;  // that its API knows; a dot leads into an object
};

// A family that is not here is not known well enough to refuse anything.
constexpr Family kFamilies[] = {
    {"claude-2", "top_k"},
    {"claude-instant", "top_k"},
    {"claude",
     "top_k thinking reasoning_config tool_choice tools output_config metadata anthropic_beta "
     "context_management "
     "stop_sequences max_tokens temperature top_p system"},
    {"command-r",
     "k p seed documents search_queries_only preamble prompt_truncation frequency_penalty "
     "presence_penalty return_prompt raw_prompting"},
    {"command", "k p logit_bias return_likelihoods num_generations truncate"},
    {"jamba", "n frequency_penalty presence_penalty documents response_format"},
    {"llama", ""},
    {"mixtral", "top_k"},
    {"nova-2", "inferenceConfig inferenceConfig.topK reasoningConfig"},
    {"nova", "inferenceConfig inferenceConfig.topK"},
    {"titan-text", ""},
};

const Family* family_of(const ModelRules& model) {
  const auto* found = std::ranges::find_if(
      kFamilies, [&](const Family& family) { return model.family.starts_with(family.name); });
  return found == std::end(kFamilies) ? nullptr : found;
}

bool is_claude(const ModelRules& model) {
  const Family* family = family_of(model);
  return family != nullptr && family->name == "claude";
}

bool knows(const Family& family, std::string_view field) {
  std::string_view rest = family.fields;
  while (!rest.empty()) {
    if (ascii::take_until(' ', rest) == field) return true;
  }
  return false;
}

Refusal unknown_field(const ModelRules& model, const std::string& field) {
  const std::string prefix = "The model returned the following errors: ";
  if (is_claude(model)) return validation(prefix + field + ": Extra inputs are not permitted");
  return validation(prefix + "Malformed input request: #: extraneous key [" + field +
                    "] is not permitted, please reformat your input and try again.");
}

MaybeRefusal fields_are_known(const Value& body, const ModelRules& model) {
  const Family* family = family_of(model);
  const Value& fields = body["additionalModelRequestFields"];
  if (family == nullptr) return std::nullopt;
  for (const auto& [name, value] : fields.members) {
    if (!knows(*family, name)) return unknown_field(model, name);
  }
  for (const auto& [name, value] : fields["inferenceConfig"].members) {
    if (!knows(*family, "inferenceConfig." + name)) return unknown_field(model, name);
  }
  return std::nullopt;
}

// Models that refuse temperature and top_p refuse top_k as well.
MaybeRefusal top_k_fits(const Value& body, const ModelRules& model) {
  const Value* top_k = body["additionalModelRequestFields"].find("top_k");
  if (top_k == nullptr || !is_claude(model)) return std::nullopt;
  if (model.sampling == bedrock::Sampling::none) {
    return validation(
        "The model returned the following errors: `top_k` is deprecated for this model.");
  }
  if (top_k->is(Value::Kind::integer) && top_k->number >= 0) return std::nullopt;
  return validation(
      "The model returned the following errors: top_k: Input should be a valid integer");
}

constexpr Rule kFieldRules[] = {
    fields_are_known,
    top_k_fits,
};

}  // namespace

std::span<const Rule> additional_field_rules() { return kFieldRules; }

}  // namespace gw::simulator
