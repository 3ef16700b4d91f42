#include "gateway/doors/choices.h"

#include <deque>
#include <exception>
#include <optional>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/this_coro.hpp>

#include "gateway/doors/part.h"
#include "io/event.h"
#include "sse/writer.h"
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

// One choice's part of the common answer.
class ChoiceAnswer final : public Answer {
 public:
  ChoiceAnswer(Shared& shared, io::Executor executor) : shared_(shared), taken_(executor) {}

  // Completes when the client has the events: each choice feels the client's pace.
  io::Task<Result<void>> write(std::string_view events) override {
    if (!events.empty() && !shared_.given_up) {
      shared_.out.append(events);
      pending_ = true;
      shared_.news.set();
      co_await taken_.wait();
    }
    if (shared_.given_up) co_return gw::fail(Errc::canceled, "the other choices have ended");
    co_return Result<void>();
  }
  io::Task<Result<void>> end(std::string_view events) override { return write(events); }
  // A whole answer is written when all are there (Conversation::write_end).
  io::Task<void> send(std::string_view content_type, std::string_view body) override {
    if (content_type != sse::kContentType) co_return;
    const Result<> written = co_await write(body);
    static_cast<void>(written);  // who gave up knows it
  }
  io::Task<void> fail(const llm::Failure& failure) override {
    failure_ = failure;
    co_return;
  }

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
  // Why there is no answer; nullopt also when the stream was begun and has the failure in it.
  const std::optional<llm::Failure>& failure() const { return failure_; }

 private:
  Shared& shared_;
  io::Event taken_;
  std::optional<llm::Failure> failure_;
  bool pending_ = false;  // waits until its events are taken
  bool taking_ = false;
};

struct Choice {
  Choice(Context& whole, Shared& shared, io::Executor executor, const Conversation& of)
      : conversation(of), part(whole), answer(shared, executor) {}
  bool failed() const {
    return done && (part.context.outcome != Outcome::ok || answer.failure().has_value());
  }

  const Conversation& conversation;
  Part part;
  ChoiceAnswer answer;
  bool done = false;
};

class Choices final : public io::Closable {
 public:
  Choices(Context& context, Provider& provider, const Conversation& conversation, Answer& answer,
          io::Executor executor)
      : context_(context),
        provider_(provider),
        conversation_(conversation),
        client_(answer),
        shared_(executor) {
    for (std::size_t i = 0; i < conversation.choices(); ++i)
      choices_.emplace_back(context, shared_, executor, conversation.choice(i));
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
      if (failed_ != nullptr && !begun_) shared_.out.clear();
      if (shared_.out.empty()) {
        if (shared_.running > 0) co_await shared_.news.wait();
        continue;
      }
      for (Choice& choice : choices_) choice.answer.taking();
      const Buffer piece = std::exchange(shared_.out, Buffer());
      const Result<> written = co_await pass_on(piece.view());
      for (Choice& choice : choices_) choice.answer.taken();
      if (!written) give_up();
    }
    note_failure();
  }

  io::Task<void> finish() {
    account();
    if (client_gone(context_)) co_return;
    if (context_.request.cancel().stopping()) {
      context_.outcome = Outcome::gateway_error;
      const llm::Failure failure = translate::to_failure(Error(Errc::canceled, ""));
      co_return co_await client_.fail(failure);
    }
    if (failed_ != nullptr) co_return co_await finish_failed();
    Buffer end;
    conversation_.write_end(end);
    if (!context_.stream) co_return co_await client_.send("application/json", end.view());
    const Result<> ended = co_await client_.end(end.view());
    if (!ended) context_.outcome = Outcome::client_closed;
  }

  void close() noexcept override { give_up(); }

 private:
  // Ends before relay() does, which waits for it.
  io::Task<void> answer(Choice& choice) {
    try {
      co_await provider_.serve(choice.part.context, choice.conversation, choice.answer);
    } catch (const std::exception&) {  // a bug, as in a session
      choice.part.context.outcome = Outcome::gateway_error;
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
      choice.part.request.cancel().cancel();
      choice.answer.give_up();
    }
  }

  io::Task<Result<void>> pass_on(std::string_view events) {
    if (!std::exchange(begun_, true)) take_over(choices_.front().part.context, context_);
    return client_.write(events);
  }

  io::Task<void> finish_failed() {
    if (const auto& failure = failed_->answer.failure()) {
      const llm::Failure& told = *failure;
      co_return co_await client_.fail(told);
    }
    if (!begun_) {  // a bug: it has no answer
      const llm::Failure none(500, llm::FailureKind::server,
                              "The gateway failed to answer; its log says why.");
      co_return co_await client_.fail(none);
    }
    // Its own error event has been passed on.
    const std::string_view nothing;
    const Result<> ended = co_await client_.end(nothing);
    if (!ended) context_.outcome = Outcome::client_closed;
  }

  // What the log says about all of them.
  void account() {
    const Choice& told = failed_ != nullptr ? *failed_ : choices_.front();
    take_over(told.part.context, context_);
    context_.attempts = 0;
    for (const Choice& choice : choices_) add_up(choice.part.context, context_);
    if (failed_ == nullptr) return;
    context_.error_code = failed_->part.context.error_code;
    context_.error_type = failed_->part.context.error_type;
    context_.error_message = failed_->part.context.error_message;
    context_.outcome = failed_->part.context.outcome;
  }

  Context& context_;
  Provider& provider_;
  const Conversation& conversation_;
  Answer& client_;
  Shared shared_;
  std::deque<Choice> choices_;
  Choice* failed_ = nullptr;
  bool begun_ = false;  // the client has something of the stream
};

}  // namespace

io::Task<void> answer_choices(Context& context, Provider& provider,
                              const Conversation& conversation, Answer& answer) {
  const io::Executor executor = co_await io::asio::this_coro::executor;
  Choices choices(context, provider, conversation, answer, executor);
  const io::Attachment attachment(context.request.cancel(), choices);
  choices.start(executor);
  co_await choices.relay();
  co_await choices.finish();
}

}  // namespace gw::gateway
