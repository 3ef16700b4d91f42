// What the model of the request takes.
#include <string>

#include "base/ascii.h"
#include "simulator/rules/rule.h"

namespace gw::simulator {
namespace {

using bedrock::Sampling;

MaybeRefusal model_takes_system(const Value& body, const ModelRules& model) {
  if (model.system || body["system"].items.empty()) return std::nullopt;
  return validation(
      "This model doesn't support system messages. Try again without system messages or use a "
      "model that supports system messages.");
}

MaybeRefusal model_takes_history(const Value& body, const ModelRules& model) {
  if (model.history || body["messages"].items.size() == 1) return std::nullopt;
  return validation(
      "This model doesn't support conversation history. Try again with a single user message.");
}

// Even an empty list is refused.
MaybeRefusal model_takes_stop_sequences(const Value& body, const ModelRules& model) {
  const Value* stop = body["inferenceConfig"].find("stopSequences");
  if (stop == nullptr) return std::nullopt;
  if (!model.stop) return unsupported("stopSequences");
  const auto limit = static_cast<std::size_t>(model.max_stop_sequences);
  if (limit == 0 || stop->items.size() <= limit) return std::nullopt;
  return model_error(
      "Malformed input request: expected maximum item "
      "count: " +
      std::to_string(limit) + ", found: " + std::to_string(stop->items.size()) +
      ", please reformat your input and try again.");
}

MaybeRefusal model_takes_sampling(const Value& body, const ModelRules& model) {
  const bool temperature = body["inferenceConfig"].find("temperature") != nullptr;
  const bool top_p = body["inferenceConfig"].find("topP") != nullptr;
  if (model.sampling == Sampling::none && temperature) return unsupported("temperature");
  const bool takes_top_p = model.sampling == Sampling::both || model.sampling == Sampling::one_of;
  if (!takes_top_p && top_p) return unsupported("topP");
  if (model.sampling == Sampling::one_of && temperature && top_p) {
    return model_error(
        "`temperature` and `top_p` cannot both be "
        "specified for this model. Please use only one.");
  }
  return std::nullopt;
}

MaybeRefusal model_takes_max_tokens(const Value& body, const ModelRules& model) {
  const double asked = body["inferenceConfig"]["maxTokens"].number;
  if (model.max_output == 0 || asked <= static_cast<double>(model.max_output)) return std::nullopt;
  return validation("The maximum tokens you requested exceeds the model limit of " +
                    std::to_string(model.max_output) +
                    ". Try again with a maximum tokens value that is lower than " +
                    std::to_string(model.max_output) + ".");
}

MaybeRefusal model_takes_prefill(const Value& body, const ModelRules& model) {
  if (model.prefill || is_user(body["messages"].items.back())) return std::nullopt;
  return model_error(
      "This model does not support assistant message "
      "prefill. The conversation must end with a user message.");
}

MaybeRefusal model_takes_guardrails(const Value& body, const ModelRules& model) {
  if (model.guardrails || body.find("guardrailConfig") == nullptr) return std::nullopt;
  return unsupported("guardrailConfig");
}

MaybeRefusal final_text_trimmed(const Value& body, const ModelRules&) {
  const Value& last = body["messages"].items.back();
  const Value* text = is_user(last) ? nullptr : last["content"].items.back().find("text");
  if (text == nullptr || !ascii::is_space(text->text.back())) return std::nullopt;
  return model_error(
      "messages: final assistant content cannot end with "
      "trailing whitespace");
}

constexpr Rule kModelRules[] = {
    model_takes_guardrails, model_takes_system,     model_takes_history, model_takes_stop_sequences,
    model_takes_sampling,   model_takes_max_tokens, model_takes_prefill, final_text_trimmed,
};

}  // namespace

std::span<const Rule> model_rules() { return kModelRules; }

}  // namespace gw::simulator
