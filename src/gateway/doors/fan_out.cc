#include "gateway/doors/fan_out.h"

#include <algorithm>
#include <deque>
#include <exception>
#include <utility>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/this_coro.hpp>

#include "gateway/doors/part.h"
#include "io/event.h"
#include "translate/errors.h"

namespace gw::gateway {

namespace {

llm::Failure no_room_for_parts() {
  return translate::to_failure(
      Error(Errc::busy,
            "what this gateway holds of requests and answers takes all the memory that it may "
            "(server.max_body_memory)"));
}

// Keeps what a call brought.
class CollectedAnswer final : public Answer {
 public:
  explicit CollectedAnswer(Buffer& into) : into_(into) {}

  io::Task<Result<void>> write(std::string_view events) override {
    into_.append(events);
    co_return Result<void>();
  }
  io::Task<Result<void>> end(std::string_view events) override { return write(events); }
  io::Task<void> send(std::string_view /*content_type*/, std::string_view body) override {
    into_.append(body);
    co_return;
  }
  io::Task<void> fail(const llm::Failure& failure) override {
    failure_ = failure;
    co_return;
  }

  const std::optional<llm::Failure>& failure() const { return failure_; }

 private:
  Buffer& into_;
  std::optional<llm::Failure> failure_;
};

// An operation whose exchange somebody waits for.
class AwaitedOperation final : public Operation {
 public:
  AwaitedOperation(const Operation& operation, io::Event& made)
      : operation_(operation), made_(made) {}

  std::string_view model() const override { return operation_.model(); }
  std::uint64_t key() const override { return operation_.key(); }
  std::size_t calls() const override { return operation_.calls(); }
  std::optional<std::int64_t> max_output() const override { return operation_.max_output(); }
  int status_of(const llm::Failure& failure) const override {
    return operation_.status_of(failure);
  }
  llm::Expected<translate::Exchange> exchange(const bedrock::ModelId& model,
                                              const bedrock::ModelRules& rules,
                                              const translate::Options& options) const override {
    auto exchange = operation_.exchange(model, rules, options);
    made_.set();
    return exchange;
  }

 private:
  const Operation& operation_;
  io::Event& made_;
};

class FanOut final : public io::Closable {
 public:
  FanOut(Context& context, Provider& provider, const Composite& composite, std::size_t width,
         io::Executor executor)
      : context_(context),
        provider_(provider),
        composite_(composite),
        width_(width),
        executor_(std::move(executor)),
        news_(executor_),
        first_(composite.part(0), news_) {}

  // Until the last call has ended.
  io::Task<void> run() {
    while (start_workers() || running_ > 0) {
      if (running_ > 0) co_await news_.wait();
    }
  }

  io::Task<void> finish(Answer& client) {
    if (client_gone(context_)) co_return;
    if (context_.request.cancel().stopping()) {
      context_.outcome = Outcome::gateway_error;
      const llm::Failure failure = translate::to_failure(Error(Errc::canceled, ""));
      co_return co_await client.fail(failure);
    }
    if (failure_) {
      const llm::Failure& failure = *failure_;
      co_return co_await client.fail(failure);
    }
    if (!context_.memory.hold(2 * size_)) {  // the answer, and what it is put together of
      context_.outcome = Outcome::gateway_error;
      const llm::Failure failure = no_room_for_parts();
      co_return co_await client.fail(failure);
    }
    Buffer body;
    composite_.write_whole(results_, context_.usage, body);
    results_.clear();
    co_await client.send("application/json", body.view());
  }

  void close() noexcept override { give_up(); }

 private:
  // For the first call, and for the others as soon as its exchange has said how many there are. A
  // worker may end before its start returns, and then has done its work or found none: how many are
  // started is decided beforehand. False: there is nothing new to do.
  bool start_workers() {
    const std::size_t parts = composite_.parts();
    if (given_up_ || parts == results_.size()) return false;
    results_.resize(parts);
    const std::size_t more = std::min(width_ - running_, parts - next_);
    for (std::size_t i = 0; i < more; ++i) {
      ++running_;
      io::asio::co_spawn(executor_, work(), io::asio::detached);
    }
    return true;
  }

  // Ends before run() does, which waits for it.
  io::Task<void> work() {
    std::chrono::nanoseconds waited{0};
    while (!given_up_ && next_ < results_.size()) {
      const std::size_t index = next_++;
      // One call behind the other; the workers wait beside each other.
      waited += co_await call(index);
      context_.upstream_wait = std::max(context_.upstream_wait, waited);
    }
    --running_;
    news_.set();
  }

  // Completes with the time that the call has waited for Bedrock.
  io::Task<std::chrono::nanoseconds> call(std::size_t index) {
    Part part(context_);
    under_way_.push_back(&part);
    Buffer result;
    CollectedAnswer answer(result);
    const Operation& operation =
        index == 0 ? static_cast<const Operation&>(first_) : composite_.part(index);
    try {
      co_await provider_.serve(part.context, operation, answer);
    } catch (const std::exception&) {  // a bug, as in a session
      part.context.outcome = Outcome::gateway_error;
    }
    std::erase(under_way_, &part);
    std::optional<llm::Failure> failure = answer.failure();
    size_ += result.size();
    part.context.parts = results_.size();
    if (!failure && !context_.memory.hold(size_)) failure = no_room_for_parts();
    note(part.context, failure);
    results_[index] = std::move(result);
    co_return part.context.upstream_wait;
  }

  // The first failure ends all.
  void note(const Context& part, const std::optional<llm::Failure>& failure) {
    const bool failed = failure || part.outcome != Outcome::ok;
    add_up(part, context_);
    if (given_up_) return;
    const unsigned attempts = context_.attempts;
    take_over(part, context_);
    context_.attempts = attempts;
    if (!failed) return;
    context_.error_code = part.error_code;
    context_.outcome = part.outcome == Outcome::ok ? Outcome::gateway_error : part.outcome;
    failure_ = failure ? *failure
                       : llm::Failure(500, llm::FailureKind::server,
                                      "The gateway failed to answer; its log says why.");
    give_up();
  }

  void give_up() noexcept {
    if (std::exchange(given_up_, true)) return;
    for (Part* part : under_way_) part->request.cancel().cancel();
  }

  Context& context_;
  Provider& provider_;
  const Composite& composite_;
  const std::size_t width_;
  const io::Executor executor_;
  io::Event news_;  // the first exchange was made, or a worker has ended
  const AwaitedOperation first_;
  std::vector<Buffer> results_;  // of each part; as many as are known
  std::vector<Part*> under_way_;
  std::size_t next_ = 0;
  std::size_t size_ = 0;  // of all results
  std::size_t running_ = 0;
  bool given_up_ = false;
  std::optional<llm::Failure> failure_;
};

}  // namespace

io::Task<void> answer_composite(Context& context, Provider& provider, const Composite& composite,
                                std::size_t width, Answer& answer) {
  if (context.dry_run) co_return co_await provider.serve(context, composite.part(0), answer);
  const io::Executor executor = co_await io::asio::this_coro::executor;
  FanOut calls(context, provider, composite, width, executor);
  const io::Attachment attachment(context.request.cancel(), calls);
  co_await calls.run();
  co_await calls.finish(answer);
}

}  // namespace gw::gateway
