#include "anthropic/message_parts.h"

#include "base/buffer.h"

namespace gw::anthropic {

namespace {

using llm::StopReason;
using Place = llm::Citation::Place;

// What is unknown is a new word of Bedrock's for an answer that has ended.
std::string_view stop_reason(StopReason reason) {
  switch (reason) {
    case StopReason::end_turn:
    case StopReason::unknown:
    case StopReason::malformed_model_output:  // these two are no answer, see problem()
    case StopReason::malformed_tool_use:
      return "end_turn";
    case StopReason::tool_use:
      return "tool_use";
    case StopReason::max_tokens:
      return "max_tokens";
    case StopReason::stop_sequence:
      return "stop_sequence";
    case StopReason::guardrail_intervened:
    case StopReason::content_filtered:
      return "refusal";
    case StopReason::model_context_window_exceeded:
      return "model_context_window_exceeded";
  }
  return "end_turn";
}

struct Form {
  std::string_view type;
  std::string_view begin;  // names of the members
  std::string_view end;
};

const Form* form_of(Place place) {
  static constexpr Form kCharacters{"char_location", "start_char_index", "end_char_index"};
  static constexpr Form kPages{"page_location", "start_page_number", "end_page_number"};
  static constexpr Form kChunks{"content_block_location", "start_block_index", "end_block_index"};
  static constexpr Form kResults{"search_result_location", "start_block_index", "end_block_index"};
  switch (place) {
    case Place::characters:
      return &kCharacters;
    case Place::pages:
      return &kPages;
    case Place::chunks:
      return &kChunks;
    case Place::search_result:
      return &kResults;
    case Place::none:
      break;
  }
  return nullptr;
}

void write_or_null(std::string_view name, json::RawString text, json::Writer& json) {
  json.key(name);
  text.empty() ? json.null() : json.string(text);
}

}  // namespace

std::string citation_json(const llm::Citation& citation) {
  const Form* form = form_of(citation.place);
  if (form == nullptr && citation.url.empty()) return {};
  Buffer out;
  json::Writer json(out);
  json.begin_object();
  json.member("type", form != nullptr ? form->type : "web_search_result_location");
  json.member("cited_text", citation.quote);
  if (form == nullptr) {
    json.member("url", citation.url).member("encrypted_index", "");
    write_or_null("title", citation.title, json);
  } else if (citation.place == Place::search_result) {
    json.member("search_result_index", citation.index).member("source", citation.source);
    write_or_null("title", citation.title, json);
  } else {
    json.member("document_index", citation.index);
    write_or_null("document_title", citation.title, json);
  }
  if (form != nullptr) json.member(form->begin, citation.begin).member(form->end, citation.end);
  json.end_object();
  return std::string(out.view());
}

void write_usage(const llm::Usage& usage, std::string_view tier, json::Writer& json) {
  json.begin_object().member("input_tokens", usage.input);
  json.member("cache_creation_input_tokens", usage.cache_write);
  json.member("cache_read_input_tokens", usage.cache_read);
  json.key("cache_creation").begin_object();
  json.member("ephemeral_5m_input_tokens", usage.cache_write - usage.cache_write_hour);
  json.member("ephemeral_1h_input_tokens", usage.cache_write_hour).end_object();
  json.member("output_tokens", usage.output);
  if (usage.reasoning) {
    json.key("output_tokens_details").begin_object();
    json.member("thinking_tokens", *usage.reasoning).end_object();
  }
  if (!tier.empty()) json.member("service_tier", tier == "default" ? "standard" : tier);
  json.end_object();
}

void write_message_head(const llm::AnswerHead& head, json::Writer& json) {
  json.begin_object().member("id", head.id).member("type", "message");
  json.member("role", "assistant").member("model", head.model).key("content");
}

std::optional<llm::Failure> MessageWriter::problem() const { return llm::malformed(reason_); }

void MessageWriter::stop(StopReason reason, json::RawString sequence) {
  reason_ = reason;
  sequence_ = sequence.escaped;
}

void MessageWriter::write_stop(json::Writer& json) const {
  json.member("stop_reason", stop_reason(reason_));
  write_or_null("stop_sequence",
                {reason_ == StopReason::stop_sequence ? std::string_view(sequence_) : ""}, json);
}

}  // namespace gw::anthropic
