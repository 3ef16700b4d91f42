#include "translate/answer.h"

#include <optional>
#include <utility>

#include "eventstream/decoder.h"
#include "sse/writer.h"
#include "translate/argument_names.h"
#include "translate/client_calls.h"
#include "translate/custom_tools.h"
#include "translate/errors.h"
#include "translate/passing_sink.h"

namespace gw::translate {

namespace {

// What stands between reader and writer: the answer in JSON, texts instead of arguments, the
// client's names. Plain answers need nothing of it.
class Steps {
 public:
  // Both outlive it.
  Steps(const AnswerForm& form, llm::AnswerWriter& writer) : writer_(writer), first_(&writer) {
    using Form = StructuredOutput::Form;
    const Form output = form.structured.form;
    if (form.tools) first_ = &calls_.emplace(form.names, form.memory, *first_);
    if (!form.custom_tools.empty()) first_ = &custom_.emplace(form.custom_tools, *first_);
    if (output == Form::tool || output == Form::prompt)
      first_ = &json_.emplace(form.structured, *first_);
    if (form.names.renames_properties()) first_ = &arguments_.emplace(form.names, *first_);
  }
  Steps(const Steps&) = delete;  // its members refer to each other
  Steps& operator=(const Steps&) = delete;

  llm::AnswerSink& sink() { return *first_; }
  std::size_t held() const {
    std::size_t bytes = writer_.held();
    if (calls_) bytes += calls_->held();
    if (custom_) bytes += custom_->held();
    if (json_) bytes += json_->held();
    if (arguments_) bytes += arguments_->held();
    return bytes;
  }
  // After the end: why this is no answer.
  std::optional<llm::Failure> problem() const {
    auto problem = writer_.problem();
    if (!problem && json_) problem = json_->problem();
    return problem;
  }
  void end() {
    if (calls_) calls_->remember();
    writer_.end();
  }

 private:
  llm::AnswerWriter& writer_;
  llm::AnswerSink* first_;
  std::optional<ClientCalls> calls_;
  std::optional<CustomCalls> custom_;
  std::optional<StructuredAnswer> json_;
  std::optional<ArgumentNames> arguments_;
};

// Takes what comes behind an answer's end: counts and the like pass, but nothing may be said. The
// writer must not see any of that: it has counted its events.
class Epilogue final : public PassingSink {
 public:
  explicit Epilogue(llm::AnswerSink& next) : PassingSink(next) {}

  bool says_something() const { return says_something_; }

  void text(json::RawString) override { says_something_ = true; }
  void reasoning(json::RawString) override { says_something_ = true; }
  void reasoning_end(json::RawString signature) override {
    says_something_ = says_something_ || !signature.empty();
  }
  void redacted_reasoning(json::RawString) override { says_something_ = true; }
  void citation(const llm::Citation&) override { says_something_ = true; }
  void block_end() override {}
  void tool_start(std::size_t, json::RawString, json::RawString) override {
    says_something_ = true;
  }
  void tool_arguments(std::size_t, json::RawString) override { says_something_ = true; }
  void tool_end(std::size_t) override {}

 private:
  bool says_something_ = false;
};

class Whole final : public WholeTransform {
 public:
  Whole(AnswerForm form, AnswerEnds ends, std::string_view content_type)
      : form_(std::move(form)), ends_(std::move(ends)), content_type_(content_type) {}

  std::string_view content_type() const override { return content_type_; }
  std::optional<llm::Usage> counted() const override { return ends_.writer->counted(); }

  llm::Expected<> convert(std::string_view body, const bedrock::AnswerHeaders& headers,
                          Buffer& out) override {
    const std::size_t before = out.size();
    ends_.writer->write_to(out);
    ends_.writer->service_tier({headers.service_tier});  // the body knows better
    Steps steps(form_, *ends_.writer);
    const Result<> read = ends_.reader->whole(body, headers, steps.sink());
    auto problem = read ? steps.problem() : std::optional(to_failure(read.error()));
    if (problem) {
      out.truncate_by(out.size() - before);
      return std::unexpected(*std::move(problem));
    }
    steps.end();
    return {};
  }

