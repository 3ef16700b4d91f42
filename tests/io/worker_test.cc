#include "io/worker.h"

#include <thread>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <gtest/gtest.h>

#include "io/cancel.h"
#include "support/memory_stream.h"

namespace gw::io {
namespace {

using namespace std::chrono_literals;

// A session that reads until its stream ends, in whatever way.
Task<void> session(Worker& worker, Stream& stream, Errc& ended) {
  const Gate::Pass pass(worker.gate(), &stream);
  char byte;
  const auto n = co_await stream.read_some(std::span(&byte, 1));
  ended = n ? Errc::invalid : n.error().code;
}

TEST(Worker, EndsWhenTheGateIsDrained) {
  Worker worker;
  auto [here, there] = test::MemoryStream::pair(worker.executor());
  Errc ended = Errc::busy;
  asio::co_spawn(worker.executor(), session(worker, *here, ended), asio::detached);
  there->close();
  std::thread thread([&worker] { worker.run(); });
  worker.stop(1min);
  thread.join();
  EXPECT_EQ(worker.phase(), Phase::stopping);
  EXPECT_EQ(ended, Errc::invalid);  // read the orderly end
}

TEST(Worker, ClosesWhatStillRunsAfterTheDrainTime) {
  Worker worker;
  auto [here, there] = test::MemoryStream::pair(worker.executor());
  Errc ended = Errc::busy;
  asio::co_spawn(worker.executor(), session(worker, *here, ended), asio::detached);
  std::thread thread([&worker] { worker.run(); });
  worker.stop(1min);
  worker.stop(10ms);  // the second signal is less patient
  thread.join();
  EXPECT_EQ(ended, Errc::canceled);
}

TEST(Worker, DoesHousekeeping) {
  Worker worker;
  int rounds = 0;
  worker.every(1ms, [&] {
    if (++rounds == 3) worker.stop(0ms);
  });
  worker.run();
  EXPECT_EQ(rounds, 3);
}

TEST(Worker, StopsInTheMomentInWhichHousekeepingIsDue) {
  Worker worker;
  auto [here, there] = test::MemoryStream::pair(worker.executor());
  Errc ended = Errc::busy;
  asio::co_spawn(worker.executor(), session(worker, *here, ended), asio::detached);
  worker.every(1ms, [] {});
  worker.post([&worker] {
    std::this_thread::sleep_for(5ms);
    worker.stop(0ms);  // runs before the timer's handler, which is on its way
  });
  worker.run();
  EXPECT_EQ(ended, Errc::canceled);
}

TEST(CancelScope, ClosesItsLeafNowOrAsSoonAsItHasOne) {
  asio::io_context context{1};
  auto [first, second] = test::MemoryStream::pair(context.get_executor());
  CancelScope scope;
  scope.attach(first.get());
  scope.attach(nullptr);
  scope.cancel();
  EXPECT_FALSE(first->closed());
  EXPECT_TRUE(scope.canceled());
  scope.attach(second.get());
  EXPECT_TRUE(second->closed());
}

}  // namespace
}  // namespace gw::io
