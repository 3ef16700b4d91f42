// Where an answer of Bedrock's becomes a chat completion: the events of bedrock/answer.h in, the
// members or chunks of openai/chat_response.h out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "bedrock/answer.h"
#include "openai/api_error.h"
#include "openai/chat_response.h"
#include "translate/chat_response.h"
#include "translate/think_tags.h"

namespace gw::translate {

openai::FinishReason finish_reason(bedrock::StopReason reason);

// What both forms of the answer keep until its end.
class ChatSink : public bedrock::AnswerSink {
 public:
  void citation(const bedrock::Citation& citation) final;
  void block_end() final { annotations_.block_end(characters_); }
  void stop(bedrock::StopReason reason) final;
  void usage(const bedrock::Usage& usage) final;
  void service_tier(json::RawString tier) final { service_tier_ = tier.escaped; }
  void response_fields(std::string_view json) final;
  void guardrail_trace(std::string_view json) final;

  std::optional<openai::CompletionUsage> counted() const;
  // Bytes that are kept of the answer.
  std::size_t held() const { return thinking_.size() + annotations_.json().size(); }
  // After the end: why this is no answer. OpenAI has no word for one that the model spoilt.
  std::optional<openai::ApiError> problem() const;

 protected:
  explicit ChatSink(const AnswerForm& form) : form_(form) {}

  openai::FinishReason reason() const;
  bool is_legacy() const { return form_.calls == openai::CallForm::function_call; }
  openai::AnswerTail tail() const { return {service_tier_, response_fields_, guardrail_trace_}; }
  // The form before tools holds one call, and there is no word for more.
  bool is_told(std::size_t call) const { return call == 0 || !is_legacy(); }

  // `name`: Bedrock's
  openai::CallKind kind(json::RawString name) const;

  // What the client may see of the reasoning.
  const openai::Thinking& shown() const;
  // The first call is how the reasoning before it will be found again.
  void note_call(json::RawString id);
  // At the end of an answer that was complete.
  void remember() const;

  const AnswerForm& form_;
  openai::Thinking thinking_;
  openai::Annotations annotations_;
  std::size_t characters_ = 0;  // of the content so far, but for reasoning
  bool aloud_ = false;          // reasoning stands in the content, and has not ended

 private:
  std::optional<openai::CompletionUsage> usage_;  // never invented
  bedrock::StopReason stop_ = bedrock::StopReason::unknown;
  openai::FinishReason reason_ = openai::FinishReason::stop;
  std::string first_call_;
  std::string service_tier_;
  std::string response_fields_;
  std::string guardrail_trace_;
};

class WholeSink final : public ChatSink {
 public:
  WholeSink(const openai::AnswerHead& head, const AnswerForm& form, Buffer& out)
      : ChatSink(form), writer_(head, form.calls, out) {}

  void text(json::RawString piece) override {
    end_thought();
    characters_ += json::length(piece);
    writer_.text(piece);
  }
  void reasoning(json::RawString piece) override;
  void reasoning_end(json::RawString signature, std::size_t calls) override {
    thinking_.end(signature, {characters_, calls});
  }
  void redacted_reasoning(json::RawString data, std::size_t calls) override {
    thinking_.redacted(data, {characters_, calls});
  }
  void tool_start(std::size_t call, json::RawString id, json::RawString name) override;
  void tool_arguments(std::size_t call, json::RawString piece) override {
    if (is_told(call)) writer_.arguments(piece);
  }
  void end();

 private:
  void end_thought() {
    if (std::exchange(aloud_, false)) writer_.text(kThinkEnd);
  }

  openai::CompletionWriter writer_;
  bool called_ = false;
};

class StreamSink final : public ChatSink {
 public:
  StreamSink(const openai::AnswerHead& head, const AnswerForm& form)
      : ChatSink(form), writer_(head, form.calls, form.include_usage) {}

  // Where the following calls write.
  void write_to(Buffer& out) { out_ = &out; }
  void text(json::RawString piece) override {
    begin(Content::empty);
    end_thought();
    characters_ += json::length(piece);
    said_ += piece.escaped.size();
    writer_.text(piece, *out_);
  }
  void reasoning(json::RawString piece) override;
  void reasoning_end(json::RawString signature, std::size_t calls) override {
    thinking_block(thinking_.end(signature, {characters_, calls}));
  }
  void redacted_reasoning(json::RawString data, std::size_t calls) override {
    thinking_block(thinking_.redacted(data, {characters_, calls}));
  }
  void tool_start(std::size_t call, json::RawString id, json::RawString name) override;
  void tool_arguments(std::size_t call, json::RawString piece) override {
    said_ += piece.escaped.size();
    if (is_told(call)) writer_.arguments(kinds_[call], call, piece, *out_);
  }
  void end();
  // Texts, reasoning and arguments so far, in bytes.
  std::uint64_t said() const { return said_; }

 private:
  using Content = openai::ChunkWriter::Content;

  void thinking_block(std::string_view block);
  void end_thought() {
    if (std::exchange(aloud_, false)) writer_.text(kThinkEnd, *out_);
  }

  // The role comes once and first, and not before there is something to say: until then the request
  // can be sent again, and an error can have its status.
  void begin(Content content) {
    if (!std::exchange(begun_, true)) writer_.role(content, *out_);
  }

  const openai::ChunkWriter writer_;
  Buffer* out_ = nullptr;
  std::vector<openai::CallKind> kinds_;  // of the calls
  std::size_t blocks_ = 0;               // of reasoning
  std::uint64_t said_ = 0;
  bool begun_ = false;
};

}  // namespace gw::translate
