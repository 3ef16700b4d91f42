#include "openai/chat_writer.h"

#include <algorithm>
#include <utility>

#include "openai/api_error.h"
#include "openai/think_tags.h"
#include "sse/writer.h"

namespace gw::openai {

namespace {

using llm::StopReason;

// An event of a stream is one line. Inside of JSON's strings there are no line breaks.
std::string in_one_line(std::string_view json) {
  std::string line(json);
  std::ranges::replace(line, '\n', ' ');
  std::ranges::replace(line, '\r', ' ');
  return line;
}

FinishReason finish_reason(StopReason reason) {
  switch (reason) {
    case StopReason::end_turn:
    case StopReason::stop_sequence:
    case StopReason::malformed_model_output:  // these two are no success: problem()
    case StopReason::malformed_tool_use:
    case StopReason::unknown:
      return FinishReason::stop;
    case StopReason::max_tokens:
    case StopReason::model_context_window_exceeded:
      return FinishReason::length;
    case StopReason::tool_use:
      return FinishReason::tool_calls;
    case StopReason::guardrail_intervened:
    case StopReason::content_filtered:
      return FinishReason::content_filter;
  }
  return FinishReason::stop;
}

// What both forms of the answer keep until its end.
class ChatWriter : public llm::AnswerWriter {
 public:
  void citation(const llm::Citation& citation) final;
  void block_end() final { annotations_.block_end(characters_); }
  void tool_end(std::size_t) final {}
  void stop(StopReason reason, json::RawString) final { stop_ = reason; }
  void usage(const llm::Usage& usage) final { usage_ = usage; }
  void service_tier(json::RawString tier) final { service_tier_ = tier.escaped; }
  void response_fields(std::string_view json) final {
    if (form_.response_fields) response_fields_ = in_one_line(json);
  }
  void guardrail_trace(std::string_view json) final {
    if (form_.guardrail_trace) guardrail_trace_ = in_one_line(json);
  }

  std::optional<llm::Failure> problem() const final { return llm::malformed(stop_); }
  std::optional<llm::Usage> counted() const final;
  std::size_t held() const override { return record_.size() + annotations_.json().size(); }
  std::uint64_t said() const final { return said_; }

 protected:
  explicit ChatWriter(ChatForm form) : form_(std::move(form)) {}

  FinishReason reason() const;
  bool is_legacy() const { return form_.calls == CallForm::function_call; }
  AnswerTail tail() const { return {service_tier_, response_fields_, guardrail_trace_}; }
  // The form before tools holds one call, and there is no word for more.
  bool is_told(std::size_t call) const { return call == 0 || !is_legacy(); }
  CallKind kind(json::RawString name) const;
  llm::ReasoningPlace place() const { return {characters_, calls_}; }

  const ChatForm form_;
  llm::ReasoningRecord record_;
  Annotations annotations_;
  std::size_t characters_ = 0;  // of the content so far, but for reasoning
  std::size_t calls_ = 0;
  std::uint64_t said_ = 0;
  bool aloud_ = false;  // reasoning stands in the content, and has not ended

 private:
  std::optional<llm::Usage> usage_;  // never invented
  StopReason stop_ = StopReason::unknown;
  std::string service_tier_;
  std::string response_fields_;
  std::string guardrail_trace_;
};

void ChatWriter::citation(const llm::Citation& citation) {
  annotations_.add({.url = url_of(citation),
                    .title = citation.title.empty() ? citation.source : citation.title,
                    .quote = citation.quote,
                    .unit = unit_of(citation.place),
                    .document = citation.index,
                    .begin = citation.begin,
                    .end = citation.end});
}

std::optional<llm::Usage> ChatWriter::counted() const {
  auto usage = usage_;
  if (usage && !usage->reasoning && record_.empty()) usage->reasoning = 0;
  return usage;
}

FinishReason ChatWriter::reason() const {
  const FinishReason reason = finish_reason(stop_);
  return reason == FinishReason::tool_calls && is_legacy() ? FinishReason::function_call : reason;
}

CallKind ChatWriter::kind(json::RawString name) const {
  const auto& custom = form_.custom_tools;
  return std::ranges::find(custom, name.escaped) == custom.end() ? CallKind::function
                                                                 : CallKind::custom;
}

class ChatWhole final : public ChatWriter {
 public:
  ChatWhole(llm::AnswerHead head, ChatForm form)
      : ChatWriter(std::move(form)), head_(std::move(head)) {}

  void text(json::RawString piece) override {
    end_thought();
    characters_ += json::length(piece);
    said_ += piece.escaped.size();
    choice().text(piece);
  }
  void reasoning(json::RawString piece) override;
  void reasoning_end(json::RawString signature) override { record_.end(signature, place()); }
  void redacted_reasoning(json::RawString data) override { record_.redacted(data, place()); }
  void tool_start(std::size_t call, json::RawString id, json::RawString name) override {
    end_thought();
    ++calls_;
    if (is_told(call)) choice().call(kind(name), id, name);
  }
  void tool_arguments(std::size_t call, json::RawString piece) override {
    said_ += piece.escaped.size();
    if (is_told(call)) choice().arguments(piece);
  }
  void end() override;
  void abort(const llm::Failure&) override {}  // a whole answer has no beginning without its end

