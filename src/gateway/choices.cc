#include "gateway/choices.h"

#include <algorithm>
#include <ctime>
#include <deque>
#include <exception>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/this_coro.hpp>

#include "base/id.h"
#include "io/event.h"
#include "sse/writer.h"
#include "translate/choices.h"
#include "translate/errors.h"

namespace gw::gateway {

namespace {

// What the choices of a request share: the stream to the client, which only the coroutine of the
// request itself writes to, and the end of all when one fails.
struct Shared {
  explicit Shared(io::Executor executor) : news(executor) {}

  Buffer out;      // what the client is to get next
  io::Event news;  // there is more in `out`, or a choice has ended
  std::size_t running = 0;
  bool given_up = false;  // nobody waits for more
};

// One choice's answer, on its way into the common one.
class ChoiceResponder final : public server::Responder {
 public:
  ChoiceResponder(Shared& shared, server::Responder& client, io::Executor executor)
      : shared_(shared), client_(client), taken_(executor) {}

  void field(std::string_view name, std::string_view value) override {
    fields_.emplace_back(name, value);
  }
  void field(std::string_view name, std::uint64_t value) override {
    fields_.emplace_back(name, std::to_string(value));
  }
  io::Task<Result<void>> send(int status, std::string_view content_type,
                              std::string_view body) override {
    status_ = status;
    streams_ = content_type == sse::kContentType;
    if (streams_) co_return co_await write(body);
    body_ = body;
    co_return Result<void>();
  }
  void begin(int status, std::string_view) override {
    status_ = status;
    streams_ = true;
  }
  // Completes when the client has the bytes: each choice feels the client's pace.
  io::Task<Result<void>> write(std::string_view bytes) override {
    if (!bytes.empty() && !shared_.given_up) {
      shared_.out.append(bytes);
      pending_ = true;
      shared_.news.set();
      co_await taken_.wait();
    }
    if (shared_.given_up) co_return fail(Errc::canceled, "the other choices have ended");
    co_return Result<void>();
  }
  io::Task<Result<void>> end(std::string_view last) override { return write(last); }
  void abort() override { status_ = 0; }
  io::Stream& raw() override { return client_.raw(); }
  bool started() const override { return status_ != 0; }
  int status() const override { return status_; }
  std::uint64_t bytes_sent() const override { return body_.size(); }

  // Before and after what is there so far is passed on.
  void taking() { taking_ = std::exchange(pending_, false); }
  void taken() {
    if (std::exchange(taking_, false)) taken_.set();
  }
  // Nothing more will be taken.
  void give_up() {
    taking_ |= std::exchange(pending_, false);
    taken();
  }
  bool streams() const { return streams_; }
  const std::string& body() const { return body_; }
  // Says the same to the client.
  void copy_fields() const {
    for (const auto& [name, value] : fields_) client_.field(name, value);
  }

 private:
  Shared& shared_;
  server::Responder& client_;
  io::Event taken_;
  std::vector<std::pair<std::string, std::string>> fields_;
  std::string body_;  // of an answer that is no stream
  int status_ = 0;
  bool streams_ = false;
  bool pending_ = false;  // waits until its bytes are taken
  bool taking_ = false;
};

// The request as one of its choices sees it: with an end of its own.
class ChoiceRequest final : public server::Request {
 public:
  explicit ChoiceRequest(server::Request& request) : request_(request) {}

  const http::RequestHead& head() const override { return request_.head(); }
  io::Task<Result<std::string_view>> read_body(std::size_t limit) override {
    return request_.read_body(limit);
  }
  void release_body() override {}  // the others need it
  io::BodyMemory body_memory() override { return request_.body_memory(); }
  io::CancelScope& cancel() override { return cancel_; }
  std::string_view peer() const override { return request_.peer(); }
  bool is_simulated() const override { return request_.is_simulated(); }

 private:
  server::Request& request_;
  io::CancelScope cancel_;
};

struct Choice {
  Choice(Context& whole, Shared& shared, io::Executor executor, ChoicePart part)
      : request(whole.request),
        responder(shared, whole.responder, executor),
        context(request, responder) {
    context.id = whole.id;
    context.started = whole.started;
    context.model = whole.model;
    context.stream = whole.stream;
    context.choice = part;
  }
  bool failed() const { return done && context.outcome != Outcome::ok; }

  ChoiceRequest request;
  ChoiceResponder responder;
  Context context;
  bool done = false;
};

class Choices final : public io::Closable {
 public:
  Choices(Context& context, Provider& provider, const openai::ChatRequest& request,
          io::Executor executor)
      : context_(context), provider_(provider), request_(request), shared_(executor) {
    head_ = {make_id("chatcmpl-", 29), std::time(nullptr), request.model};
    for (std::size_t i = 0; i < request.n; ++i) {
      choices_.emplace_back(context, shared_, executor, ChoicePart{i, head_.id, head_.created});
    }
  }

  void start(io::Executor executor) {
    shared_.running = choices_.size();
    for (Choice& choice : choices_) {
      io::asio::co_spawn(executor, answer(choice), io::asio::detached);
    }
  }

