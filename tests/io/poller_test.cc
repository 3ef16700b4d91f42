#include "io/poller.h"

#include <memory>
#include <string>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <gtest/gtest.h>

#include "io/tcp_stream.h"
#include "support/loopback.h"
#include "support/run.h"
#include "support/streams.h"

namespace gw::io {
namespace {

struct Connection {
  std::unique_ptr<TcpStream> client;
  std::unique_ptr<TcpStream> server;
};

class PollerTest : public testing::Test {
 protected:
  Task<void> open(Connection& into) {
    into.client = std::make_unique<TcpStream>(co_await loopback_.connect());
    into.server = std::make_unique<TcpStream>(co_await loopback_.accept());
  }
  Connection connection() {
    Connection made;
    test::run(context_, open(made));
    return made;
  }
  void spawn(Task<void> task) {
    asio::co_spawn(context_.get_executor(), std::move(task), asio::detached);
  }
  void poll() {
    context_.restart();
    context_.poll();
  }

  asio::io_context context_{1};
  test::Loopback loopback_{context_.get_executor()};
};

Task<void> count_read(Stream& stream, int& count) {
  const auto bytes = co_await test::read(stream);
  if (bytes && !bytes->empty()) ++count;
}

Task<void> say_something(Stream& stream) { EXPECT_TRUE(co_await test::write(stream, "x")); }

TEST_F(PollerTest, MoreEventsAtOnceThanItTakesAtATime) {
  std::vector<Connection> connections;
  int read = 0;
  for (int i = 0; i < 400; ++i) connections.push_back(connection());
  for (const auto& each : connections) spawn(count_read(*each.server, read));
  poll();
  EXPECT_EQ(read, 0);
  for (const auto& each : connections) spawn(say_something(*each.client));
  poll();
  poll();
  EXPECT_EQ(read, 400);
}

// Holds its stream, and waits for ever.
Task<void> hold(std::unique_ptr<TcpStream> stream, int& unwound) {
  co_await test::read(*stream);
  ++unwound;
}

TEST_F(PollerTest, WaitersAreDestroyedWithTheirContext) {  // shown by the leak sanitizer
  int unwound = 0;
  const std::size_t before = test::open_descriptors();
  {
    asio::io_context context{1};
    test::Loopback loopback(context.get_executor());
    std::vector<Socket> sockets;
    for (int i = 0; i < 3; ++i) sockets.push_back(test::run(context, loopback.connect()));
    for (Socket& each : sockets) {
      auto stream = std::make_unique<TcpStream>(std::move(each));
      asio::co_spawn(context.get_executor(), hold(std::move(stream), unwound), asio::detached);
    }
    context.restart();
    context.poll();
  }
  EXPECT_EQ(unwound, 0);
  EXPECT_EQ(test::open_descriptors(), before);
}

Task<void> close_both(Stream& first, Stream& second, int& count) {
  co_await test::read(first);
  ++count;
  first.close();
  second.close();
}

TEST_F(PollerTest, AResumedWaiterMayCloseAnotherThatIsAboutToBeResumed) {
  Connection one = connection();
  Connection two = connection();
  int resumed = 0;
  spawn(close_both(*one.server, *two.server, resumed));
  spawn(close_both(*two.server, *one.server, resumed));
  poll();
  one.client->close();
  two.client->close();
  poll();
  EXPECT_EQ(resumed, 2);
}

Task<void> flood(Stream& stream, const bool& stop) {
  const std::string much(1 << 20, 'x');
  while (!stop) {
    const auto written = co_await test::write(stream, much);
    if (!written) break;
  }
  stream.close();
}

Task<void> swallow(Stream& stream) {
  for (;;) {
    const auto bytes = co_await test::read(stream, 512);
    if (!bytes || bytes->empty()) break;
  }
}

Task<void> converse(Stream& client, bool& done) {
  for (int i = 0; i < 100; ++i) {
    const auto written = co_await test::write(client, "ping");
    const auto back = co_await test::read_exactly(client, 4);
    EXPECT_TRUE(written && back);
  }
  done = true;
  client.close();
}

TEST_F(PollerTest, AFloodDoesNotStarveOthers) {
  Connection loud = connection();
  Connection quiet = connection();
  bool done = false;
  spawn(flood(*loud.client, done));
  spawn(swallow(*loud.server));
  spawn(test::echo(*quiet.server));
  test::run(context_, converse(*quiet.client, done));
  EXPECT_TRUE(done);
}

}  // namespace
}  // namespace gw::io