 private:
  const AnswerForm form_;
  const AnswerEnds ends_;
  const std::string_view content_type_;
};

class Stream final : public ResponseTransform {
 public:
  Stream(AnswerForm form, AnswerEnds ends)
      : form_(std::move(form)),
        reader_(std::move(ends.reader)),
        writer_(std::move(ends.writer)),
        steps_(form_, *writer_) {}

  void begin(const bedrock::AnswerHeaders& headers) override {
    writer_->service_tier({headers.service_tier});
  }

  llm::Expected<> feed(std::string_view bytes, Buffer& out) override {
    if (state_ != State::open) return {};
    writer_->write_to(out);
    out.prepare(kGrowth * bytes.size());
    decoder_.feed(bytes);
    for (;;) {
      const Result<std::optional<eventstream::Message>> next = decoder_.next();
      if (!next) return fail(to_failure(next.error()));
      if (!*next) return {};
      if (llm::Expected<> read = event(**next); !read) return fail(std::move(read.error()));
    }
  }

  // The end waits until here: an answer that breaks off after its last words must not look
  // complete.
  llm::Expected<> finish(Buffer& out) override {
    if (state_ != State::open) return {};
    if (!reader_->complete() || decoder_.pending() != 0) return fail(stream_truncated());
    if (auto problem = steps_.problem()) return fail(*std::move(problem));
    writer_->write_to(out);
    steps_.end();
    state_ = State::closed;
    return {};
  }

  std::optional<llm::Usage> counted() const override { return writer_->counted(); }
  std::size_t held() const override { return decoder_.pending() + reader_->held() + steps_.held(); }
  std::uint64_t said() const override { return writer_->said(); }

  void abort(const llm::Failure& failure, Buffer& out) override {
    if (state_ == State::closed) return;
    writer_->write_to(out);
    writer_->abort(failure);
    state_ = State::closed;
  }

 private:
  enum class State { open, failed, closed };

  // The client's events are about this much longer than those they come from: room for them all at
  // once, instead of growing and copying on the way.
  static constexpr std::size_t kGrowth = 2;

  llm::Expected<> event(const eventstream::Message& message) {
    const bool ordinary = message.message_type == "event" && message.exception_type.empty();
    if (!ordinary) return trouble_in(message);
    Epilogue epilogue(steps_.sink());
    llm::AnswerSink& sink = reader_->complete() ? epilogue : steps_.sink();
    if (const Result<> read = reader_->event(message, sink); !read)
      return std::unexpected(to_failure(read.error()));
    if (epilogue.says_something()) return malformed("it goes on behind its end");
    return {};
  }

  static std::unexpected<llm::Failure> trouble_in(const eventstream::Message& message) {
    const auto error = bedrock::read_stream_error(message);
    if (!error) return malformed("a frame is no event");
    return std::unexpected(to_failure(*error, {}, {}, CredentialOwner::caller));
  }

  static std::unexpected<llm::Failure> malformed(std::string why) {
    return std::unexpected(to_failure(Error(Errc::malformed, std::move(why))));
  }

  std::unexpected<llm::Failure> fail(llm::Failure failure) {
    state_ = State::failed;
    return std::unexpected(std::move(failure));
  }

  State state_ = State::open;
  const AnswerForm form_;
  eventstream::Decoder decoder_;
  const std::unique_ptr<bedrock::AnswerReader> reader_;
  const std::unique_ptr<llm::AnswerWriter> writer_;
  Steps steps_;
};

}  // namespace

std::unique_ptr<WholeTransform> make_whole(AnswerForm form, AnswerEnds ends) {
  return std::make_unique<Whole>(std::move(form), std::move(ends), "application/json");
}

std::unique_ptr<ResponseTransform> make_stream(AnswerForm form, AnswerEnds ends) {
  return std::make_unique<Stream>(std::move(form), std::move(ends));
}

std::unique_ptr<WholeTransform> make_replay(AnswerForm form, AnswerEnds ends) {
  return std::make_unique<Whole>(std::move(form), std::move(ends), sse::kContentType);
}

}  // namespace gw::translate
