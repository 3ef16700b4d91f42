#include "io/system_connector.h"

#include <optional>
#include <thread>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_future.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "io/await.h"
#include "io/tls_stream.h"
#include "support/certificates.h"
#include "support/loopback.h"
#include "support/run.h"
#include "support/streams.h"

namespace gw::io {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::HasSubstr;
using Connected = Result<std::unique_ptr<Stream>>;

test::Certificates& connector_certificates() {
  static test::Certificates made;
  return made;
}

// Both ends of many connections in one worker.
class Echoes {
 public:
  Echoes(const TlsContext& client, const TlsContext& server, bool secure)
      : server_(server),
        secure_(secure),
        to_{"localhost", loopback_.port(), secure},
        connector_(make_system_connector(worker_, &client, kPatient)) {}

  int count(int connections) {
    for (int i = 0; i < connections; ++i) {
      asio::co_spawn(worker_.executor(), serve_one(), asio::detached);
      asio::co_spawn(worker_.executor(), ask_one(), asio::detached);
    }
    worker_.stop(1min);
    worker_.run();
    return echoed_;
  }

 private:
  static constexpr ConnectLimits kPatient{.connect_timeout = 1min};  // sanitizers are slow

  Task<void> serve_one() {
    const Gate::Pass pass(worker_.gate());
    auto socket = co_await loopback_.accept();
    if (secure_) {
      const auto stream = TlsStream::server(std::move(socket), server_);
      const auto shaken = co_await stream->handshake();
      if (shaken) co_await test::echo(*stream);
    } else {
      TcpStream stream(std::move(socket));
      co_await test::echo(stream);
    }
  }
  Task<void> ask_one() {
    const Gate::Pass pass(worker_.gate());
    CancelScope cancel;
    const auto stream = co_await connector_->connect(to_, cancel);
    if (!stream) co_return;
    const std::string text(20000, 'x');
    for (int i = 0; i < 3; ++i) {
      const auto written = co_await test::write(**stream, text);
      const auto back = co_await test::read_exactly(**stream, text.size());
      if (!written || !back || *back != text) co_return;
    }
    ++echoed_;
    (*stream)->close();
  }

  Worker worker_;
  test::Loopback loopback_{worker_.executor()};
  const TlsContext& server_;
  bool secure_;
  Destination to_;
  std::unique_ptr<Connector> connector_;
  int echoed_ = 0;
};

class SystemConnectorTest : public testing::Test {
 protected:
  Connector& connector() {
    if (connector_ == nullptr) connector_ = make_system_connector(worker_, &tls_, limits_);
    return *connector_;
  }
  Destination plain(const std::string& host = "127.0.0.1") {
    return Destination{host, loopback_.port(), false};
  }
  Connected connect(const Destination& to) {
    return test::run(worker_.context(), connector().connect(to, cancel_));
  }
  Task<void> keep(const Destination& to) { connected_ = co_await connector().connect(to, cancel_); }
  void start_connecting(const Destination& to) {
    asio::co_spawn(worker_.executor(), keep(to), asio::detached);
    poll();
  }
  void poll() {
    worker_.context().restart();
    worker_.context().poll();
  }

  Worker worker_;
  test::Loopback loopback_{worker_.executor()};
  TlsContext tls_ = *TlsContext::client(connector_certificates().authority());
  ConnectLimits limits_;
  CancelScope cancel_;
  std::unique_ptr<Connector> connector_;
  std::optional<Connected> connected_;
};

TEST_F(SystemConnectorTest, ConnectsToAddressesAndNames) {
  for (const char* host : {"127.0.0.1", "localhost", "localhost"}) {
    const auto stream = connect(plain(host));
    ASSERT_TRUE(stream) << stream.error().message;
    EXPECT_TRUE((*stream)->idle_and_alive());
  }
}

TEST_F(SystemConnectorTest, ARefusedConnectionSaysWhatWasTried) {
  loopback_.stop();
  const auto failed = connect(plain());
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, Errc::unreachable);
  EXPECT_EQ(failed.error().message,
            "could not connect to 127.0.0.1:" + std::to_string(loopback_.port()) +
                ": connection refused (tried 127.0.0.1)");
}

