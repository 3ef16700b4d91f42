#include "translate/chat_response.h"

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

// What both forms of the answer keep until its end.
class Sink : public bedrock::AnswerSink {
 public:
  void stop(bedrock::StopReason reason) final { reason_ = finish_reason(reason); }
  void usage(const bedrock::Usage& usage) final { usage_ = count(usage); }

 protected:
  openai::FinishReason reason_ = openai::FinishReason::stop;
  std::optional<openai::CompletionUsage> usage_;  // never invented
};

class WholeSink final : public Sink {
 public:
  WholeSink(const openai::AnswerHead& head, Buffer& out) : writer_(head, out) {}

  void text(json::RawString piece) override { writer_.text(piece); }
  void end() { writer_.end(reason_, usage_); }

 private:
  openai::CompletionWriter writer_;
};

class ChatWhole final : public WholeTransform {
 public:
  ChatWhole(openai::AnswerHead head, std::unique_ptr<bedrock::AnswerReader> reader)
      : head_(std::move(head)), reader_(std::move(reader)) {}

  Outcome convert(std::string_view body, const bedrock::HeaderUsage& headers,
                  Buffer& out) override {
    const std::size_t before = out.size();
    WholeSink sink(head_, out);
    if (const Result<> read = reader_->whole(body, headers, sink); !read) {
      out.truncate_by(out.size() - before);
      return std::unexpected(to_api_error(read.error()));
    }
    sink.end();
    return {};
  }

 private:
  const openai::AnswerHead head_;
  const std::unique_ptr<bedrock::AnswerReader> reader_;
};

class StreamSink final : public Sink {
 public:
  StreamSink(const openai::AnswerHead& head, bool include_usage)
      : writer_(head, include_usage), include_usage_(include_usage) {}

  // Where the following calls write.
  void write_to(Buffer& out) { out_ = &out; }
  void text(json::RawString piece) override {
    begin();
    writer_.text(piece, *out_);
  }
  // The role comes once and first.
  void begin() {
    if (!std::exchange(begun_, true)) writer_.role(*out_);
  }
  void end() {
    begin();
    writer_.finish(reason_, *out_);
    if (include_usage_ && usage_) writer_.usage(*usage_, *out_);
    out_->append(sse::kDone);
  }

 private:
  const openai::ChunkWriter writer_;
  const bool include_usage_;
  Buffer* out_ = nullptr;
  bool begun_ = false;
};

class ChatStream final : public ResponseTransform {
 public:
  ChatStream(const openai::AnswerHead& head, bool include_usage,
             std::unique_ptr<bedrock::AnswerReader> reader)
      : sink_(head, include_usage), reader_(std::move(reader)) {}

  Outcome feed(std::string_view bytes, Buffer& out) override {
    if (state_ != State::open) return {};
    sink_.write_to(out);
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
    sink_.write_to(out);
    sink_.end();
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

  Outcome event(const eventstream::Message& message) {
    if (const auto error = bedrock::read_stream_error(message)) {
      return std::unexpected(to_api_error(*error, {}, {}, CredentialOwner::caller));
    }
    if (const Result<> read = reader_->event(message, sink_); !read) {
      return std::unexpected(to_api_error(read.error()));
    }
    sink_.begin();
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
    return error;
  }

  State state_ = State::open;
  StreamSink sink_;
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

std::unique_ptr<WholeTransform> make_chat_whole(openai::AnswerHead head,
                                                std::unique_ptr<bedrock::AnswerReader> reader) {
  return std::make_unique<ChatWhole>(std::move(head), std::move(reader));
}

std::unique_ptr<ResponseTransform> make_chat_stream(const openai::AnswerHead& head,
                                                    bool include_usage,
                                                    std::unique_ptr<bedrock::AnswerReader> reader) {
  return std::make_unique<ChatStream>(head, include_usage, std::move(reader));
}

}  // namespace gw::translate
