// What every kind of stream promises (io/stream.h), and what sets the kinds apart.
#include "io/stream.h"

#include <optional>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include "io/await.h"
#include "io/tcp_stream.h"
#include "io/tls_stream.h"
#include "support/certificates.h"
#include "support/loopback.h"
#include "support/memory_stream.h"
#include "support/run.h"
#include "support/streams.h"

namespace gw::io {
namespace {

using testing::HasSubstr;

// Certificates are slow to make: once for all tests.
test::Certificates& certificates() {
  static test::Certificates made;
  return made;
}

// What gives a pair of connected streams of one kind.
class Pairs {
 public:
  virtual ~Pairs() = default;
  virtual Task<void> open(std::unique_ptr<Stream>& client, std::unique_ptr<Stream>& server) = 0;
};

class MemoryPairs final : public Pairs {
 public:
  explicit MemoryPairs(Executor executor) : executor_(executor) {}
  Task<void> open(std::unique_ptr<Stream>& client, std::unique_ptr<Stream>& server) override {
    std::tie(client, server) = test::MemoryStream::pair(executor_, 65536);
    co_return;
  }

 private:
  Executor executor_;
};

class TcpPairs final : public Pairs {
 public:
  explicit TcpPairs(Executor executor) : loopback_(executor) {}
  Task<void> open(std::unique_ptr<Stream>& client, std::unique_ptr<Stream>& server) override {
    client = std::make_unique<TcpStream>(co_await loopback_.connect());
    server = std::make_unique<TcpStream>(co_await loopback_.accept());
  }

 private:
  test::Loopback loopback_;
};

Task<void> shake(TlsStream& stream, bool& succeeded) {
  const auto result = co_await stream.handshake();
  EXPECT_TRUE(result) << result.error().message;
  succeeded = result.has_value();
}

class TlsPairs final : public Pairs {
 public:
  explicit TlsPairs(Executor executor)
      : executor_(executor),
        loopback_(executor),
        client_context_(*TlsContext::client(certificates().authority())),
        server_context_(make_server_context()) {
    destination_.host = "localhost";
    destination_.port = loopback_.port();
  }

  Task<void> open(std::unique_ptr<Stream>& client, std::unique_ptr<Stream>& server) override {
    auto connected = co_await loopback_.connect();
    auto accepted = co_await loopback_.accept();
    server_descriptor = accepted.native_handle();
    auto tls_client =
        TlsStream::client(std::move(connected), client_context_, destination_, sessions_);
    auto tls_server = TlsStream::server(std::move(accepted), server_context_);
    bool shaken = false;
    asio::co_spawn(executor_, shake(*tls_server, shaken), asio::detached);
    bool here = false;
    co_await shake(*tls_client, here);
    // NOLINTNEXTLINE(bugprone-infinite-loop): the other coroutine sets it
    while (!shaken) co_await asio::post(executor_, kAwait);
    resumed = tls_client->resumed();
    client = std::move(tls_client);
    server = std::move(tls_server);
  }

  bool resumed = false;
  int server_descriptor = -1;

 private:
  static TlsContext make_server_context() {
    const auto files = certificates().server();
    return *TlsContext::server({files.certificate, files.key});
  }

  Executor executor_;
  test::Loopback loopback_;
  TlsContext client_context_;
  TlsContext server_context_;
  Destination destination_;
  TlsSessionCache sessions_;
};

enum class Kind { memory, tcp, tls };

std::unique_ptr<Pairs> make_pairs(Kind kind, Executor executor) {
  switch (kind) {
    case Kind::memory:
      return std::make_unique<MemoryPairs>(executor);
    case Kind::tcp:
      return std::make_unique<TcpPairs>(executor);
    case Kind::tls:
      return std::make_unique<TlsPairs>(executor);
  }
  return nullptr;
}

class StreamTest : public testing::TestWithParam<Kind> {
 protected:
  StreamTest() { test::run(context_, pairs_->open(client_, server_)); }
  ~StreamTest() override { context_.run(); }

  template <class T>
  T run(Task<T> task) {
    return test::run(context_, std::move(task));
  }
  // Begins to read one byte; what comes of it is in `read_`.
  void start_reading(Stream& stream) {
    asio::co_spawn(context_.get_executor(), keep_read(stream), asio::detached);
    poll();
    ASSERT_FALSE(read_);
  }
  void poll() {
    context_.restart();
    context_.poll();
  }
  Task<void> keep_read(Stream& stream) { read_ = co_await test::read(stream, 1); }
  Task<void> keep_written(Stream& stream, std::string_view bytes) {
    written_ = co_await test::write(stream, bytes);
  }
  // Begins to wait for `one`, and looks at `another` before anything else happens.
  Task<void> wait_and_look(Stream& one, Stream& another, bool& idle) {
    asio::co_spawn(context_.get_executor(), keep_read(one), asio::detached);
    co_await asio::post(context_.get_executor(), kAwait);
    idle = another.idle_and_alive();
    one.close();
  }
  Task<void> write_and_finish(Stream& stream, std::string_view bytes) {
    EXPECT_TRUE(co_await test::write(stream, bytes));
    stream.finish_writing();
  }