TEST_F(SystemConnectorTest, GoesToThePublicInternetOnlyWhereItIsToldSo) {
  limits_.permits = &is_public;
  for (const char* host : {"127.0.0.1", "localhost", "::1", "169.254.169.254", "10.0.0.1"}) {
    const Connected connected = connect(plain(host));
    ASSERT_FALSE(connected) << host;
    EXPECT_EQ(connected.error().code, Errc::invalid) << host;
    EXPECT_NE(connected.error().message.find("no address on the public Internet"),
              std::string::npos);
  }
}

TEST_F(SystemConnectorTest, AnUnknownNameIsUnreachable) {
  const auto failed = connect(Destination{"no-such-host.invalid", 443, false});
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, Errc::unreachable);
  EXPECT_THAT(failed.error().message, HasSubstr("could not resolve no-such-host.invalid: "));
}

TEST_F(SystemConnectorTest, SilenceInTheHandshakeTimesOut) {
  limits_.connect_timeout = 50ms;  // the kernel accepts, nobody answers
  auto to = plain();
  to.tls = true;
  const auto failed = connect(to);
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, Errc::timeout);
  EXPECT_THAT(failed.error().message, HasSubstr("within 50 ms"));
}

TEST_F(SystemConnectorTest, CancelEndsItAtEachStep) {
  const Destination resolving{"localhost", loopback_.port(), false};
  Destination shaking = plain();
  shaking.tls = true;
  for (const Destination& to : {resolving, plain(), shaking}) {
    cancel_ = CancelScope();
    connected_.reset();
    start_connecting(to);
    if (connected_) continue;  // loopback was quicker
    cancel_.cancel();
    test::run(worker_.context(), asio::post(worker_.executor(), kAwait));
    ASSERT_TRUE(connected_);
    ASSERT_FALSE(*connected_);
    EXPECT_EQ(connected_->error().code, Errc::canceled);
  }
}

TEST_F(SystemConnectorTest, WorkAlreadyCanceledOpensNothing) {
  cancel_.cancel();
  for (const char* host : {"127.0.0.1", "localhost"}) {
    const auto failed = connect(plain(host));
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().code, Errc::canceled);
  }
}

TEST_F(SystemConnectorTest, ConcurrentConnectsToOneNameShareALookup) {
  std::vector<Connected> results;
  const auto keep_result = [&](const std::exception_ptr&, Connected result) {
    results.push_back(std::move(result));
  };
  const Destination to = plain("localhost");
  std::vector<std::unique_ptr<CancelScope>> scopes;
  for (int i = 0; i < 50; ++i) {
    scopes.push_back(std::make_unique<CancelScope>());
    asio::co_spawn(worker_.executor(), connector().connect(to, *scopes.back()), keep_result);
  }
  worker_.context().run();
  ASSERT_EQ(results.size(), 50u);
  for (const auto& each : results) EXPECT_TRUE(each) << each.error().message;
}

TEST_F(SystemConnectorTest, TenThousandAbortsLeaveNoDescriptors) {
  ASSERT_TRUE(connect(plain()));
  const std::size_t before = test::open_descriptors();
  const Destination to = plain();
  for (int i = 0; i < 10000; ++i) {
    cancel_ = CancelScope();
    connected_.reset();
    asio::co_spawn(worker_.executor(), keep(to), asio::detached);
    worker_.context().restart();
    for (int step = 0; step < i % 4; ++step) worker_.context().poll_one();
    cancel_.cancel();
    while (!connected_) poll();
    loopback_.drop_pending();
  }
  connected_.reset();
  EXPECT_EQ(test::open_descriptors(), before);
}

// U25, DNS rebinding: a name's server gives an address that is permitted, and then one that is not.
// The latter listens, too, so that a connection there would succeed.
class RebindingTest : public SystemConnectorTest {
 protected:
  using Answers = std::vector<std::vector<const char*>>;
  static constexpr const char* kOutside = "127.0.0.1";
  static constexpr const char* kInside = "127.0.0.2";

