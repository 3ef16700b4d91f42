#include "translate/request.h"

#include <algorithm>
#include <utility>

#include "bedrock/converse.h"
#include "bedrock/native.h"
#include "translate/answer.h"
#include "translate/bounds.h"
#include "translate/cache_points.h"
#include "translate/conversation.h"
#include "translate/guardrail.h"
#include "translate/media.h"
#include "translate/reasoning.h"
#include "translate/tools.h"

namespace gw::translate {

namespace {

llm::Failure refusal(std::string_view parameter, std::string_view change, std::string_view model) {
  const std::string name = "'" + std::string(parameter) + "'";
  if (change.empty()) {
    return llm::invalid_request(
        "Unsupported parameter: " + name + " is not supported with '" + std::string(model) + "'.",
        parameter, "unsupported_parameter");
  }
  return llm::invalid_request("Unsupported value: " + name + " is out of range for '" +
                                  std::string(model) + "' (" + std::string(change) + ").",
                              parameter, "unsupported_value");
}

// OpenAI's words for it, which clients look for.
llm::Failure too_large(std::int64_t asked, std::int64_t maximum, std::string_view parameter) {
  const std::string given = std::to_string(asked);
  return llm::invalid_request(std::string(parameter) + " is too large: " + given +
                                  ". This model supports at most " + std::to_string(maximum) +
                                  " completion tokens, whereas you provided " + given + ".",
                              parameter, "invalid_value");
}

// For lenient gateways the list for the header, for strict ones the first item as an error.
llm::Expected<std::vector<std::string>> report(const llm::Request& request,
                                               const std::vector<Adjustment>& adjustments,
                                               bool strict) {
  std::vector<std::string> dropped = request.unsupported;
  if (strict && !dropped.empty()) {
    return std::unexpected(refusal(dropped.front(), "", request.model));
  }
  for (const auto& [parameter, change, refusable] : adjustments) {
    if (strict && refusable) return std::unexpected(refusal(parameter, change, request.model));
    std::string& name = dropped.emplace_back(parameter);
    if (!change.empty()) name.append("=").append(change);
  }
  return dropped;
}

bool asks_for_trace(const bedrock::Guardrail& guardrail) {
  return !guardrail.trace.empty() && guardrail.trace != "disabled";
}

std::unique_ptr<bedrock::AnswerReader> make_reader(const bedrock::ModelRules& rules) {
  if (rules.api == bedrock::Api::converse) return bedrock::make_converse_reader();
  return bedrock::make_native_reader(rules.native);
}

AnswerForm form_of(Draft& draft, const llm::Request& request, const Options& options) {
  return {.tools = !draft.conversation.tool_config.tools.empty(),
          .memory = request.first_call_only ? nullptr : options.memory,
          .names = std::move(draft.names),
          .custom_tools = std::move(draft.custom_tools),
          .structured = std::move(draft.structured)};
}

}  // namespace

llm::Expected<Exchange> translate(const Client& client, const bedrock::ModelId& model,
                                  const bedrock::ModelRules& rules, const Options& options) {
  const llm::Request& request = client.request;
  if (auto refused = refuse_size(request, client.spell))
    return std::unexpected(*std::move(refused));
  if (auto refused = refuse_tools(request, rules, client.spell))
    return std::unexpected(*std::move(refused));
  const bool above_limit = rules.max_output > 0 && request.max_tokens > rules.max_output;
  if (above_limit && !options.policy.clamp_max_tokens) {
    const std::string_view parameter = client.spell(llm::Parameter::max_tokens);
    return std::unexpected(too_large(*request.max_tokens, rules.max_output, parameter));
  }
  const auto guardrail = choose_guardrail(request, rules, options.guardrail, client.spell);
  if (!guardrail) return std::unexpected(guardrail.error());
  const auto media = draft_media(request, rules);
  if (!media) return std::unexpected(media.error());
  Draft draft = draft_conversation(
      request, rules, options.policy,
      {client.spell, media->blocks, options.memory, options.without, options.attribution});
  fit_cache_points(request, rules, draft);
  auto dropped = report(request, draft.adjustments, options.strict);
  if (!dropped) return std::unexpected(std::move(dropped.error()));

  const bool has_tools = !draft.conversation.tool_config.tools.empty();
  const bool stream = request.stream && (rules.stream_tools || !has_tools);
  if (draft.refused) return std::unexpected(*std::move(draft.refused));
  draft.conversation.guardrail = *guardrail;
  if (*guardrail && !stream) draft.conversation.guardrail->stream_mode = {};
  Exchange exchange;
  exchange.upstream = bedrock::make_request(model, rules, draft.conversation, stream);
  exchange.dropped = std::move(*dropped);

  draft.structured.pass = options.policy.pass_invalid_json;
  AnswerForm form = form_of(draft, request, options);
  AnswerEnds ends{
      make_reader(rules),
      client.writers.make_writer({.stream = request.stream,
                                  .guardrail_trace = *guardrail && asks_for_trace(**guardrail),
                                  .family = rules.family})};
  if (stream) {
    exchange.stream = make_stream(std::move(form), std::move(ends));
  } else if (request.stream) {
    exchange.whole = make_replay(std::move(form), std::move(ends));
  } else {
    exchange.whole = make_whole(std::move(form), std::move(ends));
  }
  return exchange;
}

}  // namespace gw::translate
