#include "openai/chat_response.h"

#include "json/write.h"

namespace gw::openai {

namespace {

void write_head(json::Writer& writer, const AnswerHead& head, std::string_view object) {
  writer.begin_object().member("id", head.id).member("object", object);
  writer.member("created", head.created).member("model", head.model);
}

void write_usage(json::Writer& writer, const CompletionUsage& usage) {
  writer.key("usage").begin_object();
  writer.member("prompt_tokens", usage.prompt).member("completion_tokens", usage.completion);
  writer.member("total_tokens", usage.prompt + usage.completion);
  writer.key("prompt_tokens_details").begin_object();
  writer.member("cached_tokens", usage.cached).member("cache_write_tokens", usage.cache_write);
  writer.member("audio_tokens", 0).end_object();
  writer.key("completion_tokens_details").begin_object();
  writer.member("reasoning_tokens", 0).member("audio_tokens", 0);
  writer.member("accepted_prediction_tokens", 0).member("rejected_prediction_tokens", 0);
  writer.end_object().end_object();
}

}  // namespace

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
  }
  return "stop";
}

CompletionWriter::CompletionWriter(const AnswerHead& head, Buffer& out) : out_(out) {
  json::Writer writer(out_);
  write_head(writer, head, "chat.completion");
  writer.key("choices").begin_array().begin_object().member("index", 0);
  writer.key("message").begin_object().member("role", "assistant").key("content").open_string();
}

void CompletionWriter::end(FinishReason reason, const std::optional<CompletionUsage>& usage) {
  json::Writer writer(out_);
  writer.close_string().key("refusal").null().end_object();
  writer.key("logprobs").null().member("finish_reason", name(reason)).end_object().end_array();
  if (usage) write_usage(writer, *usage);
  writer.end_object();
}

ChunkWriter::ChunkWriter(const AnswerHead& head, bool include_usage)
    : end_(include_usage ? ",\"usage\":null}\n\n" : "}\n\n") {
  Buffer buffer;
  buffer.append("data: ");
  json::Writer writer(buffer);
  write_head(writer, head, "chat.completion.chunk");
  writer.key("choices");
  begin_ = buffer.view();
  text_begin_ = begin_ + R"([{"index":0,"delta":{"content":")";
  text_end_ = R"("},"logprobs":null,"finish_reason":null}])" + end_;
}

void ChunkWriter::role(Buffer& out) const {
  out.append(begin_);
  out.append(R"([{"index":0,"delta":{"role":"assistant","content":"","refusal":null},)"
             R"("logprobs":null,"finish_reason":null}])");
  out.append(end_);
}

void ChunkWriter::finish(FinishReason reason, Buffer& out) const {
  out.append(begin_);
  out.append(R"([{"index":0,"delta":{},"logprobs":null,"finish_reason":")");
  out.append(name(reason));
  out.append("\"}]");
  out.append(end_);
}

void ChunkWriter::usage(const CompletionUsage& usage, Buffer& out) const {
  out.append(begin_);
  out.append("[],");
  json::Writer writer(out);
  write_usage(writer, usage);
  out.append("}\n\n");
}

}  // namespace gw::openai
