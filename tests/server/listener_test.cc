#include "server/listener.h"

#include <future>
#include <thread>

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/packaged_task.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "server/test_handler.h"

namespace gw::server {
namespace {

using namespace std::chrono_literals;
using boost::asio::ip::tcp;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

// A listener on a free loopback port, with its worker on a thread.
class Server {
 public:
  Server() {
    auto opened = Listener::open(worker, Address{"127.0.0.1", 0}, handler, {});
    EXPECT_TRUE(opened);
    listener = std::move(*opened);
    listener->start();
    thread = std::jthread([this] { worker.run(); });
  }
  ~Server() { stop(0ms); }

  void stop(std::chrono::milliseconds drain) {
    if (!thread.joinable()) return;
    listener->stop_accepting();
    worker.stop(drain);
    thread.join();
  }

  void wait_until_running(std::size_t requests) {
    const auto running = [this] { return handler.running; };
    while (boost::asio::post(worker.executor(), std::packaged_task<std::size_t()>(running)).get() <
           requests) {
      std::this_thread::yield();
    }
  }

  io::Worker worker;
  TestHandler handler{worker.executor()};
  std::unique_ptr<Listener> listener;
  std::jthread thread;
};

class Client {
 public:
  explicit Client(std::uint16_t port) {
    socket_.connect({boost::asio::ip::address_v4::loopback(), port});
  }
  void send(const std::string& text) { boost::asio::write(socket_, boost::asio::buffer(text)); }
  std::string receive(std::size_t n) {
    std::string text(n, '\0');
    text.resize(boost::asio::read(socket_, boost::asio::buffer(text), error_));
    return text;
  }
  std::string receive_all() {
    std::string text;
    boost::asio::read(socket_, boost::asio::dynamic_buffer(text), error_);
    return text;
  }
  const boost::system::error_code& error() const { return error_; }
  void close() { socket_.close(); }

 private:
  boost::asio::io_context context_;
  tcp::socket socket_{context_};
  boost::system::error_code error_;
};

const std::string kLast = "GET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

TEST(Listener, ServesConnections) {
  Server server;
  Client first(server.listener->port());
  Client second(server.listener->port());
  second.send(kLast);
  EXPECT_THAT(second.receive_all(), EndsWith("hello"));
  first.send(kLast);
  EXPECT_THAT(first.receive_all(), EndsWith("hello"));
  EXPECT_EQ(first.error(), boost::asio::error::eof);
}

TEST(Listener, MovesLargeBodiesBothWays) {
  Server server;
  Client client(server.listener->port());
  const std::string body(TestHandler::kBodyLimit, 'x');
  client.send("POST /echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: " +
              std::to_string(body.size()) + "\r\n\r\n" + body);
  EXPECT_THAT(client.receive_all(), EndsWith("\r\n\r\n" + body));
}

TEST(Listener, LetsAClientReadTheAnswerToABodyThatIsNotRead) {
  Server server;
  Client client(server.listener->port());
  client.send("POST /unread HTTP/1.1\r\nHost: a\r\nContent-Length: 900000\r\n\r\n");
  client.send(std::string(900'000, 'x'));
  EXPECT_THAT(client.receive_all(), EndsWith("no"));
  EXPECT_EQ(client.error(), boost::asio::error::eof);  // not reset
}

TEST(Listener, FinishesRequestsWhenItStops) {
  Server server;
  Client idle(server.listener->port());
  Client busy(server.listener->port());
  for (Client* client : {&idle, &busy}) {
    client->send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_THAT(client->receive(12), StartsWith("HTTP/1.1 200"));
  }
  busy.send("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n");
  server.wait_until_running(1);
  server.listener->stop_accepting();
  server.worker.stop(30s);
  EXPECT_THAT(idle.receive_all(), EndsWith("hello"));  // and is closed
  boost::asio::post(server.worker.executor(), [&server] { server.handler.let_go(); });
  EXPECT_THAT(busy.receive_all(), EndsWith("waited"));
  busy.close();
  server.thread.join();
}

TEST(Listener, EndsRequestsThatOutliveTheDrainTime) {
  Server server;
  Client client(server.listener->port());
  client.send("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n");
  server.wait_until_running(1);
  server.stop(100ms);
  EXPECT_EQ(client.receive_all(), "");
  EXPECT_EQ(server.handler.running, 0u);
}

TEST(Listener, ServesWhoIsInItsQueueWhenItStops) {
  Server server;
  const auto block = [&server](std::promise<void>& begun, std::future<void> end) {
    boost::asio::post(server.worker.executor(), [&begun, end = std::move(end)]() mutable {
      begun.set_value();
      end.wait();
    });
  };
  std::promise<void> blocked;
  std::promise<void> free;
  block(blocked, free.get_future());
  blocked.get_future().wait();
  Client queued(server.listener->port());  // the kernel accepts, the worker is busy
  server.listener->stop_accepting();
  server.worker.stop(30s);
  free.set_value();
  queued.send(kLast);
  EXPECT_THAT(queued.receive_all(), EndsWith("hello"));
  server.thread.join();
}

TEST(Listener, SharesASocketThatSomebodyElseKeeps) {
  boost::asio::io_context context;
  tcp::acceptor owner(context, {boost::asio::ip::address_v4::loopback(), 0});
  io::Worker worker;
  TestHandler handler(worker.executor());
  auto adopted = Listener::adopt(worker, owner.native_handle(), handler, {});
  ASSERT_TRUE(adopted) << adopted.error().message;
  EXPECT_EQ((*adopted)->port(), owner.local_endpoint().port());
  (*adopted)->start();
  std::jthread thread([&worker] { worker.run(); });
  Client client((*adopted)->port());
  client.send(kLast);
  EXPECT_THAT(client.receive_all(), EndsWith("hello"));
  (*adopted)->stop_accepting();
  worker.stop(30s);
  thread.join();
  Client late(owner.local_endpoint().port());  // for the owner's next process
  EXPECT_TRUE(owner.accept().is_open());
}

TEST(Listener, AdoptsOnlyWhatListens) {
  boost::asio::io_context context;
  tcp::socket none(context, tcp::v4());
  for (const int descriptor : {-1, none.native_handle()}) {
    const auto address = address_of(descriptor);
    ASSERT_FALSE(address);
    EXPECT_THAT(address.error().message, HasSubstr("listens for TCP"));
  }
}

TEST(Listener, SharesAPortBetweenWorkersOnly) {
  Server server;
  const Address address{"127.0.0.1", server.listener->port()};
  io::Worker other;
  EXPECT_TRUE(Listener::open(other, address, server.handler, {}));
  const auto taken = check_free(address);
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().code, Errc::busy);
  EXPECT_THAT(taken.error().message, HasSubstr("port " + std::to_string(address.port)));
  EXPECT_TRUE(check_free(Address{"127.0.0.1", 0}));
}

TEST(Listener, SaysWhyItCannotListen) {
  io::Worker worker;
  TestHandler handler(worker.executor());
  const auto opened = Listener::open(worker, Address{"192.0.2.1", 1}, handler, {});
  ASSERT_FALSE(opened);
  EXPECT_THAT(opened.error().message, HasSubstr("cannot listen on 192.0.2.1 port 1: "));
}

}  // namespace
}  // namespace gw::server
