// A connection of a client: requests and their answers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "server/connection.h"

namespace gw::server {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;
using Fault = ClientStream::Fault;

TEST(Session, AnswersInOneWriteAndKeepsTheConnection) {
  Connection connection;
  connection.send(get("/hello"));
  EXPECT_EQ(connection.received(), kHello);
  EXPECT_EQ(connection.stream.writes(), 1u);
  EXPECT_THAT(connection.stream.received(), HasSubstr("\r\ndate: "));
  connection.send(get("/hello"));
  EXPECT_EQ(connection.received(), kHello + kHello);
  EXPECT_FALSE(connection.ended);
}

TEST(Session, AnswersPipelinedRequestsInOrder) {
  Connection connection;
  connection.send(get("/hello") + post("/echo", "one") + post("/echo", "two") + get("/stream") +
                  post("/unread", "body") + get("/hello"));
  EXPECT_EQ(connection.received(),
            kHello + answer("one") + answer("two") +
                "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n"
                "transfer-encoding: chunked\r\n\r\n3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n"
                "HTTP/1.1 401 Unauthorized\r\ncontent-type: text/plain\r\ncontent-length: "
                "2\r\n\r\nno" +
                kHello);
}

TEST(Session, ClosesWhenTheClientWantsIt) {
  Connection connection;
  connection.send(get("/hello", "Connection: close\r\n") + get("/hello"));
  EXPECT_THAT(connection.received(), StartsWith("HTTP/1.1 200 OK"));
  EXPECT_THAT(connection.received(), HasSubstr("connection: close"));
  EXPECT_THAT(connection.received(), EndsWith("hello"));
  EXPECT_EQ(connection.stream.writes(), 1u);
  EXPECT_TRUE(connection.stream.finished());  // and the client still has time to read
  EXPECT_FALSE(connection.ended);
  connection.stream.half_close();
  connection.settle();
  EXPECT_TRUE(connection.ended);
}

TEST(Session, SpeaksToHttp10Clients) {
  Connection closing;
  closing.send("GET /stream HTTP/1.0\r\n\r\n");
  EXPECT_EQ(closing.received(),
            "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: "
            "close\r\n\r\nonetwo");
  EXPECT_TRUE(closing.stream.finished());
  EXPECT_FALSE(closing.stream.was_reset());

  Connection keeping;
  keeping.send("GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_THAT(keeping.received(), HasSubstr("connection: keep-alive"));
  EXPECT_FALSE(keeping.stream.finished());
}

TEST(Session, SendsNoBodyWhereNoneBelongs) {
  Connection connection;
  connection.send("HEAD /hello HTTP/1.1\r\nHost: a\r\n\r\n");
  connection.send("HEAD /stream HTTP/1.1\r\nHost: a\r\n\r\n");
  connection.send(get("/empty"));
  EXPECT_EQ(connection.received(),
            "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 5\r\nx-one: 1\r\n\r\n"
            "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: "
            "chunked\r\n\r\n"
            "HTTP/1.1 204 No Content\r\n\r\n");
}

TEST(Session, NeverLetsAValueEndItsField) {
  Connection connection;
  connection.send(get("/inject"));
  EXPECT_THAT(connection.received(), Not(HasSubstr("x-evil")));
}

TEST(Session, CancelsTheRequestWhenTheClientGoesAway) {
  for (const std::size_t behind : {0U, 25'000U, 175'000U}) {  // bytes that it has sent meanwhile
    Connection connection;
    connection.send(get("/wait"));
    connection.send(std::string(behind, 'x'));
    EXPECT_EQ(connection.stream.unread(), 0u) << behind;
    EXPECT_EQ(connection.handler.running, 1u) << behind;
    connection.stream.half_close();
    connection.settle();
    EXPECT_THAT(connection.handler.log, ElementsAre("canceled")) << behind;
    EXPECT_TRUE(connection.ended) << behind;
  }
}

TEST(Session, ClosesBehindTheAnswerWhenFarTooMuchWasPipelined) {
  Connection connection;
  connection.send(get("/wait"));
  connection.send(std::string(150'000, 'x'));
  connection.handler.let_go();
  connection.settle();
  EXPECT_THAT(connection.received(), StartsWith("HTTP/1.1 200 OK"));
  EXPECT_THAT(connection.received(), HasSubstr("connection: close"));
  EXPECT_TRUE(connection.stream.finished());
}

TEST(Session, EndsAtOnceWhenAMegabyteWasPipelined) {
  Connection connection;
  connection.send(get("/wait"));
  connection.send(std::string(1'200'000, 'x'));
  EXPECT_THAT(connection.handler.log, ElementsAre("canceled"));
  EXPECT_TRUE(connection.ended);
}

TEST(Session, EndsWhenItsStreamIsClosed) {
  Connection connection;
  connection.send(get("/wait"));
  connection.stream.close();  // as the gate does at the end of the drain time
  connection.settle();
  EXPECT_THAT(connection.handler.log, ElementsAre("canceled"));
  EXPECT_TRUE(connection.ended);
}

TEST(Session, RefusesWhatIsNotHttp) {
  const struct {
    std::string request;
    int status;
  } cases[] = {
      {"GET / HTTP/1.1\r\n\r\n", 400},
      {"\x16\x03\x01", 400},
      {"GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(40'000, 'x'), 431},
      {"GET /" + std::string(10'000, 'x') + " HTTP/1.1\r\nHost: a\r\n\r\n", 414},
      {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", 501},
  };
  for (const auto& c : cases) {
    Connection connection;
    connection.send(c.request + get("/hello"));
    EXPECT_THAT(connection.handler.log,
                ElementsAre(StartsWith("refused " + std::to_string(c.status))));
    EXPECT_THAT(connection.received(), StartsWith("HTTP/1.1 " + std::to_string(c.status) + " "));
    EXPECT_THAT(connection.received(), HasSubstr("connection: close"));
    EXPECT_EQ(connection.stream.unread(), 0u);
    EXPECT_EQ(connection.stream.writes(), 1u);
  }
}

TEST(Session, AnswersForAHandlerThatFails) {
  for (const std::string path : {"/nothing", "/throw"}) {
    Connection connection;
    connection.send(get(path));
    EXPECT_THAT(connection.handler.log, ElementsAre(StartsWith("refused 500")));
    EXPECT_THAT(connection.received(), StartsWith("HTTP/1.1 500 "));
    EXPECT_TRUE(connection.stream.finished());
  }
}

TEST(Session, NeverEndsAnAbortedStream) {
  Connection chunked;
  chunked.send(get("/abort"));
  EXPECT_THAT(chunked.received(), EndsWith("\r\n\r\n4\r\nhalf\r\n"));
  EXPECT_TRUE(chunked.stream.finished());

  Connection until_close;  // an orderly end would be the end of the stream
  until_close.send("GET /abort HTTP/1.0\r\n\r\n");
  EXPECT_THAT(until_close.received(), EndsWith("\r\n\r\nhalf"));
  EXPECT_TRUE(until_close.stream.was_reset());
}

TEST(Session, LetsTheSimulatorBreakTheProtocol) {
  Connection connection;
  connection.send(get("/raw"));
  EXPECT_EQ(connection.received(), "not HTTP");
  EXPECT_TRUE(connection.stream.finished());
}

// Everything above once more, with each of its operations failing in turn.
TEST(Session, SurvivesAFaultAtEveryOperation) {
  const std::vector<std::string> scenario = {
      get("/hello"),
      "POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 30000\r\n\r\n",
      std::string(29'000, 'x'),
      std::string(1'000, 'y') + get("/stream"),
      "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n",
      "0\r\n\r\n" + post("/unread", "body") + get("/hello", "Connection: close\r\n"),
  };
  const auto run = [&scenario](Connection& connection) {
    for (const std::string& bytes : scenario) connection.send(bytes);
    connection.stream.half_close();
    connection.settle();
    EXPECT_TRUE(connection.ended);
  };
  Connection undisturbed;
  run(undisturbed);
  const std::string whole = undisturbed.received();
  EXPECT_THAT(whole, EndsWith("hello"));
  EXPECT_THAT(undisturbed.handler.log, IsEmpty());

  for (std::size_t operation = 1; operation <= undisturbed.stream.operations(); ++operation) {
    for (const Fault fault : {Fault::reset, Fault::end}) {
      Connection connection;
      connection.stream.inject(operation, fault);
      run(connection);
      const std::string received = connection.received();
      if (received.find(" 400 ") == received.npos) {
        EXPECT_THAT(whole, StartsWith(received)) << operation;
      }
    }
    Connection connection;
    connection.stream.inject(operation, Fault::one_byte);
    run(connection);
    EXPECT_THAT(whole, StartsWith(connection.received())) << operation;
  }
}

}  // namespace
}  // namespace gw::server
