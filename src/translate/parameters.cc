#include "translate/parameters.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>
#include <optional>
#include <span>
#include <string>

#include "json/value.h"
#include "translate/additional_fields.h"
#include "translate/request_metadata.h"
#include "translate/without.h"

namespace gw::translate {

namespace {

using namespace std::string_view_literals;
using llm::Parameter;

template <class Number>
std::string shortest(Number value) {
  char digits[32];
  return {digits, std::to_chars(digits, digits + sizeof digits, value).ptr};
}

template <class Number>
void clamp(llm::Parameter parameter, std::optional<Number>& value, Number maximum, Draft& draft) {
  if (!value || *value <= maximum) return;
  draft.note(parameter, shortest(*value) + "->" + shortest(maximum));
  value = maximum;
}

// OpenAI's default of both, which clients write though it says nothing.
constexpr double kNeutralSampling = 1;

// What the models' own APIs call that for which Converse has a member. Bedrock refuses a request
// that says the same thing twice ("The additional field stop_sequences conflicts with an existing
// field."), and the client's own field counts.
constexpr std::array kMaxTokensFields{"max_tokens"sv, "max_tokens_to_sample"sv, "max_gen_len"sv};
constexpr std::array kTemperatureFields{"temperature"sv};
constexpr std::array kTopPFields{"top_p"sv, "p"sv};
constexpr std::array kStopFields{"stop_sequences"sv, "stop"sv};

bool says_itself(std::span<const std::string_view> fields, const Draft& draft) {
  return std::ranges::any_of(
      fields, [&](auto name) { return has_field(name, draft.conversation.additional); });
}

// What the client has not said in a field of its own.
void set_inference(const llm::Request& request, const bedrock::ModelRules& rules, Draft& draft) {
  bedrock::Inference& inference = draft.conversation.inference;
  inference.max_tokens = request.max_tokens;
  if (!request.max_tokens && request.max_tokens_of_model && rules.max_output > 0)
    inference.max_tokens = rules.max_output;
  inference.temperature = request.temperature;
  inference.top_p = request.top_p;
  if (inference.max_tokens && says_itself(kMaxTokensFields, draft)) {
    draft.note(Parameter::max_tokens);
    inference.max_tokens.reset();
  }
  if (says_itself(kTemperatureFields, draft))
    drop_sampling(Parameter::temperature, inference.temperature, draft);
  if (says_itself(kTopPFields, draft)) drop_sampling(Parameter::top_p, inference.top_p, draft);
}

void fit_sampling(const bedrock::ModelRules& rules, Draft& draft) {
  bedrock::Inference& inference = draft.conversation.inference;
  std::optional<double>& temperature = inference.temperature;
  std::optional<double>& top_p = inference.top_p;
  if (rules.sampling == bedrock::Sampling::none)
    drop_sampling(Parameter::temperature, temperature, draft);
  if (rules.sampling == bedrock::Sampling::none ||
      rules.sampling == bedrock::Sampling::temperature) {
    drop_sampling(Parameter::top_p, top_p, draft);
  } else if (rules.sampling == bedrock::Sampling::one_of && temperature && top_p) {
    const bool says_less = temperature == kNeutralSampling && top_p != kNeutralSampling;
    says_less ? temperature.reset() : drop_sampling(Parameter::top_p, top_p, draft);
  }
  constexpr double kConverseMaximum = 1;  // whatever the model takes through its native body
  const double maximum = rules.api == bedrock::Api::converse
                             ? std::min(rules.temperature_max, kConverseMaximum)
                             : rules.temperature_max;
  clamp(Parameter::temperature, temperature, maximum, draft);
}

void fit_stop(const std::vector<json::RawString>& wanted, const bedrock::ModelRules& rules,
              Draft& draft) {
  if (says_itself(kStopFields, draft)) {
    if (!wanted.empty()) draft.note(Parameter::stop);
    return;
  }
  std::vector<json::RawString>& stop = draft.conversation.inference.stop_sequences;
  std::ranges::remove_copy_if(wanted, std::back_inserter(stop), &json::RawString::empty);
  const std::size_t asked = stop.size();
  if (!rules.stop) stop.clear();
  if (!rules.blank_stop) std::erase_if(stop, json::is_blank);
  const auto most = static_cast<std::size_t>(rules.max_stop_sequences);
  if (most > 0 && stop.size() > most) stop.resize(most);
  if (stop.size() == asked) return;
  const std::string change =
      stop.empty() ? "" : std::to_string(asked) + "->" + std::to_string(stop.size());
  draft.note(Parameter::stop, change);
}

// Members of the native bodies that the gateway writes itself.
bool is_written(std::string_view field) {
  static constexpr std::array kWritten{"anthropic_version"sv,
                                       "chat_history"sv,
                                       "inputText"sv,
                                       "max_gen_len"sv,
                                       "max_tokens"sv,
                                       "message"sv,
                                       "messages"sv,
                                       "max_tokens_to_sample"sv,
                                       "p"sv,
                                       "preamble"sv,
                                       "prompt"sv,
                                       "stop"sv,
                                       "stop_sequences"sv,
                                       "stream"sv,
                                       "system"sv,
                                       "temperature"sv,
                                       "textGenerationConfig"sv,
                                       "tool_choice"sv,
                                       "tools"sv,
                                       "top_p"sv};
  return std::ranges::find(kWritten, field) != kWritten.end();
}

// Bedrock's own members of native bodies: with amazon-bedrock-guardrailConfig a client could choose
// what a guardrail of the operator's gets to see.
bool is_bedrocks(std::string_view field) { return field.starts_with("amazon-bedrock-"); }

// What the conversation becomes in any case.
bool is_conversation(std::string_view field) {
  static constexpr std::array kNames{"chat_history"sv, "inputText"sv, "message"sv, "messages"sv,
                                     "prompt"sv};
  return std::ranges::find(kNames, field) != kNames.end();
}

// What the client sends for the model itself. Its first word counts, also against what the gateway
// makes of other parameters later.
void add_extra_fields(const llm::Request& request, const bedrock::ModelRules& rules,
                      const ParameterPolicy& policy, std::span<const std::string> refused,
                      Draft& draft) {
  const bool native = rules.api == bedrock::Api::invoke;
  for (const auto& [name, json] : request.extra_fields) {
    const bool reserved = is_bedrocks(name) || (native ? is_written(name) : is_conversation(name));
    const bool taken = refused.empty() || !is_refused(own_field(name), refused);
    const bool kept = policy.forward_extra_fields && !reserved && taken &&
                      add_field(name, json, draft.conversation.additional, draft.storage);
    if (!kept) draft.note(std::string(name));
  }
}

// A number of the client's in the range of the model's field.
std::string_view fit_number(std::string_view json, const bedrock::ModelParameter& parameter,
                            Draft& draft) {
  double value = 0;
  const auto [end, error] = std::from_chars(json.data(), json.data() + json.size(), value);
  if (error != std::errc() || end != json.data() + json.size()) return json;
  const double fitted = std::clamp(value, parameter.min, parameter.max);
  if (fitted == value) return json;
  draft.note(parameter.name, std::string(json) + "->" + shortest(fitted));
  return draft.storage.emplace_back(shortest(fitted));
}

void add_model_parameters(const llm::Request& request, const bedrock::ModelRules& rules,
                          Draft& draft) {
  for (const auto& [name, json] : request.model_parameters) {
    const auto parameter =
        std::ranges::find(rules.parameters, name, &bedrock::ModelParameter::name);
    const bool added = parameter != rules.parameters.end() &&
                       add_field(parameter->field, fit_number(json, *parameter, draft),
                                 draft.conversation.additional, draft.storage);
    if (!added) draft.note(std::string(name));
  }
}

void add_beta_flags(const llm::Request& request, const bedrock::ModelRules& rules, Draft& draft) {
  for (const std::string_view flag : rules.default_beta_flags)
    add_beta_flag(flag, draft.conversation.additional);
  for (const std::string_view flag : request.beta_flags) {
    if (std::ranges::find(rules.beta_flags, flag) != rules.beta_flags.end()) {
      add_beta_flag(flag, draft.conversation.additional);
    } else {
      draft.note(Parameter::beta_flags, std::string(flag));
    }
  }
}

void set_options(const llm::Request& request, const bedrock::ModelRules& rules, Draft& draft) {
  bedrock::CallOptions& options = draft.conversation.options;
  options.service_tier = request.service_tier;
  options.latency = request.latency;
  if (rules.api == bedrock::Api::converse) {
    options.response_paths = request.response_paths;
    const bool claude = rules.native == bedrock::NativeFormat::claude_messages;
    if (claude && request.tell_stop_sequence && !request.stop.empty())
      options.response_paths.push_back({"/stop_sequence"});
  } else if (!request.response_paths.empty()) {
    draft.note(Parameter::response_paths);
  }
}

}  // namespace

void drop_sampling(llm::Parameter parameter, std::optional<double>& value, Draft& draft) {
  if (value && value != kNeutralSampling) draft.note(parameter);
  value.reset();
}

void draft_parameters(const llm::Request& request, const bedrock::ModelRules& rules,
                      const ParameterPolicy& policy, std::span<const std::string> refused,
                      Draft& draft) {
  add_extra_fields(request, rules, policy, refused, draft);
  set_inference(request, rules, draft);
  if (rules.max_output > 0)
    clamp(Parameter::max_tokens, draft.conversation.inference.max_tokens, rules.max_output, draft);
  fit_sampling(rules, draft);
  fit_stop(request.stop, rules, draft);
  add_model_parameters(request, rules, draft);
  add_beta_flags(request, rules, draft);
  set_options(request, rules, draft);
  draft_metadata(request, policy, draft);
}

}  // namespace gw::translate
