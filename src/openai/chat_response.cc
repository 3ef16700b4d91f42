#include "openai/chat_response.h"

#include "json/write.h"

namespace gw::openai {

namespace {

void write_head(json::Writer& writer, const llm::AnswerHead& head, std::string_view object) {
  writer.begin_object().member("id", head.id).member("object", object);
  writer.member("created", head.created).member("model", head.model);
}

struct CallWords {
  std::string_view type;      // behind the id
  std::string_view argument;  // behind the name
  std::string_view more;      // in front of more of the argument
};

constexpr const CallWords& words(CallKind kind) {
  static constexpr CallWords kFunction{R"(","type":"function","function":)", R"(","arguments":")",
                                       R"(,"function":{"arguments":")"};
  static constexpr CallWords kCustom{R"(","type":"custom","custom":)", R"(","input":")",
                                     R"(,"custom":{"input":")"};
  return kind == CallKind::function ? kFunction : kCustom;
}

// With a comma in front of each member.
void write_tail(const AnswerTail& tail, Buffer& out) {
  if (!tail.service_tier.empty()) {
    out.append(R"(,"service_tier":")");
    out.append(tail.service_tier);
    out.append('"');
  }
  if (!tail.response_fields.empty()) {
    out.append(R"(,"additional_model_response_fields":)");
    out.append(tail.response_fields);
  }
  if (!tail.guardrail_trace.empty()) {
    out.append(R"(,"trace":{"guardrail":)");
    out.append(tail.guardrail_trace);
    out.append('}');
  }
}

}  // namespace

void write_usage(json::Writer& writer, const llm::Usage& usage) {
  const std::int64_t prompt = usage.input + usage.cache_read + usage.cache_write;
  writer.key("usage").begin_object();
  writer.member("prompt_tokens", prompt).member("completion_tokens", usage.output);
  writer.member("total_tokens", prompt + usage.output);
  writer.key("prompt_tokens_details").begin_object();
  writer.member("cached_tokens", usage.cache_read).member("cache_write_tokens", usage.cache_write);
  writer.member("audio_tokens", 0).end_object();
  writer.key("completion_tokens_details").begin_object();
  if (usage.reasoning) writer.member("reasoning_tokens", *usage.reasoning);
  writer.member("audio_tokens", 0);
  writer.member("accepted_prediction_tokens", 0).member("rejected_prediction_tokens", 0);
  writer.end_object().end_object();
}

std::string_view name(FinishReason reason) {
  switch (reason) {
    case FinishReason::stop:
      return "stop";
    case FinishReason::length:
      return "length";
    case FinishReason::tool_calls:
      return "tool_calls";
    case FinishReason::content_filter:
      return "content_filter";
    case FinishReason::function_call:
      return "function_call";
  }
  return "stop";
}

ChoiceWriter::ChoiceWriter(std::size_t index, CallForm form, Buffer& out) : out_(out), form_(form) {
  json::Writer writer(out_);
  writer.begin_object().member("index", index);
  writer.key("message").begin_object().member("role", "assistant").key("content");
}

void ChoiceWriter::begin_content() {
  out_.append('"');
  in_content_ = true;
}

void ChoiceWriter::call(CallKind kind, json::RawString id, json::RawString name) {
  const bool tool = form_ == CallForm::tool_calls;
  if (!calls_.empty()) {
    calls_.append("\"}},");
  } else {
    calls_.append(tool ? R"(,"tool_calls":[)" : R"(,"function_call":)");
  }
  if (tool) {
    calls_.append(R"({"id":")");
    calls_.append(id.escaped);
    calls_.append(words(kind).type);
  }
  calls_.append(R"({"name":")");
  calls_.append(name.escaped);
  calls_.append(words(kind).argument);
}

void ChoiceWriter::end(FinishReason reason, const llm::ReasoningRecord& reasoning,
                       const Annotations& annotations) {
  if (!in_content_ && calls_.empty()) begin_content();  // "", not null
  out_.append(in_content_ ? "\"" : "null");
  out_.append(R"(,"refusal":null)");
  if (!reasoning.content().empty()) {
    out_.append(R"(,"reasoning_content":")");
    out_.append(reasoning.content().escaped);
    out_.append("\"");
  }
  if (!reasoning.blocks().empty()) {
    out_.append(R"(,"thinking_blocks":[)");
    out_.append(reasoning.blocks());
    out_.append("]");
  }
  if (!annotations.json().empty()) {
    out_.append(R"(,"annotations":[)");
    out_.append(annotations.json());
    out_.append("]");
  }
  if (!calls_.empty()) {
    out_.append(calls_.view());
    out_.append(form_ == CallForm::tool_calls ? "\"}}]" : "\"}");
  }
  out_.append(R"(},"logprobs":null,"finish_reason":")");
  out_.append(name(reason));
  out_.append("\"}");
}