  // Passes on what the choices say until the last has ended.
  io::Task<void> relay() {
    while (shared_.running > 0 || !shared_.out.empty()) {
      note_failure();
      // As long as the client has got nothing a failure has its real status.
      if (failed_ != nullptr && !context_.responder.started()) shared_.out.clear();
      if (shared_.out.empty()) {
        if (shared_.running > 0) co_await shared_.news.wait();
        continue;
      }
      for (Choice& choice : choices_) choice.responder.taking();
      const Buffer piece = std::exchange(shared_.out, Buffer());
      const Result<> written = co_await pass_on(piece.view());
      for (Choice& choice : choices_) choice.responder.taken();
      if (!written) give_up();
    }
    note_failure();
  }

  io::Task<void> finish() {
    account();
    if (client_gone(context_)) co_return;
    if (context_.request.cancel().stopping()) co_return co_await finish_stopped();
    if (failed_) co_return co_await finish_failed();
    if (context_.stream) co_return co_await finish_stream();
    std::vector<std::string_view> answers;
    answers.reserve(choices_.size());
    for (const Choice& choice : choices_) answers.push_back(choice.responder.body());
    Buffer body;
    const auto joined = translate::join_choices(answers, context_.usage, body);
    if (!joined) co_return co_await respond_error(context_, joined.error());
    co_await send(choices_.front().responder, 200, body.view());
  }

  void close() noexcept override { give_up(); }

 private:
  // Ends before relay() does, which waits for it.
  io::Task<void> answer(Choice& choice) {
    try {
      co_await provider_.chat(choice.context, request_);
    } catch (const std::exception&) {  // a bug, as in a session
      choice.context.outcome = Outcome::gateway_error;
    }
    choice.done = true;
    --shared_.running;
    shared_.news.set();
  }

  // The first failure ends all.
  void note_failure() {
    for (Choice& choice : choices_) {
      if (failed_ || !choice.failed()) continue;
      failed_ = &choice;
      give_up();
    }
  }

  void give_up() noexcept {
    if (std::exchange(shared_.given_up, true)) return;
    for (Choice& choice : choices_) {
      choice.request.cancel().cancel();
      choice.responder.give_up();
    }
  }

  io::Task<Result<void>> pass_on(std::string_view bytes) {
    server::Responder& client = context_.responder;
    if (!client.started()) {
      const auto first = std::ranges::find_if(
          choices_, [](const Choice& choice) { return choice.responder.streams(); });
      first->responder.copy_fields();
      client.begin(200, sse::kContentType);
    }
    return client.write(bytes);
  }

  io::Task<void> send(const ChoiceResponder& answered, int status, std::string_view body) {
    answered.copy_fields();
    const Result<> sent = co_await context_.responder.send(status, "application/json", body);
    if (!sent) context_.outcome = Outcome::client_closed;
  }

  io::Task<void> finish_stopped() {
    const openai::ApiError error = translate::to_api_error(Error(Errc::canceled, ""));
    context_.outcome = Outcome::gateway_error;
    context_.error_code = error.code;
    co_await respond_error(context_, error);
  }

  io::Task<void> finish_failed() {
    server::Responder& client = context_.responder;
    const ChoiceResponder& answered = failed_->responder;
    if (!client.started()) {
      co_return co_await send(answered, answered.started() ? answered.status() : 500,
                              answered.body());
    }
    Buffer event;  // its own error event has been passed on, unless it failed before its stream
    if (!answered.streams()) sse::append_data(answered.body(), event);
    const Result<> ended = co_await client.end(event.view());
    if (!ended) context_.outcome = Outcome::client_closed;
  }

  io::Task<void> finish_stream() {
    Buffer end;
    translate::end_choices(head_, request_.include_usage, context_.usage, end);
    const Result<> ended = co_await context_.responder.end(end.view());
    if (!ended) context_.outcome = Outcome::client_closed;
  }

  // What the log says about all of them.
  void account() {
    for (const Choice& choice : choices_) {
      const Context& part = choice.context;
      context_.upstream_wait = std::max(context_.upstream_wait, part.upstream_wait);
      context_.attempts += part.attempts;
      context_.said += part.said;
      if (part.usage) context_.usage = translate::sum(context_.usage, *part.usage);
    }
    const Context& told = failed_ != nullptr ? failed_->context : choices_.front().context;
    context_.upstream_request_id = told.upstream_request_id;
    context_.upstream_model = told.upstream_model;
    context_.target = told.target;
    context_.error_code = told.error_code;
    if (failed_ != nullptr) context_.outcome = told.outcome;
  }

  Context& context_;
  Provider& provider_;
  const openai::ChatRequest& request_;
  openai::AnswerHead head_;
  Shared shared_;
  std::deque<Choice> choices_;
  Choice* failed_ = nullptr;
};

}  // namespace

io::Task<void> answer_choices(Context& context, Provider& provider,
                              const openai::ChatRequest& request) {
  const io::Executor executor = co_await io::asio::this_coro::executor;
  Choices choices(context, provider, request, executor);
  const io::Attachment attachment(context.request.cancel(), choices);
  choices.start(executor);
  co_await choices.relay();
  co_await choices.finish();
}

}  // namespace gw::gateway
