#include "io/event.h"

#include <optional>
#include <string>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <gtest/gtest.h>

#include "io/gate.h"
#include "support/run.h"

namespace gw::io {
namespace {

class EventTest : public testing::Test {
 protected:
  Task<void> note_after(Event& event, std::string name) {
    co_await event.wait();
    order_ += name;
  }
  void spawn(Task<void> task) {
    asio::co_spawn(context_.get_executor(), std::move(task), asio::detached);
  }

  asio::io_context context_{1};
  Event event_{context_.get_executor()};
  std::string order_;
};

TEST_F(EventTest, SettingBeforeWaitingIsNotLost) {
  event_.set();
  event_.set();
  test::run(context_, note_after(event_, "a"));
  EXPECT_EQ(order_, "a");
}

Task<void> set_then_note(Event& event, std::string& order) {
  event.set();
  order += "set ";
  co_return;
}

TEST_F(EventTest, ResumesTheWaiterFromTheLoopNotInsideSet) {
  spawn(note_after(event_, "resumed"));
  test::run(context_, set_then_note(event_, order_));
  EXPECT_EQ(order_, "set resumed");
}

Task<void> wait_twice(Event& event, std::string& order) {
  event.set();
  co_await event.wait();
  order += "1";
  co_await event.wait();
  order += "2";
}

TEST_F(EventTest, WaitingResetsIt) {
  spawn(wait_twice(event_, order_));
  context_.poll();
  EXPECT_EQ(order_, "1");
  event_.set();
  context_.run();
  EXPECT_EQ(order_, "12");
}

Task<void> set_and_destroy(std::optional<Event>& event) {
  event->set();
  event.reset();
  co_return;
}

TEST_F(EventTest, MayBeDestroyedRightAfterSet) {
  std::optional<Event> event(context_.get_executor());
  spawn(note_after(*event, "woken"));
  test::run(context_, set_and_destroy(event));
  EXPECT_EQ(order_, "woken");
}

TEST(Event, AWaiterIsDestroyedWithItsContext) {  // shown by the leak sanitizer
  asio::io_context context{1};
  Event event(context.get_executor());
  asio::co_spawn(context.get_executor(), event.wait(), asio::detached);
  context.poll();
}

class GateTest : public EventTest {
 protected:
  struct Work final : Closable {
    void close() noexcept override { ++closed; }
    int closed = 0;
  };
  Task<void> drained() {
    co_await gate_.wait_drained();
    order_ += "drained";
  }
  Gate gate_{context_.get_executor()};
};

TEST_F(GateTest, IsDrainedAtOnceWhenNothingRuns) {
  test::run(context_, drained());
  EXPECT_EQ(order_, "drained");
}

TEST_F(GateTest, IsDrainedWhenTheLastPassIsGivenBack) {
  std::optional<Gate::Pass> first(gate_);
  std::optional<Gate::Pass> second(std::move(*first));
  first.reset();
  std::optional<Gate::Pass> third(gate_);
  spawn(drained());
  context_.poll();
  EXPECT_EQ(gate_.count(), 2u);
  second.reset();
  context_.poll();
  EXPECT_EQ(order_, "");
  third.reset();
  context_.poll();
  EXPECT_EQ(order_, "drained");
}

TEST_F(GateTest, ClosingEndsWhatRunsAndWhatBeginsLater) {
  Work before, moved, gone, after;
  const Gate::Pass one(gate_, &before);
  Gate::Pass two(gate_, &moved);
  const Gate::Pass new_home(std::move(two));
  {
    const Gate::Pass three(gate_, &gone);
  }
  gate_.close();
  const Gate::Pass four(gate_, &after);
  EXPECT_EQ(before.closed, 1);
  EXPECT_EQ(moved.closed, 1);
  EXPECT_EQ(gone.closed, 0);
  EXPECT_EQ(after.closed, 1);
}

}  // namespace
}  // namespace gw::io