void begin_completion(const llm::AnswerHead& head, Buffer& out) {
  json::Writer writer(out);
  write_head(writer, head, "chat.completion");
  writer.key("choices").begin_array();
}

void end_completion(const std::optional<llm::Usage>& usage, const AnswerTail& tail, Buffer& out) {
  out.append("]");
  if (usage) {
    out.append(",");
    json::Writer writer(out);
    write_usage(writer, *usage);
  }
  write_tail(tail, out);
  out.append("}");
}

ChunkWriter::ChunkWriter(const llm::AnswerHead& head, std::size_t choice, CallForm form,
                         bool include_usage)
    : form_(form), end_(include_usage ? ",\"usage\":null}\n\n" : "}\n\n") {
  Buffer buffer;
  buffer.append("data: ");
  json::Writer writer(buffer);
  write_head(writer, head, "chat.completion.chunk");
  writer.key("choices");
  begin_ = buffer.view();
  delta_begin_ = R"([{"index":)" + std::to_string(choice) + R"(,"delta":{)";
  text_begin_ = begin_ + delta_begin_ + R"("content":")";
  text_end_ = R"("},"logprobs":null,"finish_reason":null}])" + end_;
}

void ChunkWriter::begin_delta(std::string_view delta, Buffer& out) const {
  out.append(begin_);
  out.append(delta_begin_);
  out.append(delta);
}

void ChunkWriter::end_delta(std::string_view delta, Buffer& out) const {
  out.append(delta);
  out.append(R"(},"logprobs":null,"finish_reason":null}])");
  out.append(end_);
}

void ChunkWriter::role(Content content, Buffer& out) const {
  begin_delta(R"("role":"assistant","content":)", out);
  out.append(content == Content::empty ? R"("")" : "null");
  end_delta(R"(,"refusal":null)", out);
}

void ChunkWriter::reasoning(json::RawString piece, Buffer& out) const {
  begin_delta(R"("reasoning_content":")", out);
  out.append(piece.escaped);
  end_delta("\"", out);
}

// With an index, as tool calls have one: helpers of the SDKs want it in every list.
void ChunkWriter::thinking_block(std::size_t index, std::string_view block, Buffer& out) const {
  begin_delta(R"("thinking_blocks":[{"index":)", out);
  out.append(std::to_string(index));
  out.append(",");
  out.append(block.substr(1));
  end_delta("]", out);
}

void ChunkWriter::annotations(std::string_view json, Buffer& out) const {
  begin_delta(R"("annotations":[)", out);
  out.append(json);
  end_delta("]", out);
}

void ChunkWriter::call(CallKind kind, std::size_t index, json::RawString id, json::RawString name,
                       Buffer& out) const {
  if (form_ == CallForm::tool_calls) {
    begin_delta(R"("tool_calls":[{"index":)", out);
    out.append(std::to_string(index));
    out.append(R"(,"id":")");
    out.append(id.escaped);
    out.append(words(kind).type);
    out.append(R"({"name":")");
    out.append(name.escaped);
    out.append(words(kind).argument);
    return end_delta(R"("}}])", out);
  }
  begin_delta(R"("function_call":{"name":")", out);
  out.append(name.escaped);
  end_delta(R"(","arguments":""})", out);
}

void ChunkWriter::arguments(CallKind kind, std::size_t index, json::RawString piece,
                            Buffer& out) const {
  if (form_ == CallForm::tool_calls) {
    begin_delta(R"("tool_calls":[{"index":)", out);
    out.append(std::to_string(index));
    out.append(words(kind).more);
    out.append(piece.escaped);
    return end_delta(R"("}}])", out);
  }
  begin_delta(R"("function_call":{"arguments":")", out);
  out.append(piece.escaped);
  end_delta(R"("})", out);
}

void ChunkWriter::finish(FinishReason reason, Buffer& out, const AnswerTail& tail) const {
  out.append(begin_);
  out.append(delta_begin_);
  out.append(R"(},"logprobs":null,"finish_reason":")");
  out.append(name(reason));
  out.append("\"}]");
  write_tail(tail, out);
  out.append(end_);
}

void ChunkWriter::usage(const llm::Usage& usage, Buffer& out) const {
  out.append(begin_);
  out.append("[],");
  json::Writer writer(out);
  write_usage(writer, usage);
  out.append("}\n\n");
}

}  // namespace gw::openai
