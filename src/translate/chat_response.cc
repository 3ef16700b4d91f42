#include "translate/chat_response.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "eventstream/decoder.h"
#include "sse/writer.h"
#include "translate/errors.h"

namespace gw::translate {

namespace {

using Outcome = std::expected<void, openai::ApiError>;

openai::CompletionUsage count(const bedrock::Usage& usage) {
  return {.prompt = usage.input + usage.cache_read + usage.cache_write,
          .completion = usage.output,
          .cached = usage.cache_read,
          .cache_write = usage.cache_write};
}

std::string_view unit(bedrock::Citation::Place place) {
  using enum bedrock::Citation::Place;
  switch (place) {
    case characters:
      return "character";
    case pages:
      return "page";
    case chunks:
    case search_result:
      return "chunk";
    case none:
      break;
  }
  return {};
}

// The source of a search result is mostly where it was found.
json::RawString url_of(const bedrock::Citation& citation) {
  if (!citation.url.empty() || !citation.source.escaped.starts_with("http")) return citation.url;
  return citation.source;
}

// An event of a stream is one line. Inside of JSON's strings there are no line breaks.
std::string in_one_line(std::string_view json) {
  std::string line(json);
  std::ranges::replace(line, '\n', ' ');
  std::ranges::replace(line, '\r', ' ');
  return line;
}

// What both forms of the answer keep until its end.
class Sink : public bedrock::AnswerSink {
 public:
  void citation(const bedrock::Citation& citation) final {
    annotations_.add({.url = url_of(citation),
                      .title = citation.title.empty() ? citation.source : citation.title,
                      .quote = citation.quote,
                      .unit = unit(citation.place),
                      .document = citation.index,
                      .begin = citation.begin,
                      .end = citation.end});
  }
  void block_end() final { annotations_.block_end(characters_); }
  void stop(bedrock::StopReason reason) final { reason_ = finish_reason(reason); }
  void usage(const bedrock::Usage& usage) final { usage_ = count(usage); }
  void service_tier(json::RawString tier) final { service_tier_ = tier.escaped; }
  void response_fields(std::string_view json) final {
    if (form_.response_fields) response_fields_ = in_one_line(json);
  }
  void guardrail_trace(std::string_view json) final {
    if (form_.guardrail_trace) guardrail_trace_ = in_one_line(json);
  }

  std::optional<openai::CompletionUsage> counted() const {
    auto usage = usage_;
    if (usage) usage->reasoned = !thinking_.empty();
    return usage;
  }

 protected:
  explicit Sink(const AnswerForm& form) : form_(form) {}

  openai::FinishReason reason() const {
    const bool called = reason_ == openai::FinishReason::tool_calls;
    return called && is_legacy() ? openai::FinishReason::function_call : reason_;
  }
  bool is_legacy() const { return form_.calls == openai::CallForm::function_call; }
  openai::AnswerTail tail() const { return {service_tier_, response_fields_, guardrail_trace_}; }
  // The form before tools holds one call, and there is no word for more.
  bool is_told(std::size_t call) const { return call == 0 || !is_legacy(); }

  // What the client may see of the reasoning.
  const openai::Thinking& shown() const {
    static const openai::Thinking kNone;
    return form_.show_reasoning ? thinking_ : kNone;
  }
  // The first call is how the reasoning before it will be found again.
  void note_call(json::RawString id) {
    if (first_call_.empty() && !thinking_.blocks().empty()) first_call_ = id.escaped;
  }
  // At the end of an answer that was complete.
  void remember() const {
    if (form_.memory == nullptr || first_call_.empty() || is_legacy()) return;
    form_.memory->remember(first_call_, "[" + std::string(thinking_.blocks()) + "]");
  }

  const AnswerForm& form_;
  openai::Thinking thinking_;
  openai::Annotations annotations_;
  std::size_t characters_ = 0;  // of the content so far

 private:
  std::optional<openai::CompletionUsage> usage_;  // never invented
  openai::FinishReason reason_ = openai::FinishReason::stop;
  std::string first_call_;
  std::string service_tier_;
  std::string response_fields_;
  std::string guardrail_trace_;
};

// Reads what the client's sink is to be told: all that the reader finds, or the answer in JSON.
class Told {
 public:
  // Both outlive it.
  Told(const StructuredOutput& output, bedrock::AnswerSink& client) : client_(client) {
    using Form = StructuredOutput::Form;
    if (output.form == Form::tool || output.form == Form::prompt) json_.emplace(output, client);
  }
  Told(const Told&) = delete;  // json_ may be referred to
  Told& operator=(const Told&) = delete;

  bedrock::AnswerSink& sink() { return json_ ? *json_ : client_; }
  // After the end: why this is no answer.
  std::optional<openai::ApiError> problem() const {
    return json_ ? json_->problem() : std::nullopt;
  }