  RebindingTest()
      : inside_(worker_.executor(), {asio::ip::make_address(kInside), loopback_.port()}) {
    inside_.non_blocking(true);
    limits_.permits = [](const asio::ip::address& address) {
      return address == asio::ip::make_address(kOutside);
    };
  }
  // The answers to one lookup after the other.
  void answer(const Answers& answers) {
    connector_ = make_system_connector(
        worker_, &tls_, limits_, [this, answers](const std::string&, const Resolver::Found& found) {
          std::vector<asio::ip::address> addresses;
          for (const char* each : answers.at(lookups_)) {
            addresses.push_back(asio::ip::make_address(each));
          }
          ++lookups_;
          asio::post(worker_.executor(), [found, addresses] { found({}, addresses); });
        });
  }
  bool reached_inside() {
    boost::system::error_code error;
    inside_.accept(error);
    return error != asio::error::would_block;
  }

  asio::basic_socket_acceptor<asio::ip::tcp, Executor> inside_;
  std::size_t lookups_ = 0;
};

TEST_F(RebindingTest, WhatWasJudgedIsConnectedTo) {
  answer({{kOutside}, {kInside}});
  for (int i = 0; i < 3; ++i) {
    const Connected connected = connect(plain("rebinding.test"));
    EXPECT_TRUE(connected) << connected.error().message;
  }
  EXPECT_EQ(lookups_, 1U);  // each connection asks at most once, and within 30 s none does again
  EXPECT_FALSE(reached_inside());
}

TEST_F(RebindingTest, ALaterAnswerIsJudgedLikeTheFirst) {
  limits_.keep_addresses = std::chrono::seconds(0);
  answer({{kOutside}, {kInside}, {kInside, kOutside}});
  EXPECT_TRUE(connect(plain("rebinding.test")));
  const Connected refused = connect(plain("rebinding.test"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::invalid);
  EXPECT_EQ(refused.error().message, "'rebinding.test' has no address on the public Internet");
  EXPECT_TRUE(connect(plain("rebinding.test")));  // of several, only what is permitted
  EXPECT_EQ(lookups_, 3U);
  EXPECT_FALSE(reached_inside());
}

// A name server that answers once, and never again.
TEST_F(SystemConnectorTest, AddressesServeWhileTheyAreLookedUpAgain) {
  limits_.keep_addresses = std::chrono::seconds(1);
  limits_.connect_timeout = 1min;
  std::size_t lookups = 0;
  connector_ = make_system_connector(
      worker_, &tls_, limits_, [&](const std::string&, const Resolver::Found& found) {
        const asio::ip::address here = asio::ip::make_address("127.0.0.1");
        if (++lookups == 1) asio::post(worker_.executor(), [=] { found({}, {here}); });
      });
  EXPECT_TRUE(connect(plain("seldom.test")));
  std::this_thread::sleep_for(1100ms);
  EXPECT_TRUE(connect(plain("seldom.test")));
  EXPECT_TRUE(connect(plain("seldom.test")));
  EXPECT_EQ(lookups, 2U);
}

class TlsConnectTest : public SystemConnectorTest {
 protected:
  // Serves one connection: a handshake, then an echo.
  void serve(const test::Certificates::Files& files) {
    context_ = *TlsContext::server({files.certificate, files.key});
    asio::co_spawn(worker_.executor(), serve_one(), asio::detached);
  }
  Task<void> serve_one() {
    auto socket = co_await loopback_.accept();
    const auto stream = TlsStream::server(std::move(socket), *context_);
    const auto shaken = co_await stream->handshake();
    if (shaken) co_await test::echo(*stream);
  }
  Task<void> hang_up() {
    auto socket = co_await loopback_.accept();
    TcpStream stream(std::move(socket));
    co_await test::read(stream);
  }
  Task<void> answer_in_clear() {
    auto socket = co_await loopback_.accept();
    TcpStream stream(std::move(socket));
    co_await test::write(stream, "HTTP/1.1 400 Bad Request\r\n\r\n");
  }
  Task<Connected> connect_and_close(const Destination& to) {
    auto connected = co_await connector().connect(to, cancel_);
    if (connected) {
      EXPECT_TRUE(co_await test::write(**connected, "ping"));
      EXPECT_EQ(co_await test::read(**connected), "ping");
      (*connected)->close();
    }
    co_return connected;
  }
  Connected connect_tls(const std::string& host) {
    Destination to = plain(host);
    to.tls = true;
    return test::run(worker_.context(), connect_and_close(to));
  }
  void expect_refusal(const std::string& host, const std::string& reason) {
    const auto failed = connect_tls(host);
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().code, Errc::tls);
    EXPECT_THAT(failed.error().message, AllOf(HasSubstr(host + ":"), HasSubstr(reason)));
  }

  std::optional<TlsContext> context_;
};

