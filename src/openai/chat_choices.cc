#include "openai/chat_choices.h"

#include <utility>

#include "sse/writer.h"

namespace gw::openai {

void ChatChoices::add(std::size_t choice, std::string json, const End& end) {
  choices_[choice] = std::move(json);
  if (end.usage) usage_ = usage_ ? llm::sum(*usage_, *end.usage) : *end.usage;
  if (choice != 0) return;
  service_tier_ = end.tail.service_tier;
  response_fields_ = end.tail.response_fields;
  guardrail_trace_ = end.tail.guardrail_trace;
}

void ChatChoices::write_whole(const llm::AnswerHead& head, Buffer& out) const {
  begin_completion(head, out);
  for (const std::string& choice : choices_) {
    if (&choice != &choices_.front()) out.append(",");
    out.append(choice);
  }
  end_completion(usage_, {service_tier_, response_fields_, guardrail_trace_}, out);
}

void ChatChoices::write_stream_end(const llm::AnswerHead& head, bool include_usage,
                                   Buffer& out) const {
  if (include_usage && usage_) ChunkWriter(head, 0, CallForm::tool_calls, true).usage(*usage_, out);
  out.append(sse::kDone);
}

}  // namespace gw::openai
