#include "io/deadlines.h"

#include <memory>
#include <optional>
#include <string>

#include <gtest/gtest.h>

#include "io/clock.h"

namespace gw::io {
namespace {

using namespace std::chrono_literals;

struct LoggedDeadline {
  LoggedDeadline(Deadlines& owner, std::string& log, std::string name)
      : log_(log), name_(std::move(name)), deadline(owner, &LoggedDeadline::expired, this) {}
  static void expired(void* self) {
    auto& watch = *static_cast<LoggedDeadline*>(self);
    watch.log_ += watch.name_;
    if (watch.then) watch.then();
  }
  std::string& log_;
  std::string name_;
  std::function<void()> then;
  Deadline deadline;
};

class DeadlinesTest : public testing::Test {
 protected:
  asio::io_context context_{1};
  Deadlines deadlines_{context_.get_executor()};
  std::string log_;
};

TEST_F(DeadlinesTest, ExpireOnceEachAndThenTheTimerStops) {
  LoggedDeadline a(deadlines_, log_, "a"), b(deadlines_, log_, "b"), c(deadlines_, log_, "c");
  b.deadline.arm(250ms);
  a.deadline.arm(1ms);
  c.deadline.arm(1ms);
  c.deadline.disarm();
  context_.run();  // ends when nothing is armed
  EXPECT_EQ(log_, "ab");
  EXPECT_FALSE(a.deadline.armed());
}

TEST_F(DeadlinesTest, ArmingAgainReplacesTheEarlierTime) {
  LoggedDeadline a(deadlines_, log_, "a"), b(deadlines_, log_, "b");
  a.deadline.arm(1ms);
  a.deadline.arm(300ms);
  b.deadline.arm(150ms);
  context_.run();
  EXPECT_EQ(log_, "ba");
}

TEST_F(DeadlinesTest, ACallbackMayDestroyAndDisarmAndArmOthers) {
  auto doomed = std::make_unique<LoggedDeadline>(deadlines_, log_, "doomed");
  LoggedDeadline a(deadlines_, log_, "a"), b(deadlines_, log_, "b"), c(deadlines_, log_, "c");
  a.then = [&] {
    if (doomed == nullptr) return;
    doomed.reset();
    b.deadline.disarm();
    c.deadline.arm(150ms);  // was to expire now
    a.deadline.arm(50ms);
  };
  for (LoggedDeadline* each : {&a, doomed.get(), &b, &c}) each->deadline.arm(1ms);
  context_.run();
  EXPECT_EQ(log_, "aac");
}

TEST_F(DeadlinesTest, ExpireInTheirOrderHoweverFarAway) {
  constexpr auto kTurn = Deadlines::kSlots * Deadlines::kTick;
  LoggedDeadline soon(deadlines_, log_, "1"), turn(deadlines_, log_, "2"),
      late(deadlines_, log_, "3");
  late.deadline.arm(3 * kTurn + 50ms);
  turn.deadline.arm(kTurn + 50ms);  // in the same place of the wheel
  soon.deadline.arm(50ms);
  const auto now = coarse_now();
  const auto after = 2 * Deadlines::kTick;
  deadlines_.sweep(now + after);
  EXPECT_EQ(log_, "1");
  deadlines_.sweep(now + kTurn - after);
  EXPECT_EQ(log_, "1");
  deadlines_.sweep(now + kTurn + 50ms + after);
  EXPECT_EQ(log_, "12");
  deadlines_.sweep(now + 10 * kTurn);  // a machine that was asleep
  EXPECT_EQ(log_, "123");
  EXPECT_FALSE(late.deadline.armed());
}

TEST_F(DeadlinesTest, ArmingAgainForSoonerIsHeeded) {
  LoggedDeadline a(deadlines_, log_, "a");
  a.deadline.arm(20s);
  a.deadline.arm(1ms);
  a.deadline.arm(150ms);
  const auto now = coarse_now();
  deadlines_.sweep(now + 140ms);
  EXPECT_EQ(log_, "");
  deadlines_.sweep(now + 150ms + 2 * Deadlines::kTick);
  EXPECT_EQ(log_, "a");
}

TEST_F(DeadlinesTest, DestroyingADeadlineDisarmsIt) {
  {
    LoggedDeadline(deadlines_, log_, "a").deadline.arm(1ms);
  }
  context_.run();
  EXPECT_EQ(log_, "");
}

}  // namespace
}  // namespace gw::io