TEST_F(TlsConnectTest, ATrustedCertificateForTheNameOrTheAddress) {
  for (const char* host : {"localhost", "127.0.0.1"}) {
    serve(connector_certificates().server());
    const auto connected = connect_tls(host);
    EXPECT_TRUE(connected) << connected.error().message;
  }
}

TEST_F(TlsConnectTest, AnotherNamesCertificateIsRefused) {
  test::Certificates::Wanted wanted;
  wanted.names = "DNS:elsewhere.example,IP:127.0.0.2";
  const auto files = connector_certificates().issue(wanted);
  serve(files);
  expect_refusal("localhost", "certificate verify failed: hostname mismatch");
  serve(files);
  expect_refusal("127.0.0.1", "certificate verify failed: IP address mismatch");
}

TEST_F(TlsConnectTest, AnExpiredCertificateIsRefused) {
  test::Certificates::Wanted wanted;
  wanted.valid_for_seconds = -60;
  serve(connector_certificates().issue(wanted));
  expect_refusal("localhost", "certificate verify failed: certificate has expired");
}

TEST_F(TlsConnectTest, AnotherAuthoritysCertificateIsRefused) {
  test::Certificates others;
  serve(others.server());
  expect_refusal("localhost", "certificate verify failed: unable to get local issuer certificate");
}

TEST_F(TlsConnectTest, ASelfSignedCertificateIsRefused) {
  test::Certificates others;
  serve(others.self_signed());
  expect_refusal("localhost", "certificate verify failed: self-signed certificate");
}

TEST_F(TlsConnectTest, AServerThatDoesNotSpeakTls) {
  asio::co_spawn(worker_.executor(), answer_in_clear(), asio::detached);
  expect_refusal("localhost", "wrong version number");
}

TEST_F(TlsConnectTest, AServerThatHangsUpIsUnreachableRatherThanUntrusted) {
  asio::co_spawn(worker_.executor(), hang_up(), asio::detached);
  const auto failed = connect_tls("localhost");
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, Errc::unreachable);
}

TEST_F(TlsConnectTest, WithoutRootsTlsIsRefused) {
  const auto without = make_system_connector(worker_, nullptr, limits_);
  const Destination to{"localhost", 443, true};
  const auto failed = test::run(worker_.context(), without->connect(to, cancel_));
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, Errc::tls);
}

TEST(TlsContext, FilesThatCannotBeLoadedAreNamed) {
  const auto client = TlsContext::client("/no/such/bundle.pem");
  ASSERT_FALSE(client);
  EXPECT_THAT(client.error().message,
              AllOf(HasSubstr("/no/such/bundle.pem"), HasSubstr("no such file or directory")));

  const auto files = connector_certificates().server();
  const auto server = TlsContext::server({files.certificate, files.certificate});
  ASSERT_FALSE(server);
  EXPECT_THAT(server.error().message,
              AllOf(HasSubstr("key " + files.certificate), HasSubstr("PEM")));
}

TEST(TlsContext, TheSystemHasRoots) { EXPECT_TRUE(TlsContext::client(std::nullopt)); }

// Many connections at once, on several workers, as the gateway runs.
TEST(Streams, AThousandConcurrentEchoes) {
  constexpr int kWorkers = 4;
  constexpr int kConnections = 250;
  const TlsContext client = *TlsContext::client(connector_certificates().authority());
  const auto files = connector_certificates().server();
  const TlsContext server = *TlsContext::server({files.certificate, files.key});
  std::vector<std::thread> threads;
  for (int i = 0; i < kWorkers; ++i) {
    threads.emplace_back([&, secure = i % 2 == 0] {
      Echoes echoes(client, server, secure);
      EXPECT_EQ(echoes.count(kConnections), kConnections);
    });
  }
  for (auto& thread : threads) thread.join();
}

}  // namespace
}  // namespace gw::io