 private:
  ChoiceWriter& choice() {
    if (!choice_) {
      if (form_.choices == nullptr) begin_completion(head_, out());
      choice_.emplace(form_.choice, form_.calls, form_.choices == nullptr ? out() : part_);
    }
    return *choice_;
  }
  void end_thought() {
    if (std::exchange(aloud_, false)) choice().text(kThinkEnd);
  }

  const llm::AnswerHead head_;
  Buffer part_;  // the choice, where it is one of several
  std::optional<ChoiceWriter> choice_;
};

// Behind a call there is no place for it in the text.
void ChatWhole::reasoning(json::RawString piece) {
  said_ += piece.escaped.size();
  record_.text(piece);
  if (form_.reasoning != ShowReasoning::text || calls_ > 0) return;
  if (!std::exchange(aloud_, true)) choice().text(kThinkBegin);
  choice().text(piece);
}

void ChatWhole::end() {
  static const llm::ReasoningRecord kNone;
  end_thought();
  const bool shown = form_.reasoning == ShowReasoning::member;
  choice().end(reason(), shown ? record_ : kNone, annotations_);
  if (form_.choices == nullptr) return end_completion(counted(), tail(), out());
  form_.choices->add(form_.choice, std::string(part_.view()), {counted(), tail()});
}

class ChatStream final : public ChatWriter {
 public:
  ChatStream(const llm::AnswerHead& head, ChatForm form)
      : ChatWriter(std::move(form)),
        writer_(head, form_.choice, form_.calls, form_.include_usage) {}

  void text(json::RawString piece) override {
    begin(Content::empty);
    end_thought();
    characters_ += json::length(piece);
    said_ += piece.escaped.size();
    writer_.text(piece, out());
  }
  void reasoning(json::RawString piece) override;
  void reasoning_end(json::RawString signature) override {
    thinking_block(record_.end(signature, place()));
  }
  void redacted_reasoning(json::RawString data) override {
    thinking_block(record_.redacted(data, place()));
  }
  void tool_start(std::size_t call, json::RawString id, json::RawString name) override;
  void tool_arguments(std::size_t call, json::RawString piece) override {
    said_ += piece.escaped.size();
    if (is_told(call)) writer_.arguments(kinds_[call], call, piece, out());
  }
  void end() override;
  void abort(const llm::Failure& failure) override {
    Buffer body;
    append_error_body(failure, body);
    sse::append_data(body.view(), out());
  }

 private:
  using Content = ChunkWriter::Content;

  void thinking_block(std::string_view block);
  void end_thought() {
    if (std::exchange(aloud_, false)) writer_.text(kThinkEnd, out());
  }

  // The role comes once and first, and not before there is something to say: until then the request
  // can be sent again, and an error can have its status.
  void begin(Content content) {
    if (!std::exchange(begun_, true)) writer_.role(content, out());
  }

  const ChunkWriter writer_;
  std::vector<CallKind> kinds_;  // of the calls
  std::size_t blocks_ = 0;       // of reasoning
  bool begun_ = false;
};

void ChatStream::reasoning(json::RawString piece) {
  said_ += piece.escaped.size();
  record_.text(piece);
  if (form_.reasoning == ShowReasoning::hidden) return;
  if (form_.reasoning == ShowReasoning::member) {
    begin(Content::null);
    return writer_.reasoning(piece, out());
  }
  begin(Content::empty);
  if (!std::exchange(aloud_, true)) writer_.text(kThinkBegin, out());
  writer_.text(piece, out());
}

void ChatStream::tool_start(std::size_t call, json::RawString id, json::RawString name) {
  begin(Content::null);
  end_thought();
  ++calls_;
  if (call >= kinds_.size()) kinds_.resize(call + 1);
  kinds_[call] = kind(name);
  if (is_told(call)) writer_.call(kinds_[call], call, id, name, out());
}

void ChatStream::end() {
  begin(Content::empty);
  end_thought();
  if (!annotations_.json().empty()) writer_.annotations(annotations_.json(), out());
  writer_.finish(reason(), out(), tail());
  if (form_.choices != nullptr) return form_.choices->add(form_.choice, {}, {counted(), tail()});
  const auto usage = counted();
  if (form_.include_usage && usage) writer_.usage(*usage, out());
  out().append(sse::kDone);
}

void ChatStream::thinking_block(std::string_view block) {
  if (block.empty() || form_.reasoning != ShowReasoning::member) return;
  begin(Content::null);
  writer_.thinking_block(blocks_++, block, out());
}

}  // namespace

std::unique_ptr<llm::AnswerWriter> make_chat_whole(llm::AnswerHead head, ChatForm form) {
  return std::make_unique<ChatWhole>(std::move(head), std::move(form));
}

std::unique_ptr<llm::AnswerWriter> make_chat_stream(const llm::AnswerHead& head, ChatForm form) {
  return std::make_unique<ChatStream>(head, std::move(form));
}

}  // namespace gw::openai