  asio::io_context context_{1};
  std::unique_ptr<Pairs> pairs_ = make_pairs(GetParam(), context_.get_executor());
  std::unique_ptr<Stream> client_;
  std::unique_ptr<Stream> server_;
  std::optional<Result<std::string>> read_;
  std::optional<Result<void>> written_;
};

INSTANTIATE_TEST_SUITE_P(, StreamTest, testing::Values(Kind::memory, Kind::tcp, Kind::tls),
                         [](const auto& param) {
                           return std::string(param.param == Kind::memory ? "memory"
                                              : param.param == Kind::tcp  ? "tcp"
                                                                          : "tls");
                         });

TEST_P(StreamTest, GivesWhatWasWrittenInOrder) {
  const std::string_view pieces[] = {"head ", "", "body", ""};
  ASSERT_TRUE(run(client_->write(pieces)));
  EXPECT_EQ(run(test::read_exactly(*server_, 9)), "head body");
  ASSERT_TRUE(run(client_->write({})));
  ASSERT_TRUE(run(test::write(*server_, "answer")));
  EXPECT_EQ(run(test::read(*client_)), "answer");
}

TEST_P(StreamTest, CarriesMuchInManyPiecesAgainstBackpressure) {
  std::vector<std::string> texts;
  std::string whole;
  for (std::size_t i = 0; i < 100; ++i) {
    whole += texts.emplace_back(i * i * 7, static_cast<char>('a' + i % 26));
  }
  const std::string large(8 << 20, 'x');
  whole += large;
  std::vector<std::string_view> pieces(texts.begin(), texts.end());
  pieces.push_back(large);

  asio::co_spawn(context_.get_executor(), client_->write(pieces),
                 [this](const std::exception_ptr&, Result<void> result) { written_ = result; });
  poll();
  EXPECT_FALSE(written_);  // nobody reads: it waits
  const auto got = run(test::read_exactly(*server_, whole.size()));
  ASSERT_TRUE(got);
  EXPECT_TRUE(*got == whole);
  EXPECT_TRUE(written_ && *written_);
}

TEST_P(StreamTest, BothDirectionsAtTheSameTime) {
  const std::string large(4 << 20, 'x');
  asio::co_spawn(context_.get_executor(), test::echo(*server_), asio::detached);
  asio::co_spawn(context_.get_executor(), write_and_finish(*client_, large), asio::detached);
  const auto back = run(test::read_to_end(*client_));
  ASSERT_TRUE(back);
  EXPECT_TRUE(*back == large);
}

TEST_P(StreamTest, OrderlyEndIsZeroAfterWhatWasSent) {
  ASSERT_TRUE(run(test::write(*client_, "last")));
  client_->close();
  EXPECT_EQ(run(test::read_to_end(*server_)), "last");
  EXPECT_EQ(run(test::read(*server_)), "");  // and again
}

TEST_P(StreamTest, ReadingGoesOnAfterFinishingToWrite) {
  ASSERT_TRUE(run(test::write(*client_, "request")));
  client_->finish_writing();
  EXPECT_EQ(run(test::read_to_end(*server_)), "request");
  ASSERT_TRUE(run(test::write(*server_, "answer")));
  server_->close();
  EXPECT_EQ(run(test::read_to_end(*client_)), "answer");
}

// Waits without a buffer, then for what a read gives at once.
Task<Result<std::string>> wait_then_read(Stream& stream) {
  while (stream.would_wait()) co_await stream.wait_readable();
  co_return co_await test::read(stream);
}

TEST_P(StreamTest, CanBeWaitedForWithoutABuffer) {
  for (const std::string_view text : {"first", "second"}) {
    asio::co_spawn(context_.get_executor(), wait_then_read(*server_),
                   [this](const std::exception_ptr&, Result<std::string> got) { read_ = got; });
    poll();
    EXPECT_FALSE(read_);
    ASSERT_TRUE(run(test::write(*client_, text)));
    context_.restart();
    context_.run();
    EXPECT_EQ(std::exchange(read_, std::nullopt), text);
  }
  asio::co_spawn(context_.get_executor(), wait_then_read(*server_),
                 [this](const std::exception_ptr&, Result<std::string> got) { read_ = got; });
  poll();
  server_->close();
  poll();
  ASSERT_TRUE(read_ && !*read_);
  EXPECT_EQ(read_->error().code, Errc::canceled);
}

TEST_P(StreamTest, CloseCancelsAPendingRead) {
  start_reading(*client_);
  client_->close();
  client_->close();
  poll();
  ASSERT_TRUE(read_ && !*read_);
  EXPECT_EQ(read_->error().code, Errc::canceled);
}

TEST_P(StreamTest, CloseCancelsAPendingWrite) {
  const std::string large(32 << 20, 'x');
  asio::co_spawn(context_.get_executor(), keep_written(*client_, large), asio::detached);
  poll();
  ASSERT_FALSE(written_);
  client_->close();
  poll();
  ASSERT_TRUE(written_ && !*written_);
  EXPECT_EQ(written_->error().code, Errc::canceled);
}

TEST_P(StreamTest, OperationsAfterCloseAreCanceled) {
  client_->close();
  const auto got = run(test::read(*client_));
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().code, Errc::canceled);
  const auto written = run(test::write(*client_, "x"));
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, Errc::canceled);
}

