#include "openai/responses/response_object.h"

namespace gw::openai {

namespace {

// Complete whatever is known: clients fail where a detail is missing.
void write_usage(const llm::Usage& usage, json::Writer& writer) {
  const std::int64_t input = usage.input + usage.cache_read + usage.cache_write;
  writer.begin_object().member("input_tokens", input);
  writer.key("input_tokens_details").begin_object();
  writer.member("cached_tokens", usage.cache_read);
  writer.member("cache_write_tokens", usage.cache_write).end_object();
  writer.member("output_tokens", usage.output);
  writer.key("output_tokens_details").begin_object();
  writer.member("reasoning_tokens", usage.reasoning.value_or(0)).end_object();
  writer.member("total_tokens", input + usage.output).end_object();
}

void write_outcome(const Outcome& outcome, json::Writer& writer) {
  writer.member("status", outcome.status).key("error");
  if (outcome.error_code.empty()) {
    writer.null();
  } else {
    writer.begin_object().member("code", outcome.error_code);
    writer.member("message", outcome.error_message).end_object();
  }
  writer.key("incomplete_details");
  if (outcome.incomplete_reason.empty()) {
    writer.null();
  } else {
    writer.begin_object().member("reason", outcome.incomplete_reason).end_object();
  }
}

}  // namespace

void write_response(const ResponseParts& parts, const Outcome& outcome, json::Writer& writer) {
  const llm::AnswerHead& head = parts.head;
  writer.begin_object().member("id", head.id).member("object", "response");
  writer.member("created_at", head.created).member("model", head.model);
  write_outcome(outcome, writer);
  writer.key("output").begin_array();
  for (const std::string& item : parts.items) {
    if (!item.empty()) writer.raw(item);
  }
  writer.end_array();
  const std::string_view otherwise = outcome.status == "in_progress" ? "auto" : "default";
  writer.member("service_tier",
                json::RawString{parts.service_tier.empty() ? otherwise : parts.service_tier});
  writer.key("usage");
  if (parts.usage && outcome.status != "in_progress") {
    write_usage(*parts.usage, writer);
  } else {
    writer.null();
  }
  if (!parts.form.echo.empty()) writer.raw(parts.form.echo);  // members, not a value
  writer.end_object();
}

}  // namespace gw::openai