 private:
  bedrock::AnswerSink& client_;
  std::optional<StructuredAnswer> json_;
};

class WholeSink final : public Sink {
 public:
  WholeSink(const openai::AnswerHead& head, const AnswerForm& form, Buffer& out)
      : Sink(form), writer_(head, form.calls, out) {}

  void text(json::RawString piece) override {
    characters_ += json::length(piece);
    writer_.text(piece);
  }
  void reasoning(json::RawString piece) override { thinking_.text(piece); }
  void reasoning_end(json::RawString signature) override { thinking_.end(signature, characters_); }
  void redacted_reasoning(json::RawString data) override { thinking_.redacted(data, characters_); }
  void tool_start(std::size_t call, json::RawString id, json::RawString name) override {
    if (call == 0) writer_.extras(shown(), annotations_);
    note_call(id);
    called_ = true;
    if (is_told(call)) writer_.call(id, form_.names.original(name));
  }
  void tool_arguments(std::size_t call, json::RawString piece) override {
    if (is_told(call)) writer_.arguments(piece);
  }
  void end() {
    if (!called_) {
      writer_.text({});  // a content of "", not null
      writer_.extras(shown(), annotations_);
    }
    remember();
    writer_.end(reason(), counted(), tail());
  }

 private:
  openai::CompletionWriter writer_;
  bool called_ = false;
};

// Reads a whole answer into a sink; when that fails, `out` is again as long as before.
template <class WholeAnswerSink>
Outcome read_whole(bedrock::AnswerReader& reader, std::string_view body,
                   const bedrock::HeaderUsage& headers, const AnswerForm& form,
                   WholeAnswerSink& sink, std::size_t before, Buffer& out,
                   std::optional<openai::CompletionUsage>& usage) {
  Told told(form.structured, sink);
  const Result<> read = reader.whole(body, headers, told.sink());
  std::optional<openai::ApiError> problem =
      read ? told.problem() : std::optional(to_api_error(read.error()));
  if (problem) {
    out.truncate_by(out.size() - before);
    return std::unexpected(*std::move(problem));
  }
  sink.end();
  usage = sink.counted();
  return {};
}

class ChatWhole final : public WholeTransform {
 public:
  ChatWhole(openai::AnswerHead head, AnswerForm form, std::unique_ptr<bedrock::AnswerReader> reader)
      : head_(std::move(head)), form_(std::move(form)), reader_(std::move(reader)) {}

  Outcome convert(std::string_view body, const bedrock::HeaderUsage& headers,
                  Buffer& out) override {
    const std::size_t before = out.size();
    WholeSink sink(head_, form_, out);
    return read_whole(*reader_, body, headers, form_, sink, before, out, usage_);
  }

 private:
  const openai::AnswerHead head_;
  const AnswerForm form_;
  const std::unique_ptr<bedrock::AnswerReader> reader_;
};

class StreamSink final : public Sink {
 public:
  StreamSink(const openai::AnswerHead& head, const AnswerForm& form)
      : Sink(form), writer_(head, form.calls, form.include_usage) {}

  // Where the following calls write.
  void write_to(Buffer& out) { out_ = &out; }
  void text(json::RawString piece) override {
    begin(Content::empty);
    characters_ += json::length(piece);
    writer_.text(piece, *out_);
  }
  void reasoning(json::RawString piece) override {
    thinking_.text(piece);
    if (!form_.show_reasoning) return;
    begin(Content::null);
    writer_.reasoning(piece, *out_);
  }
  void reasoning_end(json::RawString signature) override {
    thinking_block(thinking_.end(signature, characters_));
  }
  void redacted_reasoning(json::RawString data) override {
    thinking_block(thinking_.redacted(data, characters_));
  }
  void tool_start(std::size_t call, json::RawString id, json::RawString name) override {
    begin(Content::null);
    note_call(id);
    if (is_told(call)) writer_.call(call, id, form_.names.original(name), *out_);
  }
  void tool_arguments(std::size_t call, json::RawString piece) override {
    if (is_told(call)) writer_.arguments(call, piece, *out_);
  }
  void end() {
    remember();
    begin(Content::empty);
    if (!annotations_.json().empty()) writer_.annotations(annotations_.json(), *out_);
    writer_.finish(reason(), *out_, tail());
    if (form_.part) return;
    const auto usage = counted();
    if (form_.include_usage && usage) writer_.usage(*usage, *out_);
    out_->append(sse::kDone);
  }

 private:
  using Content = openai::ChunkWriter::Content;

  void thinking_block(std::string_view block) {
    if (block.empty() || !form_.show_reasoning) return;
    begin(Content::null);
    writer_.thinking_block(blocks_++, block, *out_);
  }

  // The role comes once and first, and not before there is something to say: until then the request
  // can be sent again, and an error can have its status.
  void begin(Content content) {
    if (!std::exchange(begun_, true)) writer_.role(content, *out_);
  }

