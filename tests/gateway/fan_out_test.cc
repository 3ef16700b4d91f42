#include "gateway/doors/fan_out.h"

#include <deque>
#include <string>

#include <boost/asio/post.hpp>
#include <gtest/gtest.h>

#include "gateway/silent.h"
#include "io/await.h"
#include "support/run.h"

namespace gw::gateway {
namespace {

// Says its number.
class NumberedCall final : public Operation {
 public:
  NumberedCall(std::size_t number, bool& made) : number_(number), made_(made) {}
  std::string_view model() const override { return "m"; }
  std::size_t number() const { return number_; }
  llm::Expected<translate::Exchange> exchange(
      const bedrock::ModelId& /*model*/, const bedrock::ModelRules& /*rules*/,
      const translate::Options& /*options*/) const override {
    made_ = true;
    return translate::Exchange();
  }

 private:
  const std::size_t number_;
  bool& made_;
};

class NumberedCalls final : public Composite {
 public:
  explicit NumberedCalls(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) calls_.emplace_back(i, made_);
  }
  std::size_t parts() const override { return made_ ? calls_.size() : 1; }
  const Operation& part(std::size_t index) const override { return calls_[index]; }
  void write_whole(std::span<const Buffer> parts, const std::optional<llm::Usage>& /*usage*/,
                   Buffer& out) const override {
    for (const Buffer& part : parts) out.append(part.view());
  }

 private:
  bool made_ = false;
  std::deque<NumberedCall> calls_;
};

// Answers each call after some turns of the event loop.
class PromptProvider final : public Provider {
 public:
  PromptProvider(io::asio::io_context& context, std::size_t turns, std::size_t failing)
      : context_(context), turns_(turns), failing_(failing) {}
  std::string_view name() const override { return "prompt"; }
  io::Task<void> serve(Context& context, const Operation& operation, Answer& answer) override {
    const auto exchange = operation.exchange({}, {}, {});
    const std::size_t number = served_++;
    for (std::size_t i = 0; i < turns_; ++i)
      co_await io::asio::post(context_.get_executor(), io::kAwait);
    if (number == failing_) co_return co_await answer.fail(llm::invalid_request("no"));
    context.outcome = Outcome::ok;
    const std::string said = std::to_string(number);
    co_await answer.send("", said);
  }
  std::size_t served() const { return served_; }

 private:
  io::asio::io_context& context_;
  const std::size_t turns_;
  const std::size_t failing_;
  std::size_t served_ = 0;
};

class HeardAnswer final : public Answer {
 public:
  io::Task<Result<void>> write(std::string_view /*events*/) override { co_return Result<void>(); }
  io::Task<Result<void>> end(std::string_view /*events*/) override { co_return Result<void>(); }
  io::Task<void> send(std::string_view /*content_type*/, std::string_view body) override {
    heard += body;
    co_return;
  }
  io::Task<void> fail(const llm::Failure& failure) override {
    heard += failure.message;
    co_return;
  }
  std::string heard;
};

constexpr std::size_t kNone = 1000;

std::string answer_of(std::size_t calls, std::size_t width, std::size_t turns,
                      std::size_t failing = kNone) {
  io::asio::io_context loop(1);
  SilentRequest request;
  SilentResponder responder;
  Context context(request, responder);
  const NumberedCalls composite(calls);
  PromptProvider provider(loop, turns, failing);
  HeardAnswer answer;
  test::run(loop, answer_composite(context, provider, composite, width, answer));
  EXPECT_LE(provider.served(), calls);
  return answer.heard;
}

// Whether the first call ends before the others are begun, or at once, is the network's to decide.
TEST(FanOut, HasEachPartOnceHoweverFastCallsAre) {
  for (const std::size_t turns : {0U, 1U, 2U, 3U, 5U, 20U}) {
    for (const std::size_t width : {1U, 2U, 8U}) {
      EXPECT_EQ(answer_of(1, width, turns), "0") << turns << " " << width;
      EXPECT_EQ(answer_of(2, width, turns), "01") << turns << " " << width;
      EXPECT_EQ(answer_of(7, width, turns), "0123456") << turns << " " << width;
    }
  }
}

TEST(FanOut, TheFirstFailureIsTheAnswer) {
  for (const std::size_t turns : {0U, 1U, 3U}) {
    for (const std::size_t failing : {0U, 1U, 6U})
      EXPECT_EQ(answer_of(7, 8, turns, failing), "no") << turns << " " << failing;
  }
}

}  // namespace
}  // namespace gw::gateway
