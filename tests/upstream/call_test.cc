// One upstream exchange over connections in memory: what is sent, what is understood, and what
// happens when each single operation of it fails.
#include "upstream/call.h"

#include <string>
#include <utility>
#include <vector>

#include <boost/asio/detached.hpp>
#include <gtest/gtest.h>

#include "support/prepared_connector.h"
#include "support/run.h"

namespace gw::upstream {
namespace {

using test::MemoryStream;
using test::PreparedConnector;
using Fault = MemoryStream::Fault;

constexpr std::string_view kAnswer =
    "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 5\r\n\r\nhello";
constexpr std::string_view kRefusal = "HTTP/1.1 413 Too Large\r\ncontent-length: 2\r\n\r\nno";

class CallTest : public testing::Test {
 protected:
  // What one exchange came to: the body, or the error.
  io::Task<Result<std::string>> exchange(io::BodyMemory memory) {
    Call call(shared_, cancel_, waited_);
    const Target target{endpoint_, "us-east-1", "bedrock", credentials_};
    Outgoing outgoing;
    outgoing.method = "POST";
    outgoing.path = "/model/a%3A0/converse";
    outgoing.content_type = "application/json";
    outgoing.body = request_;
    const Result<> started = co_await call.start(target, outgoing);
    if (!started) co_return std::unexpected(started.error());
    status_ = call.head().status;
    Buffer body;
    const Result<> read = co_await call.read_all(limit_, body, &memory);
    if (!read) co_return std::unexpected(read.error());
    co_return std::string(body.view());
  }

  io::Task<std::string> received(MemoryStream& peer) {
    Buffer bytes;
    while (bytes.view().find("\r\n\r\n{}") == std::string_view::npos) {
      const std::span<char> room = bytes.prepare(4096);
      const Result<std::size_t> n = co_await peer.read_some(room);
      if (!n || *n == 0) break;
      bytes.commit(*n);
    }
    co_return std::string(bytes.view());
  }

  Result<std::string> run(io::BodyMemory memory = io::BodyMemory()) {
    return test::run(context_, exchange(std::move(memory)));
  }