  const openai::ChunkWriter writer_;
  Buffer* out_ = nullptr;
  std::size_t blocks_ = 0;  // of reasoning
  bool begun_ = false;
};

class ChatReplay final : public WholeTransform {
 public:
  ChatReplay(openai::AnswerHead head, AnswerForm form,
             std::unique_ptr<bedrock::AnswerReader> reader)
      : head_(std::move(head)), form_(std::move(form)), reader_(std::move(reader)) {}

  std::string_view content_type() const override { return sse::kContentType; }
  Outcome convert(std::string_view body, const bedrock::HeaderUsage& headers,
                  Buffer& out) override {
    const std::size_t before = out.size();
    StreamSink sink(head_, form_);
    sink.write_to(out);
    return read_whole(*reader_, body, headers, form_, sink, before, out, usage_);
  }

 private:
  const openai::AnswerHead head_;
  const AnswerForm form_;
  const std::unique_ptr<bedrock::AnswerReader> reader_;
};

class ChatStream final : public ResponseTransform {
 public:
  ChatStream(const openai::AnswerHead& head, AnswerForm form,
             std::unique_ptr<bedrock::AnswerReader> reader)
      : form_(std::move(form)),
        sink_(head, form_),
        told_(form_.structured, sink_),
        reader_(std::move(reader)) {}

  Outcome feed(std::string_view bytes, Buffer& out) override {
    if (state_ != State::open) return {};
    sink_.write_to(out);
    out.prepare(kGrowth * bytes.size());
    decoder_.feed(bytes);
    for (;;) {
      const Result<std::optional<eventstream::Message>> next = decoder_.next();
      if (!next) return fail(to_api_error(next.error()));
      if (!*next) return {};
      if (Outcome read = event(**next); !read) return fail(std::move(read.error()));
    }
  }

  // finish_reason, usage and [DONE] wait until here: an answer that breaks off after its last
  // words must not look complete.
  Outcome finish(Buffer& out) override {
    if (state_ != State::open) return {};
    if (!reader_->complete() || decoder_.pending() != 0) return fail(truncated());
    if (auto problem = told_.problem()) return fail(*std::move(problem));
    sink_.write_to(out);
    sink_.end();
    usage_ = sink_.counted();
    state_ = State::closed;
    return {};
  }

  void abort(const openai::ApiError& error, Buffer& out) override {
    if (state_ == State::closed) return;
    Buffer body;
    openai::append_error_body(error, body);
    sse::append_data(body.view(), out);
    state_ = State::closed;
  }

 private:
  enum class State { open, failed, closed };

  // Chunks are about this much longer than the events they come from: room for them all at once,
  // instead of growing and copying on the way.
  static constexpr std::size_t kGrowth = 2;

  Outcome event(const eventstream::Message& message) {
    if (const auto error = bedrock::read_stream_error(message)) {
      return std::unexpected(to_api_error(*error, {}, {}, CredentialOwner::caller));
    }
    if (const Result<> read = reader_->event(message, told_.sink()); !read) {
      return std::unexpected(to_api_error(read.error()));
    }
    return {};
  }

  std::unexpected<openai::ApiError> fail(openai::ApiError error) {
    state_ = State::failed;
    return std::unexpected(std::move(error));
  }

  static openai::ApiError truncated() {
    openai::ApiError error(502, "server_error",
                           "Bedrock's answer broke off before its end. The text so far may be "
                           "incomplete; the request can be sent again.");
    error.code = "upstream_stream_truncated";
    error.retry = openai::Retry::soon;
    return error;
  }

  State state_ = State::open;
  const AnswerForm form_;
  StreamSink sink_;
  Told told_;
  eventstream::Decoder decoder_;
  const std::unique_ptr<bedrock::AnswerReader> reader_;
};

}  // namespace

openai::FinishReason finish_reason(bedrock::StopReason reason) {
  using bedrock::StopReason;
  using openai::FinishReason;
  switch (reason) {
    case StopReason::end_turn:
    case StopReason::stop_sequence:
    case StopReason::malformed_model_output:  // OpenAI has no word for these;
    case StopReason::malformed_tool_use:      // what there is of the answer was delivered
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

std::unique_ptr<WholeTransform> make_chat_whole(openai::AnswerHead head, AnswerForm form,
                                                std::unique_ptr<bedrock::AnswerReader> reader) {
  return std::make_unique<ChatWhole>(std::move(head), std::move(form), std::move(reader));
}

std::unique_ptr<ResponseTransform> make_chat_stream(const openai::AnswerHead& head, AnswerForm form,
                                                    std::unique_ptr<bedrock::AnswerReader> reader) {
  return std::make_unique<ChatStream>(head, std::move(form), std::move(reader));
}

std::unique_ptr<WholeTransform> make_chat_replay(openai::AnswerHead head, AnswerForm form,
                                                 std::unique_ptr<bedrock::AnswerReader> reader) {
  return std::make_unique<ChatReplay>(std::move(head), std::move(form), std::move(reader));
}

}  // namespace gw::translate
