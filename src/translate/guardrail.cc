#include "translate/guardrail.h"

#include <algorithm>

#include "bedrock/guardrail.h"

namespace gw::translate {

namespace {

using bedrock::GuardrailChoice;
using openai::ApiError;

constexpr std::string_view kParameter = "guardrailConfig";
constexpr std::string_view kDraft = "DRAFT";

std::string_view version_or_draft(std::string_view version) {
  return version.empty() ? kDraft : version;
}

ApiError not_applicable(const openai::ChatRequest& request) {
  ApiError error(403, "permission_error",
                 "This gateway applies a guardrail to every request, and '" + request.model +
                     "' takes none: the request was not sent. Use another model.");
  error.param = "model";
  error.code = "guardrail_not_applicable";
  return error;
}

ApiError not_yours() {
  return openai::invalid_request(
      "This gateway does not let requests choose a guardrail for this model. Leave it out; the "
      "operator's is applied where there is one.",
      kParameter, "guardrail_not_allowed");
}

ApiError invalid(std::string_view what, std::string_view value) {
  return openai::invalid_request("Invalid '" + std::string(kParameter) + "': '" +
                                     std::string(value) + "' is not " + std::string(what) + ".",
                                 kParameter, "invalid_value");
}

bool is_same(const openai::GuardrailWish& wish, const bedrock::Guardrail& guardrail) {
  return wish.identifier == guardrail.identifier &&
         (wish.version.empty() || wish.version == guardrail.version);
}

// "amazon-bedrock-guardrailConfig" in a native body says which parts of the prompt are checked.
bool tampers(const openai::ChatRequest& request) {
  return std::ranges::any_of(request.extra_fields, [](const openai::Member& field) {
    return field.name.starts_with("amazon-bedrock-");
  });
}

std::expected<std::optional<bedrock::Guardrail>, ApiError> of_operator(
    const openai::ChatRequest& request, const bedrock::ModelRules& rules,
    bedrock::Guardrail guardrail) {
  const openai::GuardrailWish& wish = request.guardrail;
  if (tampers(request)) return std::unexpected(not_yours());
  if (!rules.guardrails) return std::unexpected(not_applicable(request));
  if (!wish.identifier.empty() && !is_same(wish, guardrail)) return std::unexpected(not_yours());
  if (rules.guardrail_choice == GuardrailChoice::requests) guardrail.trace = wish.trace;
  return guardrail;
}

std::expected<std::optional<bedrock::Guardrail>, ApiError> of_request(
    const openai::ChatRequest& request, const bedrock::ModelRules& rules) {
  const openai::GuardrailWish& wish = request.guardrail;
  if (rules.guardrail_choice != GuardrailChoice::requests) return std::unexpected(not_yours());
  if (!rules.guardrails) {
    return std::unexpected(openai::invalid_request(
        "Unsupported parameter: 'guardrailConfig' is not supported with '" + request.model + "'.",
        kParameter, "unsupported_parameter"));
  }
  if (!bedrock::is_guardrail_identifier(wish.identifier))
    return std::unexpected(invalid("the id or ARN of a guardrail", wish.identifier));
  const std::string_view version = version_or_draft(wish.version);
  if (!bedrock::is_guardrail_version(version))
    return std::unexpected(invalid("'DRAFT' or a number", version));
  return bedrock::Guardrail{.identifier = wish.identifier,
                            .version = version,
                            .trace = wish.trace,
                            .stream_mode = wish.stream_mode};
}

}  // namespace

std::expected<std::optional<bedrock::Guardrail>, ApiError> choose_guardrail(
    const openai::ChatRequest& request, const bedrock::ModelRules& rules,
    const bedrock::GuardrailRule* bound) {
  if (bound != nullptr) {
    return of_operator(request, rules,
                       {.identifier = bound->identifier,
                        .version = version_or_draft(bound->version),
                        .trace = {},
                        .stream_mode = bound->stream});
  }
  if (!rules.guardrail.empty()) {
    return of_operator(request, rules,
                       {.identifier = rules.guardrail,
                        .version = version_or_draft(rules.guardrail_version),
                        .trace = {},
                        .stream_mode = rules.guardrail_stream});
  }
  if (!request.guardrail.identifier.empty()) return of_request(request, rules);
  return std::nullopt;
}

}  // namespace gw::translate