  io::asio::io_context context_{1};
  io::Deadlines deadlines_{context_.get_executor()};
  PreparedConnector connector_{context_.get_executor()};
  io::PoolLimits pool_limits_;
  io::Pool pool_{connector_, pool_limits_};
  aws::SigningKeys keys_;
  Shared shared_{pool_, deadlines_, keys_, {}};
  io::CancelScope cancel_;
  std::chrono::nanoseconds waited_{0};
  aws::Endpoint endpoint_ = aws::regional_endpoint("bedrock-runtime", "us-east-1");
  aws::Credentials credentials_{"AKIDEXAMPLE", Secret("secret"), Secret("token")};
  std::string request_ = "{}";
  std::size_t limit_ = 1000;
  int status_ = 0;
};

TEST_F(CallTest, SendsASignedRequestAndReadsTheAnswer) {
  MemoryStream& peer = connector_.add(kAnswer);
  const Result<std::string> body = run();
  ASSERT_TRUE(body) << body.error().message;
  EXPECT_EQ(*body, "hello");
  EXPECT_EQ(status_, 200);

  const std::string sent = test::run(context_, received(peer));
  EXPECT_TRUE(sent.starts_with("POST /model/a%3A0/converse HTTP/1.1\r\n")) << sent;
  for (const std::string_view part :
       {"host: bedrock-runtime.us-east-1.amazonaws.com\r\n", "content-length: 2\r\n",
        "x-amz-security-token: token\r\n", "content-type: application/json\r\n",
        "authorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/"}) {
    EXPECT_NE(sent.find(part), std::string::npos) << part << " in " << sent;
  }
}

TEST_F(CallTest, SendsAnApiKeyWithoutASignature) {
  credentials_ = {};
  credentials_.api_key = Secret("ABSKabc");
  MemoryStream& peer = connector_.add(kAnswer);
  ASSERT_TRUE(run());
  const std::string sent = test::run(context_, received(peer));
  EXPECT_NE(sent.find("\r\nauthorization: Bearer ABSKabc\r\n"), std::string::npos) << sent;
  for (const std::string_view part : {"AWS4", "x-amz-date", "x-amz-security-token"}) {
    EXPECT_EQ(sent.find(part), std::string::npos) << part << " in " << sent;
  }
}

TEST_F(CallTest, SendsWithoutCredentialsWhatNeedsNone) {
  credentials_ = {};
  MemoryStream& peer = connector_.add(kAnswer);
  ASSERT_TRUE(run());
  const std::string sent = test::run(context_, received(peer));
  EXPECT_EQ(sent.find("authorization"), std::string::npos) << sent;
}

TEST_F(CallTest, RecyclesAConnectionOnlyAfterACompleteAnswer) {
  struct Case {
    std::string_view answer;
    std::size_t idle;
  };
  for (const Case& c : std::vector<Case>{
           {kAnswer, 1},
           {"HTTP/1.1 200 OK\r\ncontent-length: 5\r\nconnection: close\r\n\r\nhello", 0},
           {"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello trailing", 0},
           {"HTTP/1.1 500 No\r\ncontent-length: 0\r\n\r\n", 1}}) {
    pool_.close_idle();
    connector_.add(c.answer);
    ASSERT_TRUE(run()) << c.answer;
    EXPECT_EQ(pool_.idle(), c.idle) << c.answer;
  }
}

TEST_F(CallTest, SendsAgainOnceWhenAKeptConnectionTurnsOutToBeDead) {
  connector_.add(kAnswer, 4, Fault::reset);  // write, read; write, and then the read fails
  connector_.add(kAnswer);
  ASSERT_TRUE(run());
  ASSERT_EQ(pool_.idle(), 1U);
  const Result<std::string> second = run();
  ASSERT_TRUE(second) << second.error().message;
  EXPECT_EQ(connector_.destinations.size(), 2U);
}

TEST_F(CallTest, DoesNotSendAgainWhatMayHaveBeenWorkedOn) {  // U46
  shared_.timeouts.stale = std::chrono::milliseconds(0);
  connector_.add(kAnswer, 4, Fault::reset);
  connector_.add(kAnswer);
  ASSERT_TRUE(run());
  ASSERT_EQ(pool_.idle(), 1U);
  const Result<std::string> second = run();
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, Errc::closed);
  EXPECT_EQ(connector_.destinations.size(), 1U);
}

TEST_F(CallTest, DoesNotSendAgainOverANewConnection) {
  connector_.add_closing("");
  connector_.add(kAnswer);
  const Result<std::string> body = run();
  ASSERT_FALSE(body);
  EXPECT_EQ(body.error().code, Errc::closed);
  EXPECT_EQ(connector_.destinations.size(), 1U);
}

TEST_F(CallTest, HearsARefusalThatComesBeforeTheRequestWasTaken) {
  connector_.add(kRefusal, 1, Fault::reset);
  const Result<std::string> refused = run();
  EXPECT_FALSE(refused) << "after a reset nothing can be read";

  connector_.add_closing(kRefusal);
  const Result<std::string> body = run();
  ASSERT_TRUE(body) << body.error().message;
  EXPECT_EQ(status_, 413);
  EXPECT_EQ(pool_.idle(), 0U);
}

// More than the other end takes without reading.
class LargeRequest : public CallTest {
 protected:
  LargeRequest() { request_ = std::string(4U << 20, ' '); }

