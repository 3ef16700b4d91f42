#include "translate/chat_response.h"

#include <optional>
#include <utility>

#include "eventstream/decoder.h"
#include "sse/writer.h"
#include "translate/chat_sinks.h"
#include "translate/custom_tools.h"
#include "translate/errors.h"

namespace gw::translate {

namespace {

using Outcome = std::expected<void, openai::ApiError>;

// Reads what the client's sink is to be told: all that the reader finds, or the answer in JSON, or
// texts instead of arguments.
class Told {
 public:
  // Both outlive it.
  Told(const AnswerForm& form, ChatSink& client) : client_(client), first_(&client) {
    using Form = StructuredOutput::Form;
    const Form output = form.structured.form;
    if (!form.custom_tools.empty()) first_ = &custom_.emplace(form.custom_tools, *first_);
    if (output == Form::tool || output == Form::prompt)
      first_ = &json_.emplace(form.structured, *first_);
  }
  Told(const Told&) = delete;  // its members refer to each other
  Told& operator=(const Told&) = delete;

  bedrock::AnswerSink& sink() { return *first_; }
  std::size_t held() const {
    std::size_t bytes = client_.held();
    if (custom_) bytes += custom_->held();
    if (json_) bytes += json_->held();
    return bytes;
  }
  // After the end: why this is no answer.
  std::optional<openai::ApiError> problem() const {
    auto problem = client_.problem();
    if (!problem && json_) problem = json_->problem();
    return problem;
  }

 private:
  const ChatSink& client_;
  bedrock::AnswerSink* first_;
  std::optional<CustomCalls> custom_;
  std::optional<StructuredAnswer> json_;
};

// Reads a whole answer into a sink; when that fails, `out` is again as long as before.
template <class WholeAnswerSink>
Outcome read_whole(bedrock::AnswerReader& reader, std::string_view body,
                   const bedrock::AnswerHeaders& headers, const AnswerForm& form,
                   WholeAnswerSink& sink, std::size_t before, Buffer& out,
                   std::optional<openai::CompletionUsage>& usage) {
  Told told(form, sink);
  sink.service_tier({headers.service_tier});  // the body knows better
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

  Outcome convert(std::string_view body, const bedrock::AnswerHeaders& headers,
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

class ChatReplay final : public WholeTransform {
 public:
  ChatReplay(openai::AnswerHead head, AnswerForm form,
             std::unique_ptr<bedrock::AnswerReader> reader)
      : head_(std::move(head)), form_(std::move(form)), reader_(std::move(reader)) {}

  std::string_view content_type() const override { return sse::kContentType; }
  Outcome convert(std::string_view body, const bedrock::AnswerHeaders& headers,
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
        told_(form_, sink_),
        reader_(std::move(reader)) {}

  void begin(const bedrock::AnswerHeaders& headers) override {
    sink_.service_tier({headers.service_tier});
  }

  Outcome feed(std::string_view bytes, Buffer& out) override {
    if (state_ != State::open) return {};
    sink_.write_to(out);
    out.prepare(kGrowth * bytes.size());
    decoder_.feed(bytes);
    for (;;) {
      const Result<std::optional<eventstream::Message>> next = decoder_.next();
      if (!next) return fail(to_api_error(next.error()));
      if (!*next) return {};
      if (Outcome read = event(**next, out); !read) return fail(std::move(read.error()));
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
    state_ = State::closed;
    return {};
  }

  std::optional<openai::CompletionUsage> usage() const override { return sink_.counted(); }
  std::size_t held() const override { return decoder_.pending() + reader_->held() + told_.held(); }
  std::uint64_t said() const override { return sink_.said(); }

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

  Outcome event(const eventstream::Message& message, Buffer& out) {
    const bool ordinary = message.message_type == "event" && message.exception_type.empty();
    if (!ordinary) return trouble_in(message);
    const bool ended = reader_->complete();
    const std::size_t before = out.size();
    if (const Result<> read = reader_->event(message, told_.sink()); !read) {
      return std::unexpected(to_api_error(read.error()));
    }
    if (!ended || out.size() == before) return {};
    out.truncate_by(out.size() - before);
    return malformed("it goes on behind its end");
  }

  static std::unexpected<openai::ApiError> trouble_in(const eventstream::Message& message) {
    const auto error = bedrock::read_stream_error(message);
    if (!error) return malformed("a frame is no event");
    return std::unexpected(to_api_error(*error, {}, {}, CredentialOwner::caller));
  }

  static std::unexpected<openai::ApiError> malformed(std::string why) {
    return std::unexpected(to_api_error(Error(Errc::malformed, std::move(why))));
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
