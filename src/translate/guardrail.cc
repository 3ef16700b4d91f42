#include "translate/guardrail.h"

#include <algorithm>

#include "bedrock/guardrail.h"

namespace gw::translate {

namespace {

using bedrock::GuardrailChoice;

constexpr std::string_view kDraft = "DRAFT";

std::string_view version_or_draft(std::string_view version) {
  return version.empty() ? kDraft : version;
}

llm::Failure not_applicable(const llm::Request& request) {
  llm::Failure error(403, llm::FailureKind::permission,
                     "This gateway applies a guardrail to every request, and '" + request.model +
                         "' takes none: the request was not sent. Use another model.");
  error.param = "model";
  error.code = "guardrail_not_applicable";
  return error;
}

llm::Failure not_yours(std::string_view parameter) {
  return llm::invalid_request(
      "This gateway does not let requests choose a guardrail for this model. Leave it out; the "
      "operator's is applied where there is one.",
      parameter, "guardrail_not_allowed");
}

llm::Failure invalid(std::string_view parameter, std::string_view what, std::string_view value) {
  return llm::invalid_request("Invalid '" + std::string(parameter) + "': '" + std::string(value) +
                                  "' is not " + std::string(what) + ".",
                              parameter, "invalid_value");
}

bool is_same(const llm::GuardrailWish& wish, const bedrock::Guardrail& guardrail) {
  return wish.identifier == guardrail.identifier &&
         (wish.version.empty() || wish.version == guardrail.version);
}

// "amazon-bedrock-guardrailConfig" in a native body and "guardContent" in one of Converse's say
// which parts of the prompt are checked.
bool tampers(const llm::Request& request) {
  return std::ranges::any_of(request.extra_fields, [](const llm::Member& field) {
    return field.name.starts_with("amazon-bedrock-") || field.name == "guardContent";
  });
}

llm::Expected<std::optional<bedrock::Guardrail>> of_operator(const llm::Request& request,
                                                             const bedrock::ModelRules& rules,
                                                             bedrock::Guardrail guardrail,
                                                             std::string_view parameter) {
  const llm::GuardrailWish& wish = request.guardrail;
  if (tampers(request)) return std::unexpected(not_yours(parameter));
  if (!rules.guardrails) return std::unexpected(not_applicable(request));
  if (!wish.identifier.empty() && !is_same(wish, guardrail))
    return std::unexpected(not_yours(parameter));
  if (rules.guardrail_choice == GuardrailChoice::requests) guardrail.trace = wish.trace;
  return guardrail;
}

llm::Expected<std::optional<bedrock::Guardrail>> of_request(const llm::Request& request,
                                                            const bedrock::ModelRules& rules,
                                                            std::string_view parameter) {
  const llm::GuardrailWish& wish = request.guardrail;
  if (rules.guardrail_choice != GuardrailChoice::requests)
    return std::unexpected(not_yours(parameter));
  if (!rules.guardrails) {
    return std::unexpected(
        llm::invalid_request("Unsupported parameter: '" + std::string(parameter) +
                                 "' is not supported with '" + request.model + "'.",
                             parameter, "unsupported_parameter"));
  }
  if (!bedrock::is_guardrail_identifier(wish.identifier))
    return std::unexpected(invalid(parameter, "the id or ARN of a guardrail", wish.identifier));
  const std::string_view version = version_or_draft(wish.version);
  if (!bedrock::is_guardrail_version(version))
    return std::unexpected(invalid(parameter, "'DRAFT' or a number", version));
  return bedrock::Guardrail{.identifier = wish.identifier,
                            .version = version,
                            .trace = wish.trace,
                            .stream_mode = wish.stream_mode};
}

}  // namespace

llm::Expected<std::optional<bedrock::Guardrail>> choose_guardrail(
    const llm::Request& request, const bedrock::ModelRules& rules,
    const bedrock::GuardrailRule* bound, llm::Spell spell) {
  const std::string_view parameter = spell(llm::Parameter::guardrail);
  if (bound != nullptr) {
    return of_operator(request, rules,
                       {.identifier = bound->identifier,
                        .version = version_or_draft(bound->version),
                        .trace = {},
                        .stream_mode = bound->stream},
                       parameter);
  }
  if (!rules.guardrail.empty()) {
    return of_operator(request, rules,
                       {.identifier = rules.guardrail,
                        .version = version_or_draft(rules.guardrail_version),
                        .trace = {},
                        .stream_mode = rules.guardrail_stream},
                       parameter);
  }
  if (!request.guardrail.identifier.empty()) return of_request(request, rules, parameter);
  return std::nullopt;
}

}  // namespace gw::translate