  static io::Task<void> take(MemoryStream& peer, std::size_t bytes, std::size_t& taken) {
    std::string room(bytes, '\0');
    while (taken < bytes) {
      const Result<std::size_t> n = co_await peer.read_some(room);
      if (!n || *n == 0) break;
      taken += *n;
    }
  }
};

TEST_F(LargeRequest, EndsWithARefusalThatComesBeforeItWasTaken) {
  for (const std::string_view interim : {"", "HTTP/1.1 100 Continue\r\n\r\n"}) {
    connector_.add(std::string(interim) + std::string(kRefusal));
    const Result<std::string> body = run();
    ASSERT_TRUE(body) << body.error().message;
    EXPECT_EQ(*body, "no");
    EXPECT_EQ(status_, 413);
    EXPECT_EQ(pool_.idle(), 0U);
  }
}

TEST_F(LargeRequest, IsSentWholeThoughAnAnswerComesBefore) {
  MemoryStream& peer = connector_.add(kAnswer);
  std::size_t taken = 0;
  io::asio::co_spawn(context_, take(peer, request_.size(), taken), io::asio::detached);
  const Result<std::string> body = run();
  ASSERT_TRUE(body) << body.error().message;
  EXPECT_EQ(*body, "hello");
  EXPECT_EQ(taken, request_.size());
  EXPECT_EQ(pool_.idle(), 1U);
}

TEST_F(LargeRequest, ThatNobodyTakesTakesTooLong) {
  shared_.timeouts.head = std::chrono::milliseconds(1);
  connector_.add("");
  const Result<std::string> body = run();
  ASSERT_FALSE(body);
  EXPECT_EQ(body.error().code, Errc::timeout) << body.error().message;
}

TEST_F(LargeRequest, IsSentAgainOnceWhenAKeptConnectionTurnsOutToBeDead) {
  const std::string large = std::exchange(request_, "{}");
  connector_.add(kAnswer, 4, Fault::reset);
  ASSERT_TRUE(run());
  request_ = large;
  connector_.add(kRefusal);
  const Result<std::string> body = run();
  ASSERT_TRUE(body) << body.error().message;
  EXPECT_EQ(status_, 413);
}

TEST_F(CallTest, RefusesAnswersThatAreTruncatedOddOrTooLarge) {
  struct Case {
    std::string_view answer;
    Errc expected;
  };
  limit_ = 100;
  const std::string large =
      "HTTP/1.1 200 OK\r\ncontent-length: 101\r\n\r\n" + std::string(101, 'x');
  for (const Case& c : std::vector<Case>{
           {"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhello", Errc::closed},
           {"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n", Errc::closed},
           {"HTTP/1.1 200", Errc::closed},
           {"SSH-2.0-OpenSSH\r\n\r\n", Errc::malformed},
           {large, Errc::too_large}}) {
    connector_.add_closing(c.answer);
    const Result<std::string> body = run();
    ASSERT_FALSE(body) << c.answer;
    EXPECT_EQ(body.error().code, c.expected) << body.error().message;
    EXPECT_EQ(pool_.idle(), 0U);
  }
}

TEST_F(CallTest, HoldsNoMoreOfAnAnswerThanThereIsRoomFor) {
  constexpr std::size_t kRoom = 2 * io::BodyMemory::kSmall;
  limit_ = 10 * kRoom;
  const std::string fits(kRoom, 'x');
  struct Case {
    std::string answer;
    std::size_t held;  // by others
    bool read;
  };
  const std::string head = "HTTP/1.1 200 OK\r\n";
  const std::string chunked = "transfer-encoding: chunked\r\n\r\n";
  for (const Case& c : std::vector<Case>{
           {head + "content-length: 32768\r\n\r\n" + fits, 0, true},
           {head + "content-length: 32769\r\n\r\n", 0, false},  // before any of it has come
           {head + "content-length: 32768\r\n\r\n", kRoom, false},
           {head + chunked + "8000\r\n" + fits + "\r\n0\r\n\r\n", 0, true},
           {head + chunked + "8000\r\n" + fits + "\r\n1\r\nx", 0, false},
           {std::string(kAnswer), kRoom, true}}) {
    pool_.close_idle();
    io::Quota quota;
    io::Quota::Share others(&quota);
    ASSERT_TRUE(others.grow_to(c.held, kRoom));
    connector_.add(c.answer);
    const Result<std::string> body = run(io::BodyMemory(&quota, kRoom));
    EXPECT_EQ(body.has_value(), c.read) << c.answer.substr(0, 60);
    if (!body) EXPECT_EQ(body.error().code, Errc::busy);
    EXPECT_EQ(pool_.idle(), c.read ? 1U : 0U);
  }
}

// The scenario is run once for each of its operations, with that operation failing in each way.
TEST_F(CallTest, FailsHonestlyWhicheverOperationFails) {
  for (const Fault fault : {Fault::reset, Fault::end, Fault::cancel}) {
    for (std::size_t operation = 1; operation <= 2; ++operation) {
      connector_.add(kAnswer, operation, fault);
      const Result<std::string> body = run();
      ASSERT_FALSE(body) << "operation " << operation;
      EXPECT_TRUE(body.error().code == Errc::closed || body.error().code == Errc::canceled);
      EXPECT_EQ(pool_.idle(), 0U) << "a broken connection went back to the pool";
    }
  }
}

TEST_F(CallTest, CancelingEndsTheWait) {
  connector_.add("");
  io::asio::post(context_, [this] { cancel_.cancel(); });
  const Result<std::string> body = run();
  ASSERT_FALSE(body);
  EXPECT_EQ(body.error().code, Errc::canceled);
}

TEST_F(CallTest, SaysWhatTookTooLong) {
  shared_.timeouts.head = std::chrono::milliseconds(1);
  connector_.add("");
  const Result<std::string> body = run();
  ASSERT_FALSE(body);
  EXPECT_EQ(body.error().code, Errc::timeout);
  EXPECT_NE(body.error().message.find("response head"), std::string::npos);
}

}  // namespace
}  // namespace gw::upstream