TEST_P(StreamTest, AResetIsNotAnOrderlyEnd) {
  server_->reset();
  const auto got = run(test::read(*client_));
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().code, Errc::closed);
  const auto written = run(test::write(*client_, "x"));
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, Errc::closed);
}

TEST_P(StreamTest, WritingToAPeerThatHasGoneIsClosed) {
  ASSERT_TRUE(run(test::write(*client_, "unread: its closing then resets")));
  server_->close();
  Result<void> written = Result<void>();
  for (int i = 0; i < 100 && written; ++i) written = run(test::write(*client_, "x"));
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, Errc::closed);
}

TEST_P(StreamTest, IdleAndAliveUntilThePeerSaysSomethingOrGoes) {
  // The server of TLS 1.3 has sent session tickets by now: they do not count.
  EXPECT_TRUE(client_->idle_and_alive());
  EXPECT_TRUE(client_->idle_and_alive());
  ASSERT_TRUE(run(test::write(*server_, "unasked")));
  EXPECT_FALSE(client_->idle_and_alive());
  EXPECT_EQ(run(test::read(*client_)), "unasked");
  EXPECT_TRUE(client_->idle_and_alive());
  server_->close();
  EXPECT_FALSE(client_->idle_and_alive());
  client_->close();
  EXPECT_FALSE(client_->idle_and_alive());
}

TEST_P(StreamTest, WhatCameWhileNobodyWaitedCountsAsSoonAsSomebodyDoes) {
  std::unique_ptr<Stream> other, its_peer;
  run(pairs_->open(other, its_peer));
  EXPECT_TRUE(client_->idle_and_alive());
  ASSERT_TRUE(run(test::write(*server_, "unasked")));
  bool idle = true;
  run(wait_and_look(*other, *client_, idle));
  EXPECT_FALSE(idle);
}

TEST_P(StreamTest, OneByteAtATime) {
  ASSERT_TRUE(run(test::write(*client_, "bytes")));
  client_->close();
  std::string all;
  for (;;) {
    const auto byte = run(test::read(*server_, 1));
    ASSERT_TRUE(byte);
    if (byte->empty()) break;
    all += *byte;
  }
  EXPECT_EQ(all, "bytes");
}

class TlsStreamTest : public testing::Test {
 protected:
  asio::io_context context_{1};
};

TEST_F(TlsStreamTest, AnEndWithoutCloseNotifyIsNotOrderly) {
  // A man in the middle can end a TCP connection, but not say so in TLS's name.
  TlsPairs pairs(context_.get_executor());
  std::unique_ptr<Stream> client, server;
  test::run(context_, pairs.open(client, server));
  ASSERT_TRUE(test::run(context_, test::write(*server, "the first hal")));
  ::shutdown(pairs.server_descriptor, SHUT_WR);
  EXPECT_EQ(test::run(context_, test::read(*client)), "the first hal");
  const auto end = test::run(context_, test::read(*client));
  ASSERT_FALSE(end);
  EXPECT_EQ(end.error().code, Errc::closed);
  EXPECT_THAT(end.error().message, HasSubstr("without"));
}

TEST_F(TlsStreamTest, TheNextConnectionContinuesTheSession) {
  TlsPairs pairs(context_.get_executor());
  for (const bool expected : {false, true, true}) {
    std::unique_ptr<Stream> client, server;
    test::run(context_, pairs.open(client, server));
    EXPECT_EQ(pairs.resumed, expected);
    ASSERT_TRUE(test::run(context_, test::write(*server, "x")));
    EXPECT_EQ(test::run(context_, test::read(*client)), "x");  // and the tickets before it
    client->close();
    server->close();
  }
}

}  // namespace
}  // namespace gw::io
